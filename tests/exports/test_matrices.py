"""Matrices, read back by Bio.motifs and memelite."""

from __future__ import annotations

from pathlib import Path

import Bio.motifs
import memelite.io
import numpy as np
import pytest

from exports.conftest import World
from motiflens.exports.matrices import jaspar, meme, transfac
from motiflens.exports.source import Source
from motiflens.motifs.motif import write_motif_set


def test_meme_rows_sum_to_1_as_printed_with_the_sites(world: World, tmp_path: Path) -> None:
    meme(world.source, tmp_path)
    text = (tmp_path / "motifs.meme").read_text()
    rows = [line.split() for line in text.splitlines() if line[:2] in ("0.", "1.")]
    assert {sum(round(float(value) * 1e6) for value in row) for row in rows} == {1_000_000}
    assert text.count("nsites= 100 ") == 2
    for one, matrix in zip(
        world.motifs.motifs, memelite.io.read_meme(str(tmp_path / "motifs.meme")).values(),
        strict=True,
    ):  # fmt: skip
        np.testing.assert_allclose(matrix.T, one.drawn("probability"), atol=2e-6)


@pytest.mark.parametrize(("write", "form"), [(jaspar, "jaspar"), (transfac, "transfac")])
def test_counts_come_back(world: World, tmp_path: Path, write, form: str) -> None:
    write(world.source, tmp_path)
    with (tmp_path / f"motifs.{form}").open() as handle:
        record = Bio.motifs.parse(handle, form)
    assert len(record) == len(world.motifs.motifs)
    for one, found in zip(world.motifs.motifs, record, strict=True):
        assert (found.matrix_id if form == "jaspar" else found["ID"]) == one.name
        counts = np.array([found.counts[base] for base in "ACGT"]).T
        np.testing.assert_allclose(counts, 100 * one.drawn("probability"), atol=0.5)
        assert (counts == np.rint(counts)).all()
    if form == "transfac":
        assert record[0]["DE"] == "REB1 (MA0363.1), q = 1e-05"
        assert "DE" not in record[1]


@pytest.mark.parametrize("write", [jaspar, transfac, meme])
def test_no_motif_is_a_file_without_any(world: World, tmp_path: Path, write) -> None:
    (tmp_path / "motifs").mkdir()
    none = world.motifs.model_copy(update={"motifs": (), "message": "no motif: too few seqlets"})
    write_motif_set(tmp_path / "motifs", none)
    write(Source(tmp_path), tmp_path)
    (path,) = (path for path in tmp_path.iterdir() if path.is_file())
    with path.open() as handle:
        form = {"meme": "minimal"}.get(path.suffix[1:], path.suffix[1:])
        assert len(Bio.motifs.parse(handle, form)) == 0
