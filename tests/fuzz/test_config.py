"""The configuration as the workflow checks it, and what the command line takes."""

from __future__ import annotations

import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from snakemake.exceptions import WorkflowError

from fuzz.mutations import rearranged, text
from fuzz.trying import fuzzed, reads_or_refuses
from motiflens.cli.options import chosen_methods, held_out, mapping, plain_values, reference_of
from motiflens.config import Prepare, validate

ROOT = Path(__file__).parents[2]
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())


def check(config: Any) -> None:
    """Run the check of the workflow on a configuration, as Snakemake runs it."""
    rules = ROOT / "workflow/rules"
    workflow = SimpleNamespace(
        source_path=lambda path: str(rules / path),
        config_settings=SimpleNamespace(config={}),
        modifier=SimpleNamespace(parent_modifier=None),
    )
    scope = {"workflow": workflow, "config": config}
    exec(compile((rules / "check.smk").read_text(), "check.smk", "exec"), scope)
    scope["validate"] = lambda *_, **__: None  # Snakemake's own, which fills in the defaults
    scope["check_config"]()


def test_the_shipped_configuration_is_good() -> None:
    check(copy.deepcopy(CONFIG))


@fuzzed
@given(rearranged(CONFIG))
def test_configurations(config: Any) -> None:
    if not isinstance(config, dict):  # Snakemake says so itself
        return
    try:
        check(config)
    except WorkflowError as error:
        said = str(error)
    else:
        return
    assert said


@fuzzed
@given(text((ROOT / "config.yaml").read_text()))
def test_configuration_files(content: bytes) -> None:
    try:
        config = yaml.safe_load(content)
    except (yaml.YAMLError, ValueError, RecursionError):  # Snakemake says so itself
        return
    test_configurations.hypothesis.inner_test(config)


@fuzzed
@given(rearranged({"regions": {"A": "a.bed"}, "genome": "g.fa", "window": 40, "shift": [4, -4]}))
def test_sections(values: Any) -> None:
    if isinstance(values, dict):
        named = {str(key): value for key, value in values.items()}
        reads_or_refuses(lambda: validate(Prepare, named, where="datasets.a"))


_WORDS = ("Reb1=a.bed", "a=", "=b", "a=[1, 2", "a={", "x=nan", "a=1", "lrp-epsilon.epsilon=0.1")


@fuzzed
@given(st.lists(st.sampled_from(_WORDS) | st.text(max_size=8), max_size=4))
def test_options(words: list[str]) -> None:
    reads_or_refuses(lambda: mapping(words, "--regions"))
    reads_or_refuses(lambda: plain_values(words, "--arguments"))
    reads_or_refuses(lambda: chosen_methods(["lrp-epsilon"], words))
    reads_or_refuses(lambda: reference_of(words))
    held_out(words)


def test_aliases_upon_aliases_are_not_unfolded() -> None:
    lines = ["datasets: &a [x, x, x, x, x, x, x, x, x]"]
    for name, before in zip("bcdefgh", "abcdefg", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    with pytest.raises(WorkflowError, match="aliases"):
        check(yaml.safe_load("\n".join(lines)))
    with pytest.raises(WorkflowError, match="aliases"):
        check(yaml.safe_load("datasets: &a {b: *a}"))
