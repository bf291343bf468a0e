"""Variants scored and attributed, against the model asked about sequences edited by hand."""

from __future__ import annotations

import csv
import json
import logging
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.examples import save_untrained
from motiflens.config import Attribute
from motiflens.errors import ConfigError, InputError
from motiflens.models.card import read_card
from motiflens.models.encoding import one_hot
from motiflens.models.loading import load_model
from motiflens.sequences.onehot import encode
from motiflens.variants import scoring
from motiflens.variants.scoring import Asked, score_variants
from variants.world import MOTIF, PLACE, Record, write_genome, write_vcf

LENGTH = 40


@pytest.fixture
def bases(tmp_path: Path) -> dict[str, str]:
    save_untrained(tmp_path / "model")
    return write_genome(tmp_path)


def _other(base: str) -> str:
    return "ACGT"[("ACGT".index(base) + 1) % 4]


def _records(bases: dict[str, str]) -> list[Record]:
    """One of each: substitution, insertion, deletion, several alleles, several bases, wrong REF."""
    chr1, at = bases["chr1"], PLACE + 3
    return [
        ("chr1", at + 1, chr1[at], _other(chr1[at])),
        ("chr1", at + 1, chr1[at], f"{chr1[at]}TTG"),
        ("chr1", at + 1, chr1[at : at + 4], chr1[at]),
        ("chr1", 51, chr1[50].lower(), f"{_other(chr1[50])},<DEL>,{chr1[50]}A"),
        ("chr1", 61, chr1[60:63], "".join(map(_other, chr1[60:63]))),
        ("chr1", 71, _other(chr1[70]), "N"),
        ("chr2", 2, bases["chr2"][1], _other(bases["chr2"][1])),
    ]


def _score(folder: Path, records: list[Record], **how: Any) -> Path:
    vcf = write_vcf(folder / "v.vcf", records)
    network, card = load_model(folder / "model")
    settings = how.pop("settings", Attribute(batch_size=5))
    asked = Asked(**{"tasks": ["A", "B"], "both_strands": True, "settings": settings, **how})
    output = folder / "out"
    score_variants(
        output, vcf, str(folder / "g.fa"), network, card, asked,
        device=torch.device("cpu"), progress=lambda done, total: None,
    )  # fmt: skip
    return output


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _differences(folder: Path) -> np.ndarray:
    with h5py.File(folder / "variants.h5") as file:
        return file["scores/A/difference"][:]


def _ask(model: nn.Module, text: str, both: bool) -> Tensor:
    x = one_hot(torch.from_numpy(encode(text)[None]))
    with torch.no_grad():
        return (model(x) + model(x.flip((1, 2))))[0] / 2 if both else model(x)[0]


def _window(text: str, start: int) -> str:
    return ("N" * LENGTH + text + "N" * LENGTH)[start + LENGTH :][:LENGTH]


@pytest.mark.parametrize("both", [True, False])
def test_scores_are_the_models_of_the_edited_genome(
    both: bool, bases: dict[str, str], tmp_path: Path
) -> None:
    output = _score(tmp_path, _records(bases), both_strands=both)
    model, _ = load_model(tmp_path / "model")
    rows = _table(output / "variants.tsv")
    assert [row["id"] for row in rows] == ["v0", "v1", "v2", "v3", "v3", "v4", "v6"]
    for row in rows:
        text, first = bases[row["chrom"]], int(row["pos"]) - 1
        edited = text[:first] + row["alt"] + text[first + len(row["ref"]) :]
        indel = len(row["ref"]) != len(row["alt"])
        start = first + indel - LENGTH // 2
        for name, sequence in (("ref", text), ("alt", edited)):
            wanted = _ask(model, _window(sequence, start), both)
            for number, task in enumerate("AB"):
                assert float(row[f"{task}:{name}"]) == pytest.approx(
                    float(wanted[number]), abs=1e-5
                )
        for task in "AB":
            change = float(row[f"{task}:alt"]) - float(row[f"{task}:ref"])
            assert float(row[f"{task}:difference"]) == pytest.approx(change, abs=1e-6)
    left_out = _table(output / "left_out.tsv")
    assert [row["id"] for row in left_out] == ["v3", "v5"]
    assert not (output / "variants.h5").exists()


class _Motif(nn.Module):
    """How well the best place fits the motif, as 8 less what is wrong, from 5 on."""

    def __init__(self) -> None:
        super().__init__()
        self.scan = nn.Conv1d(4, 1, len(MOTIF), bias=False)
        with torch.no_grad():
            self.scan.weight.copy_(one_hot(torch.from_numpy(encode(MOTIF)[None])))

    def forward(self, x: Tensor) -> Tensor:
        found = torch.relu(self.scan(x) - 5).amax(-1)
        return torch.cat([found, -found], 1)


def test_a_motif_that_is_lost_loses_its_scores_where_it_stood(
    bases: dict[str, str], tmp_path: Path
) -> None:
    model, at = _Motif(), PLACE + 3
    ref = bases["chr1"][at]
    vcf = write_vcf(tmp_path / "v.vcf", [("chr1", at + 1, ref, "T" if ref != "T" else "G")])
    asked = Asked(["A", "B"], False, Attribute(), "deeplift")
    score_variants(
        tmp_path / "out", vcf, str(tmp_path / "g.fa"), model, read_card(tmp_path / "model"), asked,
        device=torch.device("cpu"), progress=lambda done, total: None,
    )  # fmt: skip
    (row,) = _table(tmp_path / "out" / "variants.tsv")
    assert float(row["A:ref"]) == 3
    assert float(row["A:alt"]) == 2
    with h5py.File(tmp_path / "out" / "variants.h5") as file:
        start = int(file["windows/start"][0])
        motif = slice(PLACE - start, PLACE - start + len(MOTIF))
        scores = {name: file[f"scores/A/{name}"][0] for name in ("ref", "alt", "difference")}
        np.testing.assert_allclose(file["scores/B/ref"][0], -scores["ref"], atol=1e-6)
    for name in ("ref", "alt"):
        assert scores[name][motif].sum() == pytest.approx(scores[name].sum(), abs=1e-5)
    assert int(np.argmin(scores["difference"])) == at - start
    assert scores["difference"].sum() == pytest.approx(-1, abs=1e-5)


@pytest.mark.parametrize("method", ["deeplift", "deepshap", "mutagenesis"])
def test_attributions_are_of_both_windows_against_one_reference(
    method: str, bases: dict[str, str], tmp_path: Path
) -> None:
    settings = Attribute(batch_size=5, n_references=2)
    output = _score(tmp_path, _records(bases), method=method, settings=settings)
    rows = _table(output / "variants.tsv")
    with h5py.File(output / "variants.h5") as file:
        assert file["variants/chrom"].asstr()[:].tolist() == [row["chrom"] for row in rows]
        assert file["variants/alt"].asstr()[:].tolist() == [row["alt"] for row in rows]
        assert file["variants/pos"][:].tolist() == [int(row["pos"]) for row in rows]
        assert json.loads(file.attrs["provenance"])["method"] == method
        for task in "AB":
            ref, alt, difference = (
                file[f"scores/{task}/{name}"][:] for name in ("ref", "alt", "difference")
            )
            assert ref.shape == (len(rows), LENGTH)
            same = [len(row["ref"]) == len(row["alt"]) for row in rows]
            np.testing.assert_allclose(difference[same], (alt - ref)[same], atol=1e-6)
            if method == "mutagenesis":
                continue
            # An N, as beyond the end of chr2, is nothing to a prediction, and the reference here.
            known = [row["chrom"] == "chr1" for row in rows]
            change = np.array([float(row[f"{task}:difference"]) for row in rows])
            np.testing.assert_allclose((alt - ref).sum(1)[known], change[known], atol=1e-5)


def test_blocks_change_nothing(
    bases: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Frequencies that are not given are those of the first block's windows.
    asked = {"method": "deeplift", "settings": Attribute(batch_size=5, reference="uniform")}
    records = _records(bases)
    whole = _score(tmp_path, records, **asked)
    before = {path.name: path.read_bytes() for path in whole.iterdir()}
    scores = _differences(whole)
    _score(tmp_path, records, **asked)
    assert {path.name: path.read_bytes() for path in whole.iterdir()} == before
    monkeypatch.setattr(scoring, "BLOCK", 2)
    pieces = _score(tmp_path, records, **asked)
    for one, other in zip(
        _table(pieces / "variants.tsv"),
        list(csv.DictReader(before["variants.tsv"].decode().splitlines(), delimiter="\t")),
        strict=True,
    ):
        assert one["id"] == other["id"]
        assert float(one["A:alt"]) == pytest.approx(float(other["A:alt"]), abs=1e-5)
    assert (pieces / "left_out.tsv").read_bytes() == before["left_out.tsv"]
    again = _differences(pieces)
    np.testing.assert_allclose(again, scores, atol=1e-6)


def test_nothing_is_written_where_every_ref_is_wrong(bases: dict[str, str], tmp_path: Path) -> None:
    records = [("chr1", at + 1, _other(bases["chr1"][at]), "N") for at in range(10, 20)]
    with pytest.raises(InputError) as caught:
        _score(tmp_path, records)
    assert "10: REF is not what the genome has there" in str(caught.value)
    assert "the assembly" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_many_wrong_refs_are_warned_of(
    bases: dict[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        _score(tmp_path, _records(bases))
    assert "7 variants scored" in caplog.text
    assert "1: the allele is symbolic" in caplog.text
    assert "REF of 1 variant(s) is not what the genome has there" in caplog.text


def test_a_reference_that_needs_negatives_is_refused(bases: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="gc-matched is drawn from negatives"):
        _score(
            tmp_path, _records(bases), method="deeplift",
            settings=Attribute(reference="gc-matched"),
        )  # fmt: skip
    assert not (tmp_path / "out").exists()
