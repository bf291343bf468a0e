"""The table that `prepare` prints, against sums made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from motiflens.cli.prepare_summary import summarise
from motiflens.store.windows import Dropped, Windows
from store.examples import make_windows


def _said(windows: Windows, capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    """Return the cells of each row of the table by the first of them."""
    summarise(windows)
    lines = capsys.readouterr().err.splitlines()
    rows = [line.replace("┃", "│").strip("│").split("│") for line in lines if line[0] in "┃│"]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in rows}


def test_windows_of_each_class_are_counted_in_each_split(capsys):
    windows = make_windows(18)
    said = _said(windows, capsys)
    assert said["class"] == ["train", "validation", "test"]
    for name, member in (("A", windows.labels[:, 0] == 1), ("negatives", ~windows.labels.any(1))):
        expected = [int((member & (windows.split == index)).sum()) for index in range(3)]
        assert [int(cell.split()[0]) for cell in said[name]] == expected


def test_reads_are_those_of_the_middle_added_over_strands(capsys):
    windows = make_windows(18)
    reads = np.random.default_rng(0).poisson(5, (18, 3, 20 + 10)).astype(np.float32)
    windows = replace(windows, readout="profiles", profiles=reads, tracks=(2, 1), output_window=20)
    said = _said(windows, capsys)
    middle = reads[:, :, 5:25]
    totals = {"A": middle[:, :2].sum((1, 2)), "B": middle[:, 2].sum(1)}
    negative = ~windows.labels.any(axis=1)
    for column, task in enumerate("AB"):
        own = windows.labels[:, column] == 1
        expected = [f"{totals[task][member].mean():.1f}" for member in (own, negative)]
        assert said[task][-2:] == expected
    assert said["task"][-2:] == ["reads", "in negatives"]


def test_values_have_a_mean_over_what_is_known(capsys):
    windows = make_windows(9)
    values = np.full((9, 2), np.nan, np.float32)
    values[windows.labels == 1] = np.arange((windows.labels == 1).sum())
    said = _said(replace(windows, readout="values", values=values), capsys)
    assert said["A"][-1] == f"{np.nanmean(values[:, 0]):.3g}"


def test_parts_of_several_folds_and_reasons_are_told(capsys):
    folds = np.array([[2, 1, 0], [0, 2, 1], [1, 0, 2]], np.uint8)
    dropped = (Dropped("a.bed", 1, "r", "too long"),) * 3
    windows = replace(make_windows(18), folds=folds, dropped=dropped)
    summarise(windows)
    said = capsys.readouterr().err
    assert all(f"part {number}" in said for number in range(3))
    assert "dropped 3: too long" in said
