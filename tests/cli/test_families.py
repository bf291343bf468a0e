"""``motiflens families`` from the command line, as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from families.test_merging import SETS
from motiflens.families.record import read_families
from motiflens.motifs.motif import write_motif_set


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the results of two tasks and two methods."""
    folder = tmp_path_factory.mktemp("families")
    for one in SETS:
        place = folder / one.task / one.method / "motifs"
        place.mkdir(parents=True)
        write_motif_set(place, one)
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "motiflens", "families", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_results_become_families(folder: Path) -> None:
    results = [f"{one.task}/{one.method}" for one in SETS]
    options = [word for result in results for word in ("--results", result)]
    done = run(folder, *options, "--output", "families.json")
    assert done.returncode == 0, done.stderr
    assert "5 motifs are 3 families, 1 of them found by several methods" in done.stderr
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
    folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = run(folder, *arguments, "--output", "mistake.json")
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "mistake.json").exists()
