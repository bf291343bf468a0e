"""Random numbers keyed by the sequence."""

from __future__ import annotations

import numpy as np

from motiflens.sequences.own_bits import OwnBits

CODES = np.array([[0, 1, 2, 3], [3, 3, 3, 0], [0, 1, 2, 3]], dtype=np.uint8)


def test_a_sequence_has_the_same_numbers_in_any_company() -> None:
    whole, alone = OwnBits(CODES, 5).take(6), OwnBits(CODES[1:2], 5).take(6)
    assert (whole[1] == alone[0]).all()
    assert (whole[0] == whole[2]).all()
    assert not (whole[0] == whole[1]).any()


def test_calls_go_on_where_the_last_ended() -> None:
    bits = OwnBits(CODES, 0)
    parts = np.concatenate([bits.take(2), bits.take(3)], axis=1)
    assert (parts == OwnBits(CODES, 0).take(5)).all()


def test_seeds_give_other_numbers() -> None:
    assert not (OwnBits(CODES, 0).take(4) == OwnBits(CODES, 1).take(4)).any()
