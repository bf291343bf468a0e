"""Shuffles against all valid arrangements of short sequences, found by trying every order."""

from __future__ import annotations

from collections import Counter
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from motiflens.sequences.onehot import decode, encode
from motiflens.sequences.shuffling import (
    has_one_arrangement,
    log_arrangements,
    shuffle_dinucleotides,
    shuffle_references,
)

KINDS = ("dinucleotide", "mononucleotide")


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


def _references(sequence: str, count: int, seed: int = 0, kind: str = "dinucleotide") -> list[str]:
    return [decode(row) for row in shuffle_references(encode(sequence)[None], count, seed, kind)[0]]


@pytest.mark.parametrize("sequence", ["AACAGAT", "GATTACA", "ACCCACGATGATA", "AANACCCACGATGATA"])
@pytest.mark.parametrize("by", ["count", "seed"])
def test_references_are_uniform_over_all_arrangements(sequence: str, by: str):
    known = sequence.split("N")[-1]
    arrangements = sequence.removesuffix(known), _arrangements_by_search(known)
    wanted = {arrangements[0] + arrangement for arrangement in arrangements[1]}
    n = 60 * len(wanted)
    drawn = _references(sequence, n) if by == "count" else []
    drawn = drawn or [_references(sequence, 1, seed)[0] for seed in range(n)]
    counts = Counter(drawn)
    assert set(counts) == wanted
    assert chisquare([counts[arrangement] for arrangement in wanted]).pvalue > 0.001


@pytest.mark.parametrize("sequence", ["AACGT", "AAACCG", "ACNGTA"])
def test_mononucleotide_references_are_uniform_over_all_orders(sequence: str):
    parts = [{"".join(order) for order in permutations(part)} for part in sequence.split("N")]
    wanted = {"N".join(choice) for choice in product(*parts)}
    counts = Counter(_references(sequence, 200 * len(wanted), kind="mononucleotide"))
    assert set(counts) == wanted
    assert chisquare([counts[arrangement] for arrangement in wanted]).pvalue > 0.001


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_a_shuffle_depends_on_its_seed_number_and_sequence_alone(kind, data):
    length = data.draw(st.integers(1, 30))
    sequences = data.draw(
        st.lists(st.text("ACGTN", min_size=length, max_size=length), min_size=1, max_size=6)
    )
    seed = data.draw(st.integers(0, 2**63))
    codes = np.stack([encode(sequence) for sequence in sequences])
    order = np.array(data.draw(st.permutations(range(len(codes)))))
    together = shuffle_references(codes, 4, seed, kind)
    np.testing.assert_array_equal(shuffle_references(codes[order], 4, seed, kind), together[order])
    for row, sequence in enumerate(codes):
        alone = shuffle_references(sequence[None], 2, seed, kind)[0]
        np.testing.assert_array_equal(alone, together[row, :2])


@pytest.mark.parametrize("kind", KINDS)
def test_blocks_do_not_show(kind, monkeypatch):
    codes = np.random.default_rng(1).integers(0, 5, (20, 50)).astype(np.uint8)
    whole = shuffle_references(codes, 3, 5, kind)
    monkeypatch.setattr("motiflens.sequences.shuffling._BLOCK", 400)
    np.testing.assert_array_equal(shuffle_references(codes, 3, 5, kind), whole)


@pytest.mark.parametrize(
    ("kind", "shuffles"),
    [
        ("dinucleotide", ["ACCTTGCATGCATGNCAGATTA", "ATGCACCATGCTTGNCAGATTA"]),
        ("mononucleotide", ["TATACGGTCTGACCNAATTAGC", "ACCCCATGTGGTTANACATTAG"]),
    ],
)
def test_shuffles_are_the_same_on_every_machine(kind, shuffles):
    """What they were when this test was written: results of a seed must not change."""
    assert _references("ATGCACCTTGCATGNCAGATTA", 2, 7, kind) == shuffles


@pytest.mark.parametrize("kind", KINDS)
def test_shuffles_differ_from_one_another_and_between_seeds(kind):
    sequence = "ACGTTGCATGCCGATTGACAACCTGAGT"
    drawn = _references(sequence, 10, 0, kind) + _references(sequence, 10, 1, kind)
    assert len(set(drawn)) == 20


def _every(alphabet: str, length: int) -> list[str]:
    return ["".join(letters) for letters in product(alphabet, repeat=length)]


@pytest.mark.parametrize("length", range(1, 7))
def test_arrangements_are_counted_as_by_enumeration(length: int):
    sequences = _every("ACGT", length)
    codes = np.stack([encode(sequence) for sequence in sequences])
    # Sequences are arrangements of one another where pairs and ends are the same.
    keys = [
        (frozenset(_pairs(s).items()), s[0], s[-1], frozenset(Counter(s).items()))
        for s in sequences
    ]
    sizes = Counter(keys)
    wanted = np.array([sizes[key] for key in keys])
    np.testing.assert_allclose(np.exp(log_arrangements(codes)), wanted, rtol=1e-12)
    np.testing.assert_array_equal(has_one_arrangement(codes), wanted == 1)
    orders = Counter("".join(sorted(s)) for s in sequences)
    wanted = np.array([orders["".join(sorted(s))] for s in sequences])
    np.testing.assert_allclose(
        np.exp(log_arrangements(codes, "mononucleotide")), wanted, rtol=1e-12
    )


@settings(deadline=None, max_examples=60)
@given(st.text("ACGT", min_size=7, max_size=13))
def test_arrangements_of_longer_sequences_are_counted_as_by_search(sequence):
    found = np.exp(log_arrangements(encode(sequence)[None])[0])
    assert found == pytest.approx(len(_arrangements_by_search(sequence)), rel=1e-12)


def test_arrangements_of_stretches_multiply():
    sequences = ["AACAGATNNACCCACGATGATA", "NNNNNNNNNNNNNNNNNNNNNN", "ACTGACTGNACTGACTGACTGA"]
    codes = np.stack([encode(sequence) for sequence in sequences])
    np.testing.assert_allclose(np.exp(log_arrangements(codes)), [6 * 72, 1, 1], rtol=1e-12)
    assert has_one_arrangement(codes).tolist() == [False, True, True]


def test_the_count_of_a_long_sequence_does_not_overflow():
    codes = np.random.default_rng(0).integers(0, 4, (1, 5000)).astype(np.uint8)
    # Less than all sequences of as many pairs, and more than exp(1.2 nats x steps).
    assert 1.2 * 5000 < log_arrangements(codes)[0] < np.log(4) * 5000
