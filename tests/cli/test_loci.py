"""``motiflens loci`` from the command line, as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from exports.conftest import example_motifs, overlapping, write_results
from motiflens.files import SUMS
from motiflens.hits.table import write_hits


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "motiflens", "loci", "--results", "results", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_loci_are_drawn_and_a_place_without_windows_is_said(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    scores = overlapping(provenance={"task": "A", "method": "x"})
    write_results(tmp_path / "results", scores, example_motifs())
    write_hits(tmp_path / "results" / "hits" / "hits.tsv", ())
    asked = ("--region", "chrI:0-40", "--top", "0", "--formats", "pdf", "--formats", "png")
    done = run(tmp_path, *asked, "--output", "loci")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "loci").iterdir()) == [
        SUMS, "chrI.0-40.pdf", "chrI.0-40.png"
    ]  # fmt: skip
    assert done.stderr == "drew chrI:0-40\n"
    done = run(tmp_path, "--region", "1:0-40", "--output", "other")
    assert done.returncode == 1
    assert "no window lies on 1" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "other").exists()
