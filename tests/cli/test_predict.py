"""``motiflens predict`` from the command line."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pybigtools
import pytest
import torch

from models.examples import save_untrained
from motiflens.cli.app import main
from motiflens.models.encoding import one_hot
from motiflens.sequences.onehot import decode


@pytest.fixture
def network(tmp_path: Path) -> torch.nn.Module:
    return save_untrained(tmp_path / "model").eval()


def _predict(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(
        sys, "argv", ["motiflens", "predict", "model", "--output", "t.tsv", *arguments]
    )
    main()


def test_outputs_are_the_models(
    network: torch.nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = np.random.default_rng(1).integers(0, 5, (9, 40)).astype(np.uint8)
    text = "".join(f">s{i}\n{decode(row)}\n" for i, row in enumerate(codes))
    (tmp_path / "x.fa").write_text(text)
    with pytest.raises(SystemExit) as end:
        _predict(monkeypatch, tmp_path, "--sequences", "x.fa", "--batch-size", "4")
    assert end.value.code == 0
    with (tmp_path / "t.tsv").open(newline="") as file:
        head, *rows = csv.reader(file, delimiter="\t")
    assert head == ["name", "A", "B"]
    with torch.no_grad():
        wanted = network(one_hot(torch.from_numpy(codes))).numpy()
    np.testing.assert_allclose(np.array([row[1:] for row in rows], np.float32), wanted, rtol=1e-5)


def test_predictions_of_regions_are_also_tracks(
    network: torch.nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "g.fa").write_text(">chr1\n" + "ACGTTGCATG" * 20 + "\n")
    (tmp_path / "r.bed").write_text("chr1\t50\t60\tone\nchr1\t90\t100\ttwo\n")
    with pytest.raises(SystemExit) as end:
        _predict(
            monkeypatch, tmp_path,
            "--genome", "g.fa", "--regions", "r.bed", "--bigwig", "tracks/small",
        )  # fmt: skip
    assert end.value.code == 0
    with (tmp_path / "t.tsv").open(newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file, delimiter="\t")}
    assert (rows["one"]["start"], rows["one"]["end"]) == ("35", "75")
    for task in ("A", "B"):
        track = pybigtools.open(str(tmp_path / "tracks" / f"small.{task}.bw"))
        found = track.values("chr1", 40, 110, fillna=None)
        expected = np.full(70, np.nan)
        expected[10:20], expected[50:60] = float(rows["one"][task]), float(rows["two"][task])
        np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--genome", "g.fa"),
        ("--regions", "r.bed"),
        ("--sequences", "x.fa", "--genome", "g.fa"),
        ("--sequences", "x.fa", "--genome", "g.fa", "--regions", "r.bed"),
    ],
)
def test_what_is_asked_must_be_clear(
    arguments: tuple[str, ...],
    network: torch.nn.Module,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as end:
        _predict(monkeypatch, tmp_path, *arguments)
    assert end.value.code not in (0, None)
    assert "either --sequences, or both --genome and --regions" in capsys.readouterr().err
    assert not (tmp_path / "t.tsv").exists()


def test_a_track_needs_a_genome(
    network: torch.nn.Module,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as end:
        _predict(monkeypatch, tmp_path, "--sequences", "x.fa", "--bigwig", "track")
    assert end.value.code == 2
    assert "have no place in a track" in capsys.readouterr().err
