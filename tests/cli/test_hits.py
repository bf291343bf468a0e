"""``motiflens hits`` from the command line, as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hits.conftest import motif_set
from motiflens.files import SUMS
from motiflens.hits.record import read_hit_summary
from motiflens.motifs.motif import write_motif_set
from motiflens.store.contributions import write_contributions
from motifs.planted import plant


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with contributions, motifs, and a shard."""
    folder = tmp_path_factory.mktemp("hits")
    scores, _ = plant(n=60, length=60)
    write_contributions(folder / "planted.h5", scores)
    write_contributions(folder / "shard.h5", scores, shard=(1, 2))
    for name, motifs in (("motifs", motif_set()), ("none", motif_set({}))):
        (folder / name).mkdir()
        write_motif_set(folder / name, motifs)
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "motiflens", "hits", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(("motifs", "said"), [("motifs", "hits in"), ("none", "there is no motif")])
def test_hits_are_written_or_it_is_said_that_there_are_none(
    folder: Path, motifs: str, said: str
) -> None:
    given = ("--contributions", "planted.h5", "--motifs", motifs, "--output", f"of-{motifs}")
    done = run(folder, *given, "--shuffles", "100")
    assert done.returncode == 0, done.stderr
    assert said in done.stderr
    names = {path.name for path in (folder / f"of-{motifs}").iterdir()}
    assert names == {SUMS, "hits.json", "hits.tsv", "hits.bed"}
    assert (read_hit_summary(folder / f"of-{motifs}").n_hits > 0) == (motifs == "motifs")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--contributions", "none.h5"), 1, "there is no such file"),
        (("--contributions", "shard.h5"), 1, "part 1 of 2"),
        (("--motifs", "nowhere"), 1, "nowhere"),
        (("--min-probability", "0"), 2, "min_probability"),
    ],
)
def test_mistakes_are_said_and_leave_nothing(
    folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = sorted(path.name for path in folder.iterdir())
    given = {"--contributions": "planted.h5", "--motifs": "motifs", "--output": "mistake"}
    given |= dict([arguments])
    done = run(folder, *(word for pair in given.items() for word in pair))
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == before
