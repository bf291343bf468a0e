"""``motiflens attribute`` and ``gather`` from the command line, as a person meets them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.examples import save_untrained
from motiflens.store.contributions import read_contributions
from motiflens.store.windows import write_windows
from store.examples import make_windows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a data set and an untrained model."""
    folder = tmp_path_factory.mktemp("attribute")
    write_windows(folder / "data.h5", make_windows(n=30))
    save_untrained(folder / "model")
    return folder


def _run(folder: Path, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "motiflens", command, *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _attribute(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    common = ("--data", "data.h5", "--model", "model", "--task", "A")
    return _run(folder, "attribute", *common, *arguments)


def test_shards_made_apart_are_gathered_to_the_whole(folder: Path) -> None:
    options = ("--method", "lrp-epsilon", "--option", "epsilon=0.1", "--reference", "uniform")
    for number in (1, 2):
        done = _attribute(folder, *options, "--shard", f"{number}/2", "--output", f"{number}.h5")
        assert done.returncode == 0, done.stderr
        assert "5 windows on cpu" in done.stderr
    done = _run(folder, "gather", "2.h5", "1.h5", "--output", "whole.h5")
    assert done.returncode == 0, done.stderr
    found = read_contributions(folder / "whole.h5")
    assert found.index.tolist() == list(range(0, 30, 3))
    assert found.provenance["options"]["epsilon"] == 0.1
    assert len(found.provenance["model_sha256"]) == 64


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--method", "deep-lift"), 2, "no attribution method named 'deep-lift'"),
        (("--method", "lrp-epsilon", "--option", "epsilom=1"), 2, "epsilom: there is no such key"),
        (("--option", "epsilon"), 2, "not of the form NAME=VALUE"),
        (("--device", "cuda:99"), 2, "cuda:99 was asked for"),
        (("--select", "some"), 2, "select"),
        (("--shard", "3/2"), 2, "'3/2' is no part"),
        (("--reference", "0.5", "--reference", "x"), 2, "neither a name nor four frequencies"),
        (("--reference", "0.5", "--reference", "0.5"), 2, "not four frequencies"),
        (("--task", "C"), 1, "the model has no task 'C'"),
        (("--data", "absent.h5"), 1, "there is no such file"),
        (("--model", "absent"), 1, "no model of motiflens"),
    ],
)
def test_mistakes_are_said_without_a_traceback_and_nothing_is_written(
    folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = _attribute(folder, *arguments, "--output", "bad.h5")
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(folder.glob("*bad.h5*"))
