"""Likeness of motifs, held against its definition."""

from __future__ import annotations

import numpy as np
import pytest

from motiflens.motifs.likeness import align, likeness

RNG = np.random.default_rng(0)
A = RNG.normal(size=(9, 4))


def slow(a: np.ndarray, b: np.ndarray) -> float:
    """Return the likeness from its definition, one alignment at a time."""
    best = -np.inf
    for strand in (b, b[::-1, ::-1]):
        for shift in range(-len(b) + 1, len(a)):
            total = sum(
                a[i] @ strand[i - shift] for i in range(len(a)) if 0 <= i - shift < len(strand)
            )
            best = max(best, total)
    return best / np.linalg.norm(a) / np.linalg.norm(b)


@pytest.mark.parametrize("width", [1, 5, 9, 12])
def test_likeness_is_the_best_cosine(width: int) -> None:
    b = RNG.normal(size=(width, 4))
    assert likeness(A, b) == pytest.approx(slow(A, b))


def test_likeness_sees_shifts_and_strands() -> None:
    padded = np.concatenate([np.zeros((3, 4)), A])
    assert likeness(A, padded) == pytest.approx(1)
    assert likeness(A, padded[::-1, ::-1]) == pytest.approx(1)
    assert likeness(A, -A) < 0.8
    assert likeness(A, np.zeros((4, 4))) == 0


def test_many_are_aligned_at_once_as_one_by_one() -> None:
    ones = [RNG.normal(size=(width, 4)) for width in (3, 8, 5)]
    others = [RNG.normal(size=(width, 4)) for width in (7, 2)]
    found = align(ones, others)
    assert found.likeness.shape == (3, 2)
    for i, a in enumerate(ones):
        for j, b in enumerate(others):
            assert found.likeness[i, j] == pytest.approx(slow(a, b))


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("before", "offset"), [(3, -3), (-2, 2), (0, 0)])
def test_the_alignment_is_where_the_other_lies(reverse: bool, before: int, offset: int) -> None:
    other = np.concatenate([np.zeros((before, 4)), A]) if before > 0 else A[-before:]
    found = align([A], [other[::-1, ::-1] if reverse else other])
    assert found.offset[0, 0] == offset
    assert found.reverse[0, 0] == reverse


def test_a_palindrome_is_taken_as_it_reads() -> None:
    half = RNG.normal(size=(4, 4))
    palindrome = np.concatenate([half, half[::-1, ::-1]])
    assert not align([palindrome], [palindrome]).reverse.any()


def test_without_motifs_there_is_nothing_to_align() -> None:
    assert align([], [A]).likeness.shape == (0, 1)
    assert align([A], []).likeness.shape == (1, 0)
