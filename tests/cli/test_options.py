from __future__ import annotations

import pytest

from motiflens.cli.options import default, given, held_out, mapping, option
from motiflens.config import Prepare
from motiflens.errors import ConfigError


def test_help_and_default_are_those_of_the_section():
    assert option(Prepare, "seed").help == Prepare.model_fields["seed"].description
    assert default(Prepare, "negatives_ratio") == 1.0
    assert default(Prepare, "regions") == {}


def test_none_keeps_the_default():
    assert given(a=None, b=0, c="") == {"b": 0, "c": ""}


def test_a_mapping_keeps_its_order_and_further_equal_signs():
    assert mapping(["b=x.bed", "a=y=z.bed"], "--regions") == {"b": "x.bed", "a": "y=z.bed"}
    assert mapping(None, "--regions") is None
    assert mapping([], "--regions") is None


@pytest.mark.parametrize("values", [["a.bed"], ["=a.bed"], ["a="], ["a=x", "a=y"]])
def test_what_is_no_mapping_is_refused(values: list[str]):
    with pytest.raises(ConfigError) as error:
        mapping(values, "--regions")
    assert error.value.where == "--regions"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (None, None),
        (["0.1"], 0.1),
        ([".25"], 0.25),
        (["0"], 0.0),
        (["1"], ["1"]),
        (["12"], ["12"]),
        (["chr4"], ["chr4"]),
        (["chr4", "chr9"], ["chr4", "chr9"]),
        (["0.1", "chr9"], ["0.1", "chr9"]),
    ],
)
def test_one_number_below_one_is_a_fraction(values, expected):
    assert held_out(values) == expected
