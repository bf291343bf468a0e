"""The table of a model's outputs."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from motiflens.models.prediction_table import write_predictions
from motiflens.sequences.intervals import Intervals
from motiflens.sequences.queries import Queries

CODES = np.zeros((2, 3), np.uint8)


def _rows(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file, delimiter="\t"))


def test_every_number_can_be_read_back(tmp_path: Path) -> None:
    outputs = np.array([[1 / 3, -1e-20], [123456.789, np.nan]], dtype=np.float32)
    write_predictions(tmp_path / "t.tsv", Queries(["a", "b c"], None, CODES), outputs, ["x", "y"])
    head, *rows = _rows(tmp_path / "t.tsv")
    assert head == ["name", "x", "y"]
    assert [row[0] for row in rows] == ["a", "b c"]
    read = np.array([row[1:] for row in rows], dtype=np.float32)
    np.testing.assert_array_equal(read, outputs)


def test_windows_have_their_place(tmp_path: Path) -> None:
    windows = Intervals(np.array(["chr1", "chr2"]), np.array([5, 0]), np.array([8, 3]))
    write_predictions(
        tmp_path / "t.tsv", Queries(["a", "b"], windows, CODES), np.ones((2, 1), np.float32), ["x"]
    )
    assert _rows(tmp_path / "t.tsv")[1] == ["a", "chr1", "5", "8", "1"]
