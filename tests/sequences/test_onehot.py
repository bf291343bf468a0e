from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiflens.errors import InputError
from motiflens.sequences.onehot import AMBIGUOUS, decode, encode, one_hot, reverse_complement

DNA = st.text("ACGTN", min_size=1, max_size=50)


def test_codes_follow_the_order_a_c_g_t_n_in_both_cases():
    assert encode("ACGTN").tolist() == [0, 1, 2, 3, 4]
    assert encode(b"acgtn").tolist() == [0, 1, 2, 3, 4]
    assert encode("ACGTN").dtype == np.uint8


@given(DNA)
def test_decoding_returns_what_was_encoded(sequence: str):
    assert decode(encode(sequence)) == sequence


@pytest.mark.parametrize("letter", ["X", "U", "-", "*", " ", "é", "1"])
def test_another_letter_is_named_with_its_position(letter: str):
    with pytest.raises(InputError, match=f"{letter!r} at position 4".replace("*", r"\*")) as error:
        encode(f"ACG{letter}T", where="a.fa, line 1")
    assert error.value.where == "a.fa, line 1"


@pytest.mark.parametrize("letter", [*AMBIGUOUS, "r"])
def test_an_ambiguity_code_is_called_one(letter: str):
    with pytest.raises(InputError, match=f"IUPAC code '{letter}' at position 2"):
        encode(f"A{letter}")


def test_one_hot_has_a_row_for_each_base_and_no_one_for_n():
    expected = np.array([[1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]])
    result = one_hot(encode("ACGTN")[None])
    assert result.shape == (1, 4, 5)
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result[0], expected)


@given(DNA)
def test_the_reverse_complement_is_read_from_the_other_end(sequence: str):
    pairs = dict(zip("ACGTN", "TGCAN", strict=True))
    expected = "".join(pairs[letter] for letter in reversed(sequence))
    assert decode(reverse_complement(encode(sequence))) == expected


def test_the_reverse_complement_works_on_batches():
    codes = np.stack([encode("AACGN"), encode("TTTTT")])
    assert [decode(row) for row in reverse_complement(codes)] == ["NCGTT", "AAAAA"]
