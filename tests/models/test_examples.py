"""Files of examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from motiflens.errors import InputError
from motiflens.models.examples import read_examples
from motiflens.models.shape import Shape
from motiflens.sequences.onehot import decode, one_hot

SHAPE = Shape(4, 2)
TASKS = ["A", "B"]


def test_a_table_has_sequences_and_a_column_for_each_task(tmp_path: Path) -> None:
    (tmp_path / "e.tsv").write_text("name\tB\tsequence\tA\nx\t2\tACGT\t1\ny\t-4e-2\tnnac\t3\n")
    found = read_examples(str(tmp_path / "e.tsv"), TASKS, SHAPE)
    assert [decode(row) for row in found.codes] == ["ACGT", "NNAC"]
    assert found.expected.tolist() == [[1, 2], [3, -0.04]]


@pytest.mark.parametrize("kind", ["text", "bytes", "one-hot"])
def test_arrays_hold_texts_or_one_hot(kind: str, tmp_path: Path) -> None:
    codes = np.array([[0, 1, 2, 3], [4, 4, 0, 1]], dtype=np.uint8)
    texts = [decode(row) for row in codes]
    sequences = {
        "text": np.array(texts),
        "bytes": np.array(texts, dtype="S"),
        "one-hot": one_hot(codes),
    }
    np.savez(tmp_path / "e.npz", sequences=sequences[kind], outputs=np.ones((2, 2)))
    found = read_examples(str(tmp_path / "e.npz"), TASKS, SHAPE)
    np.testing.assert_array_equal(found.codes, codes)
    assert found.profiles is None


def test_profiles_may_be_given(tmp_path: Path) -> None:
    shape = Shape(4, 1, "profiles", (2,), 3)
    arrays = {"sequences": ["ACGT"], "outputs": [[1.0]], "profiles": np.ones((1, 2, 3))}
    np.savez(tmp_path / "e.npz", **arrays)
    found = read_examples(str(tmp_path / "e.npz"), ["A"], shape)
    assert found.profiles is not None
    np.savez(tmp_path / "e.npz", **arrays | {"profiles": np.ones((1, 3, 3))})
    with pytest.raises(InputError, match=r"`profiles` is \(1, 3, 3\), where the model has"):
        read_examples(str(tmp_path / "e.npz"), ["A"], shape)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sequence\tA\nACGT\t1\n", "no column B; it has sequence, A"),
        ("A\tB\n1\t2\n", "no column sequence"),
        ("sequence\tA\tB\n", "empty"),
        ("sequence\tA\tB\nACGT\t1\n", "no number"),
        ("sequence\tA\tB\nACGT\t1\t2\nACG\t1\t2\n", "of 2 lengths, from 3 to 4 bp"),
        ("sequence\tA\tB\nACG\t1\t2\n", r"`sequences` is \(1, 3\), where the model has \(1, 4\)"),
        ("sequence\tA\tB\nACGJ\t1\t2\n", "J"),
    ],
)
def test_a_table_that_cannot_be_used_is_said(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "e.tsv").write_text(text)
    with pytest.raises(InputError, match=said) as error:
        read_examples(str(tmp_path / "e.tsv"), TASKS, SHAPE)
    assert error.value.where.startswith(str(tmp_path / "e.tsv"))


def test_files_that_are_no_arrays_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file of examples"):
        read_examples(str(tmp_path / "e.npz"), TASKS, SHAPE)
    (tmp_path / "e.npz").write_bytes(b"PK nothing")
    with pytest.raises(InputError, match="cannot be read"):
        read_examples(str(tmp_path / "e.npz"), TASKS, SHAPE)
    np.savez(tmp_path / "e.npz", sequences=np.ones((2, 5)))
    with pytest.raises(InputError, match="there is no array outputs; there is sequences"):
        read_examples(str(tmp_path / "e.npz"), TASKS, SHAPE)
    np.savez(tmp_path / "e.npz", sequences=np.ones((2, 5)), outputs=np.ones((2, 2)))
    with pytest.raises(InputError, match="`sequences` is float64 of shape"):
        read_examples(str(tmp_path / "e.npz"), TASKS, SHAPE)


def test_fasta_has_the_numbers_behind_the_names(tmp_path: Path) -> None:
    path = tmp_path / "e.fa"
    path.write_text(">x 1 -2e-1\nAC\nGT\n>y\t3 4\nnnac\n")
    found = read_examples(str(path), TASKS, SHAPE)
    assert [decode(row) for row in found.codes] == ["ACGT", "NNAC"]
    assert found.expected.tolist() == [[1, -0.2], [3, 4]]
    for header in (">x", ">x 1", ">x 1 2 3", ">x 1 high"):
        path.write_text(f"{header}\nACGT\n")
        with pytest.raises(InputError, match=r"where 2 number\(s\) were expected") as error:
            read_examples(str(path), TASKS, SHAPE)
        assert error.value.where == f"{path}, x"
