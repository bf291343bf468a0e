"""``motiflens logos`` from the command line, as a person meets it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from logos.test_write import motifs
from motiflens.files import SUMS
from motiflens.motifs.motif import write_motif_set


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "motiflens", "logos", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("names", [(), ("A.x.neg.0",)])
def test_each_motif_gets_its_logos(tmp_path: Path, names: tuple[str, ...]) -> None:
    (tmp_path / "motifs").mkdir()
    write_motif_set(tmp_path / "motifs", motifs(*names))
    done = run(tmp_path, "--motifs", "motifs", "--output", "logos", "--strands", "one")
    assert done.returncode == 0, done.stderr
    assert re.search(r"motifs read in \d+\.\d s\n", done.stderr)
    assert bool(names) == ("contribution logos drawn in " in done.stderr)
    made = [path for path in (tmp_path / "logos").iterdir() if path.name != SUMS]
    assert all(path.suffix == ".svg" for path in made)
    assert len(made) == (5 if names else 0)


def test_what_there_is_no_kind_of_is_said(tmp_path: Path) -> None:
    done = run(tmp_path, "--motifs", "motifs", "--output", "logos", "--logos", "bits")
    assert done.returncode == 2
    assert "logos.0: Input should be 'contribution'" in done.stderr


def test_motifs_that_are_not_there_are_said_and_leave_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "--motifs", "motifs", "--output", "logos")
    assert done.returncode == 1
    assert "there are no motifs to read" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
