"""``motiflens report`` from the command line, as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from report.examples import write_run
from report.page import read_page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_run(folder)
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    common = ("--data", "data.h5", "--model", "model")
    return subprocess.run(
        [sys.executable, "-m", "motiflens", "report", *common, *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_page_is_written_twice_the_same(folder: Path) -> None:
    for name in ("one.html", "two.html"):
        arguments = ("--results", "A/deeplift", "--results", "B/deeplift", "--loci", "1")
        done = run(folder, *arguments, "--output", name)
        assert done.returncode == 0, done.stderr
        assert f"wrote {name}" in done.stderr
        assert done.stdout == ""
    page = (folder / "one.html").read_bytes()
    assert page == (folder / "two.html").read_bytes()
    assert len(read_page(page.decode()).by_id("loci").all("div", "locus")) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--results", "A/absent"], 1, "the results have no contributions.h5"),
        (["--results", "A/deeplift", "--results", "A/deeplift"], 2, "two results are of task A"),
        (["--results", "A/deeplift", "--loci", "51"], 2, "loci"),
        ([], 2, "--results"),
    ],
)
def test_mistakes_are_told_and_leave_nothing(
    folder: Path, arguments: list[str], code: int, words: str
) -> None:
    done = run(folder, *arguments, "--output", "never.html")
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(folder.glob("*never*"))
