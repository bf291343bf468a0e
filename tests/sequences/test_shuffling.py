"""Shuffles against all valid arrangements of short sequences, found by trying every order."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from motiflens.sequences.onehot import decode, encode
from motiflens.sequences.shuffling import shuffle_dinucleotides


def _pairs(sequence: str) -> Counter[str]:
    return Counter(sequence[i : i + 2] for i in range(len(sequence) - 1))


def _arrangements(sequence: str) -> set[str]:
    """Every order of the letters with the same dinucleotides, by trying all of them."""
    orders = {"".join(order) for order in permutations(sequence)}
    return {order for order in orders if _pairs(order) == _pairs(sequence)}


def _arrangements_by_search(sequence: str) -> set[str]:
    """The same for longer sequences: walk along the steps that are left."""

    def walk(path: str, left: Counter[str]) -> set[str]:
        if not left:
            return {path}
        ways = [step for step in left if step[0] == path[-1]]
        return set().union(*(walk(path + step[1], left - Counter([step])) for step in ways))

    return walk(sequence[0], _pairs(sequence))


def _draw(sequence: str, n: int, seed: int = 0) -> Counter[str]:
    codes = np.repeat(encode(sequence)[None], n, axis=0)
    shuffled = shuffle_dinucleotides(codes, np.random.default_rng(seed))
    return Counter(decode(row) for row in shuffled)


@pytest.mark.parametrize(
    ("sequence", "arrangements"),
    [
        ("ACGTACG", {"ACGTACG"}),
        ("ACTGACTG", {"ACTGACTG"}),
        ("GATTACA", {"GACATTA", "GATTACA"}),
        ("AACAGAT", {"AACAGAT", "AAGACAT", "ACAAGAT", "ACAGAAT", "AGAACAT", "AGACAAT"}),
    ],
)
def test_small_supports_are_reached_and_left_by_nothing(sequence, arrangements):
    assert _arrangements(sequence) == _arrangements_by_search(sequence) == arrangements
    assert set(_draw(sequence, 500)) == arrangements


@pytest.mark.parametrize(
    "sequence", ["AACAGAT", "GATTACA", "ACCCACGATGATA", "AAAACGAATTCA", "GTGACCGTAGAGT"]
)
def test_every_arrangement_is_equally_likely(sequence: str):
    arrangements = _arrangements_by_search(sequence)
    counts = _draw(sequence, 200 * len(arrangements))
    assert set(counts) == arrangements
    assert chisquare([counts[arrangement] for arrangement in arrangements]).pvalue > 0.001


def test_a_known_hard_case_has_72_arrangements():
    assert len(_draw("ACCCACGATGATA", 5000)) == 72


@settings(deadline=None)
@given(st.text("ACGTN", min_size=1, max_size=60), st.integers(0, 2**32 - 1))
def test_every_count_of_dinucleotides_stays_and_every_n_keeps_its_place(sequence, seed):
    codes = encode(sequence)[None]
    shuffled = decode(shuffle_dinucleotides(codes, np.random.default_rng(seed))[0])
    assert [i for i, letter in enumerate(shuffled) if letter == "N"] == [
        i for i, letter in enumerate(sequence) if letter == "N"
    ]
    for before, after in zip(sequence.split("N"), shuffled.split("N"), strict=True):
        assert _pairs(after) == _pairs(before)
        assert Counter(after) == Counter(before)


def test_a_seed_gives_the_same_shuffles_and_another_seed_others():
    assert _draw("ACGTTGCATGCCGATTGACA", 1, 3) == _draw("ACGTTGCATGCCGATTGACA", 1, 3)
    assert _draw("ACGTTGCATGCCGATTGACA", 1, 3) != _draw("ACGTTGCATGCCGATTGACA", 1, 4)


def test_many_sequences_are_shuffled_each_by_itself(monkeypatch):
    monkeypatch.setattr("motiflens.sequences.shuffling._BLOCK", 500)
    codes = np.random.default_rng(1).integers(0, 4, (40, 50)).astype(np.uint8)
    before = codes.copy()
    shuffled = shuffle_dinucleotides(codes, np.random.default_rng(2))
    np.testing.assert_array_equal(codes, before)
    for old, new in zip(codes, shuffled, strict=True):
        assert _pairs(decode(new)) == _pairs(decode(old))
        assert (old != new).any()
