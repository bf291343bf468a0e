"""The schema says what the classes say, and the generated files are those that were committed."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from motiflens.attribution.methods import METHODS
from motiflens.config import Config
from motiflens.schema import config_schema, generated

ROOT = Path(__file__).parents[1]
SHIPPED = sorted([ROOT / "config.yaml", *ROOT.glob("examples/*/config.yaml")])


def nodes(part):
    yield part
    children = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    for child in children:
        yield from nodes(child)


@pytest.fixture
def demo():
    return yaml.safe_load((ROOT / "config.yaml").read_text())


@pytest.mark.parametrize("path", generated(ROOT), ids=lambda path: path.name)
def test_generated_files_are_up_to_date(path):
    assert path.read_text(encoding="utf-8") == generated(ROOT)[path](), "run `make docs`"


def test_schema_is_a_schema():
    Draft202012Validator.check_schema(config_schema())


def test_every_mapping_is_closed_but_for_the_arguments_of_networks():
    objects = [part for part in nodes(config_schema()) if isinstance(part, dict) and "type" in part]
    mappings = [part for part in objects if part["type"] == "object"]
    assert len(mappings) > 10
    still_open = [part for part in mappings if part["additionalProperties"] is not False]
    assert len(still_open) == 2
    assert all("options of the architecture" in part["description"] for part in still_open)


def test_no_union_hides_what_is_wrong():
    assert not any("anyOf" in part for part in nodes(config_schema()) if isinstance(part, dict))


def test_methods_are_those_of_the_table():
    methods = config_schema()["properties"]["methods"]["properties"]
    assert list(methods) == list(METHODS)
    for name, row in METHODS.items():
        assert set(methods[name]["properties"]) == set(row.options.model_fields)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_shipped_configurations_fit(path):
    config = yaml.safe_load(path.read_text())
    Draft202012Validator(config_schema()).validate(config)
    Config.model_validate(config)


def set_in(config, path, value):
    config = copy.deepcopy(config)
    *parents, last = path.split("/")
    node = config
    for key in parents:
        node = node[int(key)] if isinstance(node, list) else node.setdefault(key, {})
    node[last] = value
    return config


BROKEN = [
    ("nonsense", 1),
    ("datasets/yeast/windw", 200),
    ("datasets/yeast/window", 5),
    ("datasets/yeast/window", "wide"),
    ("datasets/yeast/validation", {"chr3": 1}),
    ("datasets/yeast/validation", [3]),
    ("datasets/yeast/sequences", {"a": "b.fa"}),
    ("datasets/yeast/negatives_ratio", 0),
    ("datasets/a b", {"sequences": {"a": "b.fa"}}),
    ("datasets/other", {"regions": {"a": "b.bed"}}),
    ("datasets/other", {"genome": "g.fa"}),
    ("models/small/train/epochs", 0),
    ("models/small/train/architecture", "transformer"),
    ("models/small/import", {"weights": "w", "tasks": ["a"], "input_length": 200}),
    ("models/empty", {}),
    ("analyses/0/fold", 1),
    ("methods/saliency", {}),
    ("attribute/select", "best"),
    ("attribute/reference", {"A": 1}),
    ("discover/fdr", 1),
    ("report/loci", -1),
]
"""One key of the demo's configuration and a value that it must not have."""


@pytest.mark.parametrize(("path", "value"), BROKEN)
def test_what_the_classes_refuse_the_schema_refuses(demo, path, value):
    config = set_in(demo, path, value)
    assert list(Draft202012Validator(config_schema()).iter_errors(config))
    if path.startswith("methods") or path.endswith("architecture"):
        return  # Config leaves names of methods and architectures to their tables
    with pytest.raises(ValidationError):
        Config.model_validate(config)


GOOD = [
    ("datasets/yeast/window", 200),
    ("datasets/yeast/validation", 0.2),
    ("datasets/yeast/blacklist", "b.bed"),
    ("datasets/other", {"sequences": {"a": "b.fa"}, "negatives": "shuffle"}),
    ("models/other", {"import": {"source": "w", "tasks": ["a"], "input_length": 200}}),
    ("models/other", {"import": {"source": "w", "tasks": ["a"], "architecture": "lab.nets:Net"}}),
    ("methods/lrp-epsilon", {"epsilon": 0.1}),
    ("attribute/reference", [0.3, 0.2, 0.2, 0.3]),
    ("attribute/reference", "uniform"),
]


@pytest.mark.parametrize(("path", "value"), GOOD)
def test_what_the_classes_take_the_schema_takes(demo, path, value):
    config = set_in(demo, path, value)
    Draft202012Validator(config_schema()).validate(config)
    Config.model_validate(config)
