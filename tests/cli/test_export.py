"""``motiflens export`` from the command line, as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from exports.conftest import example_motifs, overlapping, write_results
from motiflens.files import SUMS


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "motiflens", "export", "--results", "results", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_what_is_asked_for_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    write_results(tmp_path / "results", overlapping(), example_motifs())
    done = run(tmp_path, "--output", "exports")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "exports").iterdir()} == {
        SUMS, "motifs.meme", "motifs.jaspar", "motifs.transfac", "seqlets.bed", "hits.bed"
    }  # fmt: skip
    done = run(tmp_path, "--formats", "meme", "--formats", "bigwig", "--output", "other")
    assert done.returncode == 2
    assert "no genome was given" in done.stderr
    assert "--genome" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "other").exists()
