"""The table of methods: every row can be loaded, and says of itself what is true."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import motiflens
from attribution.networks import network_for, one_hot
from motiflens.attribution.engine import Engine
from motiflens.attribution.methods import METHODS, PROPAGATING
from motiflens.attribution.propagation import load_rules
from motiflens.config import method_options
from motiflens.named import named


@pytest.mark.parametrize("name", METHODS)
def test_a_row_has_an_engine_and_options(name: str) -> None:
    row = METHODS[name]
    assert row.name == name
    assert re.search(r"\d{4}", row.citation)
    assert issubclass(named(row.engine), Engine)
    assert method_options(name, {}) == row.options()


@pytest.mark.parametrize("name", PROPAGATING)
def test_a_row_that_walks_has_rules(name: str) -> None:
    row = METHODS[name]
    rules = load_rules(row.rules)(method_options(name, {}))
    assert rules.start == ("value" if row.explains == "output" else "one")


@pytest.mark.parametrize("name", METHODS)
def test_complete_methods_add_up_and_others_need_not(name: str) -> None:
    found = motiflens.explain(
        network_for(name), one_hot(5, 30), method=name, target=0, reference="uniform"
    )
    assert bool(found.completeness_error.max() < 1e-9) == METHODS[name].complete


def test_reading_the_table_does_not_import_torch() -> None:
    code = "import sys, motiflens, motiflens.config; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
