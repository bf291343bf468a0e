"""``motiflens discover`` from the command line, as a person meets it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from motiflens.motifs.motif import read_motifs
from motiflens.store.contributions import write_contributions
from motiflens.store.windows import write_windows
from motifs.planted import plant
from motifs.test_database import FUNGI
from store.examples import make_windows

STAGES = [
    "known motifs read",
    "TF-MoDISco loaded",
    "windows read",
    "seqlets found",
    "positive seqlets clustered",
    "positive patterns taken apart where they were two motifs",
    "motifs matched",
    "results written",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with contributions: some that hold a motif, and some that hold none."""
    folder = tmp_path_factory.mktemp("discover")
    write_contributions(folder / "planted.h5", plant()[0])
    write_contributions(folder / "empty.h5", plant(n=10, share=0)[0])
    write_windows(folder / "windows.h5", make_windows())
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "motiflens", "discover", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_motif_is_found_and_named_the_same_with_any_number_of_threads(folder: Path) -> None:
    options = ("--contributions", "planted.h5", "--n-leiden", "2", "--database", str(FUNGI))
    for threads in ("1", "2"):
        done = run(folder, *options, "--threads", threads, "--output", f"motifs{threads}")
        assert done.returncode == 0, done.stderr
        assert "REB1" in done.stderr or "NSI1" in done.stderr
        assert re.findall(r"(.+) in \d+\.\d s\n", done.stderr) == STAGES
    found = read_motifs(folder / "motifs1")
    assert len(found.motifs[0].matches) == 3
    for path in (folder / "motifs1").iterdir():
        assert path.read_bytes() == (folder / "motifs2" / path.name).read_bytes(), path.name


def test_finding_nothing_is_no_failure(folder: Path) -> None:
    done = run(folder, "--contributions", "empty.h5", "--output", "nothing")
    assert done.returncode == 0, done.stderr
    assert "no motif: 10 windows of 81 bp" in done.stderr
    assert read_motifs(folder / "nothing").motifs == ()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--contributions", "none.h5"), 1, "there is no such file"),
        (("--contributions", "windows.h5"), 1, "motiflens/windows"),
        (("--contributions", "planted.h5", "--database", "none.meme"), 1, "none.meme"),
        (("--contributions", "planted.h5", "--database", "windows.h5"), 1, "this line is no text"),
        (("--contributions", "planted.h5", "--fdr", "2"), 2, "fdr"),
        (("--contributions", "planted.h5", "--trim", "1"), 2, "trim"),
        (("--contributions", "planted.h5", "--threads", "0"), 2, "threads"),
    ],
)
def test_mistakes_are_said_and_leave_nothing(
    folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = sorted(path.name for path in folder.iterdir())
    done = run(folder, *arguments, "--output", "mistake")
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == before
