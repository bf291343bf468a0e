"""``motiflens audit`` from the command line, as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.examples import save_untrained
from motiflens.attribution.audit_record import read_audit
from motiflens.attribution.methods import PROPAGATING
from motiflens.store.windows import write_windows
from store.examples import make_windows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a data set and an untrained model."""
    folder = tmp_path_factory.mktemp("audit")
    write_windows(folder / "data.h5", make_windows(n=30))
    save_untrained(folder / "model")
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "motiflens", "audit", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_without_data_all_methods_are_tried_on_random_sequences(folder: Path) -> None:
    done = run(folder, "model", "--windows", "8")
    assert done.returncode == 0, done.stderr
    for method in PROPAGATING:
        assert method in done.stdout
    assert "small_cnn.py:" in done.stdout
    assert "cross maximum" in done.stdout
    assert "Completeness over 8 sequences, float32" in done.stdout
    assert done.stdout.count("exact on every operation") == sum(
        row.complete for row in PROPAGATING.values()
    )
    assert "References" not in done.stdout


def test_with_data_references_are_compared_and_all_is_written(folder: Path) -> None:
    options = ["--data", "data.h5", "--method", "lrp-epsilon"]
    options += ["--option", "lrp-epsilon.epsilon=0.1"]
    for name in ("one.json", "two.json"):
        done = run(folder, "model", *options, "--windows", "6", "--output", name)
        assert done.returncode == 0, done.stderr
    assert "References for A: 6 windows by lrp-epsilon" in done.stdout
    assert "A: Use `" in done.stdout
    found = read_audit(folder / "one.json")
    assert [one.task for one in found.references] == ["A", "B"]
    assert [row.name for row in found.references[0].rows] == ["background", "dinucleotide-shuffles"]
    assert found.provenance["methods"] == {"lrp-epsilon": {"epsilon": "0.1"}}
    assert len(found.provenance["model_sha256"]) == 64
    assert (folder / "one.json").read_bytes() == (folder / "two.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--method", "deep-lift"), 2, "no attribution method named 'deep-lift'"),
        (("--option", "epsilon=1"), 2, "'epsilon' is no option of a method"),
        (("--option", "lrp-epsilon.epsilom=1"), 2, "epsilom: there is no such key"),
        (("--windows", "0"), 2, "windows"),
        (("--device", "cuda:99"), 2, "cuda:99 was asked for"),
        (("--task", "C"), 1, "the model has no task 'C'"),
        (("--data", "absent.h5"), 1, "there is no such file"),
        (("--data", "data.h5", "--reference", "shuffles"), 2, "no reference named 'shuffles'"),
    ],
)
def test_mistakes_are_said_without_a_traceback_and_nothing_is_written(
    folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = run(folder, "model", "--output", "bad.json", *arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(folder.glob("*bad.json*"))
