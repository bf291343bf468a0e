"""``motiflens evaluate`` from the command line, as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.examples import planted, save_untrained
from motiflens.cli.app import app
from motiflens.errors import MotiflensError
from motiflens.evaluation.record import read_evaluation
from motiflens.store.windows import write_windows

QUICK = [
    "--sequences", "6", "--n-references", "2", "--bootstrap", "50", "--fills", "1", "--steps", "4",
    "--subsets", "4", "--depths", "2", "--players", "4", "--kmer", "2",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a data set, two untrained models, and sites in the windows."""
    folder = tmp_path_factory.mktemp("evaluate")
    windows = planted(60)
    write_windows(folder / "data.h5", windows)
    for name in ("model", "twin"):
        save_untrained(folder / name)
    lines = [f"chrI\t{start + 20}\t{start + 21}" for start in windows.start]
    (folder / "sites.bed").write_text("\n".join(lines) + "\n")
    (folder / "elsewhere.bed").write_text("chr1\t5\t6\n")
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "motiflens", "evaluate", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_all_experiments_are_written_and_printed(folder: Path) -> None:
    options = ["model", "twin", "--data", "data.h5", "--task", "A", "--sites", "sites.bed"]
    options += ["--method", "lrp-epsilon", "--option", "lrp-epsilon.epsilon=0.1", "--method", "cam"]
    done = run(folder, *options, *QUICK, "--output", "all.json", "--tables", "tables")
    assert done.returncode == 0, done.stderr
    for title in ("Checks", "Faithfulness", "Randomisation", "Stability", "Grammar", "Criteria"):
        assert f"{title} " in done.stdout
    assert "A, 6 sequences, 6 with a known site" in done.stdout
    assert "Not `cam` (refused)" in done.stdout
    found = read_evaluation(folder / "all.json")
    assert [one.name for one in found.methods] == ["lrp-epsilon", "cam", "random"]
    assert found.methods[0].options["epsilon"] == 0.1
    assert found.methods[0].figure("stable-models") is not None
    assert found.sites == found.sequences == 6
    assert len(found.provenance["models_sha256"]) == 2
    header, *rows = (folder / "tables" / "figures.tsv").read_text().splitlines()
    assert header.split("\t")[:3] == ["method", "measure", "unit"]
    assert {row.count("\t") for row in rows} == {header.count("\t")}
    assert len(rows) == sum(len(one.figures) for one in found.methods)
    assert (folder / "tables" / "curves.tsv").read_text().count("deletion") == 2 * 5
    assert (folder / "tables" / "checks.tsv").read_text().count("\tyes\t") == 3


def test_a_second_run_writes_the_same_bytes(folder: Path) -> None:
    for name in ("one.json", "two.json"):
        done = run(
            folder, "model", "--data", "data.h5", "--task", "A", "--method", "gradient-x-input",
            "--experiment", "faithfulness", *QUICK, "--output", name,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert (folder / "one.json").read_bytes() == (folder / "two.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--method", "deep-lift"), 2, "no attribution method named 'deep-lift'"),
        (("--option", "cam.width=3"), 2, "'cam.width' is no option of a method"),
        (("--experiment", "sanity"), 2, "experiments"),
        (("--sequences", "2"), 2, "sequences"),
        (("--reference", "shuffles"), 2, "no reference named 'shuffles'"),
        (("--task", "C"), 1, "the model has no task 'C'"),
        (("--sites", "absent.bed"), 1, "absent.bed"),
        (("--sites", "elsewhere.bed"), 1, "none of the 20 windows holds a known site"),
    ],
)
def test_mistakes_are_said_and_nothing_is_written(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(folder)
    given = ["model", "--data", "data.h5", "--task", "A", "--output", "bad.json", *arguments]
    found = CliRunner().invoke(app, ["evaluate", *given]).exception
    assert isinstance(found, MotiflensError)
    assert found.exit_code == code
    assert said in str(found)
    assert not (folder / "bad.json").exists()
