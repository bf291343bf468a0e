"""MEME files, whole and broken."""

from __future__ import annotations

import gzip
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
        ("", "the file is empty", ""),
        (">MA0001\nA [ 1 2 ]\n", "no motif in MEME format", ""),
        (f"{HEAD}MOTIF a\n", "motif a has no letter-probability matrix", "line 5"),
        (f"{HEAD}MOTIF a\nMOTIF b\n{MATRIX}{ROWS}", "motif a has no letter-", "line 5"),
        (f"{HEAD}MOTIF\n{MATRIX}{ROWS}", "without an identifier", "line 5"),
        (f"{HEAD}MOTIF a\nletter-probability matrix: alength= 4\n", "needs a row", "line 6"),
        (f"{HEAD}MOTIF a\n{MATRIX}{ROWS}1 0 0 0\n", "more rows than its w= says", "line 9"),
        (f"{HEAD}MOTIF a\n{MATRIX}0.1 0.2 0.3\n", "needs a row of four numbers", "line 7"),
        (f"{HEAD}MOTIF a\n{MATRIX}0.1 0.2 0.3 x\n", "needs a row of four numbers", "line 7"),
        (f"{HEAD}MOTIF a\n{MATRIX}1 0 0 0\n", "needs a row of four numbers", "line 7"),
        (f"{HEAD}MOTIF a\n{MATRIX}1 0 0 0\n\nMOTIF b\n", "needs a row of four", "line 7"),
        (f"{HEAD}MOTIF a\n{MATRIX}10 0 0 3\n1 0 0 0\n", "is no distribution", "line 7"),
        (f"{HEAD}MOTIF a\n{MATRIX}2.5 2.5 2.5 2.5\n4 3 2 1\n", "is no distribution", "line 7"),
        (f"{HEAD}MOTIF a\n{MATRIX}-1 1 1 0\n1 0 0 0\n", "is no distribution", "line 7"),
        (f"{HEAD}MOTIF a\n{MATRIX}nan 0 0 1\n1 0 0 0\n", "is no distribution", "line 7"),
        ("ALPHABET= ACGU\n", "the alphabet is not ACGT", "line 1"),
        ('ALPHABET "RNA" RNA-LIKE\n', "the alphabet is not ACGT", "line 1"),
        ("ALPHABET= ACDEFGHIKLMNPQRSTVWY\n", "the alphabet is not ACGT", "line 1"),
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
    with pytest.raises(InputError, match=r"cannot be read: No such file"):
        read_database(tmp_path / "none.meme")
    with pytest.raises(InputError, match=r"cannot be read: Is a directory"):
        read_database(tmp_path)
    (tmp_path / "packed.meme").write_bytes(b"\x1f\x8b\x08\x00\xff\xfe")
    with pytest.raises(InputError, match="truncated or damaged"):
        read_database(tmp_path / "packed.meme")
    (tmp_path / "numbers.h5").write_bytes(b"\x89HDF\r\n\xff\xfe")
    with pytest.raises(InputError, match="this line is no text"):
        read_database(tmp_path / "numbers.h5")


# What files of different makers hold around the same matrix of two rows.
HEADS = {
    "JASPAR": "MOTIF MA0002.2 RUNX1\n{matrix}alength= 4 w= 2 nsites= 2000 E= 0\n{rows}"
    "URL http://jaspar.genereg.net/matrix/MA0002.2\n",
    "HOCOMOCO 11": "MOTIF AHR_HUMAN.H11MO.0.B\n{matrix}alength= 4 w= 2 nsites= 154\n{rows}URL x\n",
    "HOCOMOCO 12": "MOTIF AHR.H12CORE.0.P.B\n{matrix}alength= 4 w= 2 nsites= 1 E= 0\n{rows}",
    "CIS-BP": "MOTIF M00116_2.00 (Tbp)_(Mus_musculus)_(DBD_1.00)\n\n{matrix}alength= 4 w= 2 "
    "nsites= 1 E= 0\n{rows}URL http://cisbp/M00116_2.00\n",
    "no numbers": "MOTIF a b\n{matrix}\n{rows}\nURL x\n",
    "crowded": "MOTIF a b\n{matrix}alength=4 w=2 nsites=20 E=1.3e-019\n{rows}",
    "a line each": "MOTIF a\n{matrix}alength= 4 w= 2\n\n 0.1\t0.2\t 0.3\t0.4 \n\n1 0 0 0\n",
    "counts": "MOTIF a\n{matrix}alength= 4 w= 2 nsites= 31\n 3 6 9 12\n 31 0 0 0\n",
    "MEME": "MOTIF  TA MEME-1\twidth =  2  sites =  9\n---\n\tMotif TA MEME-1 position-specific "
    "scoring matrix\n---\nlog-odds matrix: alength= 4 w= 2 n= 9 E= 1e-3\n -10 -10 -10 9\n"
    " 9 -10 -10 -10\n---\n{matrix}alength= 4 w= 2 nsites= 9 E= 1e-3\n{rows}---\n\nTime 0.1 secs.\n",
    "old MEME": "MOTIF  1\twidth =  2  sites =  9\n{matrix}alength= 4 w= 2 nsites= 9\n{rows}****\n",
    "Windows": "MOTIF a b\r\n{matrix}alength= 4 w= 2\r\n0.1 0.2 0.3 0.4\r\n1 0 0 0\r\n",
}


@pytest.mark.parametrize("maker", HEADS)
def test_files_of_all_makers_are_read(tmp_path: Path, maker: str) -> None:
    text = HEADS[maker].format(matrix="letter-probability matrix: ", rows=ROWS)
    path = tmp_path / "known.meme"
    path.write_text(HEAD + text + text.replace("MOTIF", "MOTIF  x", 1), newline="")
    first, second = read_database(path)
    for motif in (first, second):
        np.testing.assert_allclose(motif.probability, [[0.1, 0.2, 0.3, 0.4], [1, 0, 0, 0]])
    assert first.id == text.split()[1]
    assert second.id == "x" + text.split()[1] or second.id == "x"
    assert " " not in first.name
    assert first.name != "width"


@pytest.mark.parametrize(
    "alphabet",
    [
        "",
        "ALPHABET= ACGT",
        "ALPHABET=acgt",
        "ALPHABET ACGT",
        'ALPHABET "DNA" DNA-LIKE\nA "Adenine" CC0000 ~ T "Thymine" 008000\nC ~ G\nN = ACGT\n'
        "END ALPHABET",
    ],
)
def test_dna_is_dna_however_it_is_said(tmp_path: Path, alphabet: str) -> None:
    path = tmp_path / "known.meme"
    path.write_text(
        f"\ufeffMEME version 5.5.7\n\n{alphabet}\n\nstrands: + -\n\nMOTIF a\n{MATRIX}{ROWS}"
    )
    (motif,) = read_database(path)
    assert motif.id == "a"


def test_a_compressed_file_is_read_as_a_plain_one(tmp_path: Path) -> None:
    plain, packed = tmp_path / "known.meme", tmp_path / "known.meme.gz"
    plain.write_text(f"{HEAD}MOTIF a b\n{MATRIX}{ROWS}")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    (one,), (other,) = read_database(plain), read_database(packed)
    assert (one.id, one.name) == (other.id, other.name)
    np.testing.assert_array_equal(one.probability, other.probability)
