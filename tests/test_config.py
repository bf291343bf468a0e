"""Sections say what is wrong with them in one sentence each."""

from __future__ import annotations

import pytest

from motiflens.config import Attribute, Config, Model, Prepare, Train, method_options, validate
from motiflens.errors import ConfigError


def test_defaults_of_a_data_set():
    section = validate(Prepare, {"genome": "g.fa", "regions": {"Reb1": "r.bed"}}, where="here")
    assert section.negatives == "genome"
    assert section.window is None


def test_unknown_key_is_named_with_the_known_ones():
    with pytest.raises(
        ConfigError, match=r"epoch: there is no such key \(known here: .*epochs"
    ) as e:
        validate(Train, {"dataset": "yeast", "epoch": 3}, where="config.yaml")
    assert e.value.where == "config.yaml"
    assert e.value.exit_code == 2


def test_unknown_key_of_a_nested_section_is_named_by_its_place():
    values = {"models": {"small": {"train": {"dataset": "yeast", "epoch": 3}}}}
    with pytest.raises(ConfigError) as error:
        validate(Config, values, where="config.yaml")
    assert "models.small.train.epoch: there is no such key;" in error.value.what
    assert "known here" not in error.value.what


def test_all_mistakes_are_said_at_once():
    with pytest.raises(ConfigError) as error:
        validate(Train, {"dataset": "yeast", "epochs": 0, "patience": "long"}, where="here")
    assert "epochs: " in error.value.what
    assert "patience: " in error.value.what


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "give either `regions`"),
        ({"genome": "g.fa"}, "give either `regions`"),
        ({"regions": {"a": "a.bed"}, "sequences": {"a": "a.fa"}}, "give either `regions`"),
        ({"regions": {"a": "a.bed"}}, "`regions` need a `genome`"),
    ],
)
def test_a_data_set_has_one_source(values, message):
    with pytest.raises(ConfigError, match=message):
        validate(Prepare, values, where="here")


@pytest.mark.parametrize(
    "values",
    [
        {},
        {
            "train": {"dataset": "yeast"},
            "import": {"source": "w", "tasks": ["a"], "input_length": 200},
        },
    ],
)
def test_a_model_has_one_origin(values):
    with pytest.raises(ConfigError, match="give either `train` or `import`"):
        validate(Model, values, where="here")


def test_a_name_cannot_leave_its_folder():
    with pytest.raises(ConfigError):
        validate(Train, {"dataset": "../other"}, where="here")


def test_sections_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        Attribute().top = 5


def test_options_of_a_method():
    assert method_options("lrp-epsilon", {"epsilon": "0.5"}).model_dump()["epsilon"] == 0.5


def test_unknown_method_is_answered_with_the_known_ones():
    with pytest.raises(ConfigError, match="no attribution method named 'saliency'") as error:
        method_options("saliency", {})
    assert "deeplift" in (error.value.fix or "")


def test_unknown_option_of_a_method():
    with pytest.raises(ConfigError, match="eps: there is no such key") as error:
        method_options("deeplift", {"eps": 1})
    assert error.value.where == "options of deeplift"
