"""``motiflens families`` from the command line, as a person meets it."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from families.test_merging import SETS
from motiflens.cli.app import main
from motiflens.families.record import read_families
from motiflens.motifs.motif import write_motif_set


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with the results of two tasks and two methods."""
    for one in SETS:
        place = tmp_path / one.task / one.method / "motifs"
        place.mkdir(parents=True)
        write_motif_set(place, one)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    monkeypatch.setattr(sys, "argv", ["motiflens", "families", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_results_become_families(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    results = [f"{one.task}/{one.method}" for one in SETS]
    options = [word for result in results for word in ("--results", result)]
    with caplog.at_level(logging.INFO):
        assert run(monkeypatch, *options, "--output", "families.json") == 0
    assert "5 motifs are 3 families, 1 of them found by several methods" in caplog.text
    assert len(read_families(folder / "families.json").families) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--results", "none"), 1, "there are no motifs to read"),
        (("--results", "A/lrp", "--results", "A/lrp"), 1, "given twice"),
        (("--results", "A/lrp", "--alike", "2"), 2, "alike"),
        ((), 2, "results"),
    ],
)
def test_mistakes_are_said_and_leave_nothing(
    folder: Path, arguments: tuple[str, ...], code: int, said: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert run(monkeypatch, *arguments, "--output", "mistake.json") == code
    assert said in capsys.readouterr().err
    assert not (folder / "mistake.json").exists()
