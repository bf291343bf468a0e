"""The page on ways in says what the program reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from motiflens.config import Prepare
from motiflens.sequences.dataset import prepare
from motiflens.sequences.inputs_of import SHEET, inputs_of
from motiflens.sequences.settings import readout

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "data-in.md").read_text(encoding="utf-8")
EXAMPLES = {
    "bigwig-profiles": "profiles",
    "bam-counts": "counts",
    "many-samples": "counts",
    "mpra-table": "values",
}


def test_the_columns_of_the_sheet_are_listed():
    for column, meaning in SHEET.items():
        assert f"\n| `{column}` | {meaning} |\n" in PAGE


def test_keys_that_are_named_exist():
    words = {
        *re.findall(r"^ +(\w+): ", PAGE, re.M),
        *re.findall(r"`(\w+): [^`]*`", PAGE),
    }
    assert words - set(Prepare.model_fields) <= {"mpra", "samples"}
    assert len(words) > 8


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_linked_and_make_data_sets(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    assert f"../examples/{name})" in PAGE
    config = yaml.safe_load(Path("examples", name, "config.yaml").read_text(encoding="utf-8"))
    (section,) = config["datasets"].values()
    options = Prepare(**section)
    windows = prepare(options)
    files, tasks = inputs_of(options.model_dump())
    assert readout(options) == windows.readout == EXAMPLES[name]
    assert windows.tasks == tuple(tasks)
    assert all(Path(path).is_file() for paths in files.values() for path in paths)
    size = sum(path.stat().st_size for path in Path("examples", name).iterdir())
    assert size < 100_000


def test_reads_of_the_examples_tell_regions_from_negatives(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    config = yaml.safe_load(Path("examples/bam-counts/config.yaml").read_text(encoding="utf-8"))
    windows = prepare(Prepare(**config["datasets"]["atac"]))
    positive = windows.labels[:, 0] == 1
    assert windows.values[positive].mean() > 5 * windows.values[~positive].mean()
