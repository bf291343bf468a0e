"""``motiflens effects`` from the command line."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from families.test_merging import motif, motif_set
from models.examples import save_untrained
from motiflens.cli.app import main
from motiflens.effects.record import read_effects
from motiflens.files import sha256
from motiflens.hits.table import Hit, write_hits
from motiflens.models.card import read_card
from motiflens.motifs.motif import write_motif_set
from motiflens.sequences.onehot import one_hot
from motiflens.store.contributions import write_contributions
from motiflens.store.windows import write_windows
from store.examples import make_contributions, make_windows

QUICK = ("--sequences", "8", "--windows", "4", "--pairs", "1", "--farthest", "12")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a model, data, and the results of a task and method."""
    folder = tmp_path_factory.mktemp("effects")
    save_untrained(folder / "model")
    data = make_windows()
    write_windows(folder / "data.h5", data)
    found = make_contributions(n=data.n, length=data.window)
    provenance = {
        "task": "A", "method": "deeplift", "settings": {"target": "minus B"},
        "data_sha256": sha256(folder / "data.h5"),
        "model_sha256": read_card(folder / "model").weights_sha256,
    }  # fmt: skip
    for part in ("motifs", "hits"):
        (folder / "results" / part).mkdir(parents=True)
    write_contributions(
        folder / "results" / "contributions.h5",
        replace(
            found,
            index=np.arange(data.n),
            sequences=one_hot(data.window_codes()).astype(np.int8),
            provenance=provenance,
        ),
    )
    motifs = motif_set("A", "deeplift", motif("m", "TTACCCGG", 50), motif("n", "GTTAC", 30))
    write_motif_set(folder / "results" / "motifs", motifs)
    hits = [
        Hit("chrI", 1000 * row + 10, 1000 * row + 18, "m", 1, "+", "TTACCCGG", 1, 1, row, row)
        for row in range(6)
    ]
    write_hits(folder / "results" / "hits" / "hits.tsv", hits)
    return folder


def run(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str, data: str = "data.h5"
) -> object:
    monkeypatch.chdir(folder)
    command = ["effects", *arguments, "--data", data, "--output", "effects.json"]
    monkeypatch.setattr(sys, "argv", ["motiflens", *command])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_effects_of_what_was_explained(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(made, tmp_path / "run")
    assert run(monkeypatch, folder, "model", "--results", "results", *QUICK) == 0
    first = (folder / "effects.json").read_bytes()
    found = read_effects(folder / "effects.json")
    assert (found.task, found.method, found.unit) == ("A", "deeplift", "logit")
    assert found.options["target"] == "minus B"
    assert [one.name for one in found.motifs] == ["m", "n"]
    assert [one.removed is None for one in found.motifs] == [False, True]
    assert run(monkeypatch, folder, "model", "--results", "results", *QUICK) == 0
    assert (folder / "effects.json").read_bytes() == first


def test_the_folds_that_were_explained_are_taken_in_any_order(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(made, tmp_path / "run")
    save_untrained(folder / "other")
    with h5py.File(folder / "results" / "contributions.h5", "r+") as file:
        provenance = json.loads(file.attrs["provenance"])
        fold = {"model_sha256": provenance["model_sha256"]}
        file.attrs["provenance"] = json.dumps({**provenance, "folds": [fold, fold]})
    assert run(monkeypatch, folder, "other", "model", "--results", "results", *QUICK) == 0
    assert len(read_effects(folder / "effects.json").provenance["models_sha256"]) == 2


def test_all_folds_are_wanted(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(made, tmp_path / "run")
    assert run(monkeypatch, folder, "model", "model", "--results", "results", *QUICK) == 1
    assert "give the folders of all models that were explained" in capsys.readouterr().err
    assert not (folder / "effects.json").exists()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("other data", "another data set was explained"),
        ("no hits", "there are no hits to read"),
        ("no motifs", "there are no motifs to read"),
        ("no scores", "there is no such file"),
        ("strange hit", "hits.tsv, line 2"),
        ("a part", "the file is part 1 of 2"),
    ],
)
def test_what_does_not_belong_together_is_refused(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    folder = shutil.copytree(made, tmp_path / "run")
    hits = folder / "results" / "hits" / "hits.tsv"
    if broken == "other data":
        write_windows(folder / "data.h5", make_windows(seed=1))
    elif broken == "a part":
        with h5py.File(folder / "results" / "contributions.h5", "r+") as file:
            file.attrs["shard"] = (1, 2)
    elif broken == "strange hit":
        hits.write_text(hits.read_text().replace("\tm\t", "\tz\t"))
    else:
        part = {
            "hits": "hits/hits.tsv",
            "motifs": "motifs/motifs.json",
            "scores": "contributions.h5",
        }
        (folder / "results" / part[broken.removeprefix("no ")]).unlink()
    assert run(monkeypatch, folder, "model", "--results", "results", *QUICK) == 1
    assert said in capsys.readouterr().err
    assert not (folder / "effects.json").exists()


def test_wrong_options_are_refused(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, made, "model", "--results", "results", "--step", "0") == 2
    assert "step" in capsys.readouterr().err
