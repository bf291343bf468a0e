"""Motifs in MEME format, read back by others."""

from __future__ import annotations

from pathlib import Path

import Bio.motifs
import memelite.io
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from motiflens.motifs.database import read_database
from motiflens.motifs.meme import _rounded, write_meme
from motiflens.motifs.motif import MotifSet
from motifs.conftest import Search
from motifs.test_matching import motif


def write(path: Path, *consensus: str) -> MotifSet:
    motifs = tuple(
        motif(letters, flank=3, name=f"A.x.pos.{k}") for k, letters in enumerate(consensus)
    )
    found = MotifSet(
        task="A", method="x", background=(0.3, 0.2, 0.2, 0.3), tried={}, message=None, motifs=motifs
    )
    write_meme(path, found)
    return found


def test_biopython_reads_names_sites_background_and_the_drawn_rows(tmp_path: Path) -> None:
    write(tmp_path / "m.meme", "TTACCCG", "RTCAYNNNNNACG")
    with (tmp_path / "m.meme").open() as handle:
        record = Bio.motifs.parse(handle, "minimal")
    assert [found.name for found in record] == ["A.x.pos.0", "A.x.pos.1"]
    assert [found.num_occurrences for found in record] == [100, 100]
    assert [found.length for found in record] == [7, 13]
    assert record[0].background == {"A": 0.3, "C": 0.2, "G": 0.2, "T": 0.3}
    assert str(record[0].consensus) == "TTACCCG"


def test_the_rows_are_the_drawn_frequencies_and_sum_to_1_as_printed(search: Search) -> None:
    path = search.directory / "motifs.meme"
    (matrix,) = memelite.io.read_meme(str(path)).values()
    np.testing.assert_allclose(matrix.T, search.motif.drawn("probability"), atol=2e-6)
    rows = [line.split() for line in path.read_text().splitlines() if line[:2] in ("0.", "1.")]
    assert len(rows) == len(matrix.T)
    assert {sum(round(float(value) * 1e6) for value in row) for row in rows} == {1_000_000}
    assert f"nsites= {search.motif.n_seqlets} " in path.read_text()


def test_our_own_reader_takes_it(tmp_path: Path) -> None:
    found = write(tmp_path / "m.meme", "TTACCCG")
    (known,) = read_database(tmp_path / "m.meme")
    assert known.id == "A.x.pos.0"
    np.testing.assert_allclose(known.probability, found.motifs[0].drawn("probability"), atol=2e-6)


def test_without_motifs_the_head_is_left(tmp_path: Path) -> None:
    write(tmp_path / "m.meme")
    with (tmp_path / "m.meme").open() as handle:
        assert list(Bio.motifs.parse(handle, "minimal")) == []


@given(arrays(np.float64, (3, 4), elements=st.floats(0.001, 1)))
def test_rounded_rows_stay_close_and_sum_to_1(weights: np.ndarray) -> None:
    rows = weights / weights.sum(axis=1, keepdims=True)
    rounded = _rounded(rows)
    np.testing.assert_allclose(rounded, rows, atol=2e-6)
    assert (np.rint(rounded * 1e6).sum(axis=1) == 1e6).all()
