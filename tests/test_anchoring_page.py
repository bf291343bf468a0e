"""docs/anchoring.md says what the kept rows of its benchmark say."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy import stats

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "anchoring.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """Yield the script that makes the tables and the figure."""
    spec = spec_from_file_location("anchoring_figure", DOCS / "figures/anchoring.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclasses look for their module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_the_tables_are_those_of_the_rows(script: ModuleType) -> None:
    groups = list(script.read(DOCS / "figures/anchoring.tsv"))
    assert script.found_table(groups) in PAGE
    assert script.accuracy_table(groups) in PAGE


def test_every_group_has_the_same_seeds_both_ways(script: ModuleType) -> None:
    for group in script.read(DOCS / "figures/anchoring.tsv"):
        seeds = [row["seed"] for row in group.usual]
        assert len(seeds) == len(set(seeds)) > 1
        assert [row["seed"] for row in group.anchored] == seeds


def test_the_interval_is_that_of_the_paired_t_test(script: ModuleType) -> None:
    rng = np.random.default_rng(0)
    usual, anchored = rng.normal(size=10), rng.normal(size=10)
    low, mean, high = script.change(usual, anchored)
    expected = stats.ttest_rel(anchored, usual).confidence_interval(0.95)
    assert (low, high) == pytest.approx((expected.low, expected.high))
    assert mean == pytest.approx((anchored - usual).mean())


def test_figures_and_pages_that_are_linked_are_there() -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]*)\)", PAGE)]
    assert "figures/anchoring.svg" in links
    for link in filter(None, links):
        assert (DOCS / link).exists(), link
