"""MEME files, whole and broken."""

from __future__ import annotations

from pathlib import Path

import memelite.io
import numpy as np
import pytest

from motiflens.errors import InputError
from motiflens.motifs.database import read_database

FUNGI = Path(__file__).parents[2] / "examples" / "yeast" / "JASPAR2024_CORE_fungi.meme"

HEAD = "MEME version 4\n\nALPHABET= ACGT\n\n"
MATRIX = "letter-probability matrix: alength= 4 w= 2 nsites= 20 E= 0\n"
ROWS = "0.1 0.2 0.3 0.4\n1 0 0 0\n"


def test_every_motif_of_jaspar_is_read_as_memelite_reads_it() -> None:
    expected = memelite.io.read_meme(str(FUNGI))
    found = read_database(FUNGI)
    assert [f"{motif.id} {motif.name}" for motif in found] == list(expected)
    for motif, matrix in zip(found, expected.values(), strict=True):
        np.testing.assert_allclose(motif.probability, matrix.T, atol=1e-5)
        np.testing.assert_allclose(motif.probability.sum(axis=1), 1)


def test_a_motif_without_a_second_word_is_named_by_its_id(tmp_path: Path) -> None:
    path = tmp_path / "a.meme"
    path.write_text(
        f"{HEAD}MOTIF one\n\n{MATRIX}{ROWS}URL http://x\n\nMOTIF two  b\n{MATRIX}{ROWS}"
    )
    one, two = read_database(path)
    assert (one.id, one.name, two.id, two.name) == ("one", "one", "two", "b")
    np.testing.assert_array_equal(one.probability, [[0.1, 0.2, 0.3, 0.4], [1, 0, 0, 0]])


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("", "no motif in MEME format", ""),
        (">MA0001\nA [ 1 2 ]\n", "no motif in MEME format", ""),
        (f"{HEAD}MOTIF a\n", "motif a has no letter-probability matrix", "line 5"),
        (f"{HEAD}MOTIF a\nMOTIF b\n{MATRIX}{ROWS}", "motif a has no letter-", "line 6"),
        (f"{HEAD}MOTIF\n{MATRIX}{ROWS}", "without an identifier", "line 5"),
        (f"{HEAD}MOTIF a\nletter-probability matrix: alength= 4\n{ROWS}", "no width", "line 6"),
        (f"{HEAD}MOTIF a\n{MATRIX}0.1 0.2 0.3\n", "needs a row of four numbers", "line 7"),
        (f"{HEAD}MOTIF a\n{MATRIX}0.1 0.2 0.3 x\n", "needs a row of four numbers", "line 7"),
        (f"{HEAD}MOTIF a\n{MATRIX}1 0 0 0\n", "needs a row of four numbers", "line 6"),
        (f"{HEAD}MOTIF a\n{MATRIX}1 0 0 0\n\nMOTIF b\n", "needs a row of four", "line 9"),
        (f"{HEAD}MOTIF a\n{MATRIX}10 0 0 3\n1 0 0 0\n", "is no distribution", "line 7"),
        (f"{HEAD}MOTIF a\n{MATRIX}-1 1 1 0\n1 0 0 0\n", "is no distribution", "line 7"),
        (f"{HEAD}MOTIF a\n{MATRIX}nan 0 0 1\n1 0 0 0\n", "is no distribution", "line 7"),
        ("ALPHABET= ACGU\n", "the alphabet is not ACGT", "line 1"),
    ],
)
def test_a_broken_file_is_refused_by_line(tmp_path: Path, text: str, what: str, line: str) -> None:
    path = tmp_path / "broken.meme"
    path.write_text(text)
    with pytest.raises(InputError, match=what) as caught:
        read_database(path)
    assert str(path) in str(caught.value)
    assert line in str(caught.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read .No such file"):
        read_database(tmp_path / "none.meme")
    with pytest.raises(InputError, match=r"cannot be read .Is a directory"):
        read_database(tmp_path)
    (tmp_path / "packed.meme").write_bytes(b"\x1f\x8b\x08\x00\xff\xfe")
    with pytest.raises(InputError, match="not a text file"):
        read_database(tmp_path / "packed.meme")
