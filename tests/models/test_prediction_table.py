"""The table of a model's outputs."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.cards import TRAINING, card
from motiflens.models.predict import Outputs
from motiflens.models.prediction_table import write_predictions
from motiflens.sequences.intervals import Intervals
from motiflens.sequences.queries import Queries

CODES = np.zeros((2, 3), np.uint8)


def _rows(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file, delimiter="\t"))


def test_every_number_can_be_read_back(tmp_path: Path) -> None:
    outputs = np.array([[1 / 3, -1e-20], [123456.789, np.nan]], dtype=np.float32)
    queries = Queries(["a", "b c"], None, CODES)
    write_predictions(tmp_path / "t.tsv", queries, Outputs(outputs), card(tasks=["x", "y"]))
    head, *rows = _rows(tmp_path / "t.tsv")
    assert head == ["name", "x", "y"]
    assert [row[0] for row in rows] == ["a", "b c"]
    read = np.array([row[1:] for row in rows], dtype=np.float32)
    np.testing.assert_array_equal(read, outputs)


def test_windows_have_their_place(tmp_path: Path) -> None:
    windows = Intervals(np.array(["chr1", "chr2"]), np.array([5, 0]), np.array([8, 3]))
    queries = Queries(["a", "b"], windows, CODES)
    write_predictions(
        tmp_path / "t.tsv", queries, Outputs(np.ones((2, 1), np.float32)), card(tasks=["x"])
    )
    assert _rows(tmp_path / "t.tsv")[1] == ["a", "chr1", "5", "8", "1"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"activation": "sigmoid"}, [0.5, 0.75]),
        ({"activation": "softmax"}, [0.25, 0.75]),
        ({"activation": None}, None),
        ({"training": TRAINING}, [0.5, 0.75]),
        ({"training": TRAINING, "readout": "values"}, None),
    ],
)
def test_probabilities_are_beside_what_becomes_one(
    fields: dict[str, Any], expected: list[float] | None, tmp_path: Path
) -> None:
    outputs = np.array([[0.0, np.log(3)]] * 2, dtype=np.float32)
    queries = Queries(["a", "b"], None, CODES)
    write_predictions(
        tmp_path / "t.tsv", queries, Outputs(outputs), card(tasks=["x", "y"], **fields)
    )
    head, row, _ = _rows(tmp_path / "t.tsv")
    if expected is None:
        assert head == ["name", "x", "y"]
    else:
        assert head == ["name", "x", "y", "x:probability", "y:probability"]
        assert [float(text) for text in row[3:]] == pytest.approx(expected)
