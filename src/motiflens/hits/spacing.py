"""Distances between the hits of two motifs, by how they lie to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import ClassVar, get_args

import numpy as np
from numpy.typing import NDArray

from motiflens.hits.counts import adjusted, binomial
from motiflens.hits.laid import Laid
from motiflens.hits.pursuit import SHARED
from motiflens.hits.record import Orientation, Spacing

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Neighbours:
    """Pairs of hits of two motifs in the same window.

    Attributes
    ----------
    names
        Orientations, in the order of the rows of ``counts``.
    motifs
        The two motifs.
    counts
        (3, max_distance + 1) pairs by orientation and distance of their middles, rounded down.
    """

    names: ClassVar[tuple[Orientation, ...]] = get_args(Orientation)
    motifs: tuple[int, int]
    counts: Integers


def neighbours(hits: Laid, first: int, second: int, max_distance: int) -> Neighbours:
    """Count pairs of a hit of ``first`` and one of ``second``, which may be the same motif."""
    a, b = _pairs_in_windows(hits, first, second)
    left, right = np.minimum(a, b), np.maximum(a, b)
    kind, distance = _lying(
        hits.centre[left], hits.reverse[left], hits.centre[right], hits.reverse[right]
    )
    counts = np.zeros((len(Neighbours.names), max_distance + 1), dtype=np.int64)
    near = distance <= max_distance
    np.add.at(counts, (kind[near], distance[near]), 1)
    return Neighbours((first, second), counts)


def spacings(hits: Laid, found: Sequence[Neighbours], q_value: float) -> list[tuple[Spacing, ...]]:
    """Return for each pair of motifs those distances that are enriched.

    As many pairs at random would have the distances of hits of the two motifs in different
    windows, but for those at which they would lie on each other; the number at each distance is
    then binomial. All distances of all pairs are tests of one kind.
    """
    if not found:
        return []
    shares = [_expected_shares(hits, one) for one in found]
    observed = np.array([one.counts for one in found])
    totals = observed.sum(axis=(1, 2), keepdims=True)
    expected = totals * np.array(shares)
    p_values = binomial(observed, totals, np.array(shares))
    looked = expected + observed > 0
    made = iter(adjusted(observed[looked], expected[looked], p_values[looked]))
    enriched: list[list[Spacing]] = [[] for _ in found]
    for pair, kind, distance in np.argwhere(looked):
        test = next(made)
        if test.q_value <= q_value and test.observed > test.expected:
            spacing = Spacing(orientation=Neighbours.names[kind], distance=int(distance), test=test)
            enriched[pair].append(spacing)
    return [tuple(sorted(one, key=lambda s: (s.test.p_value, s.distance))) for one in enriched]


def _pairs_in_windows(hits: Laid, first: int, second: int) -> tuple[Integers, Integers]:
    """Return the indices of hits in each pair; hits are in the order of windows."""
    ones, others = np.flatnonzero(hits.motif == first), np.flatnonzero(hits.motif == second)
    begin = np.searchsorted(hits.window[others], hits.window[ones], side="left")
    end = np.searchsorted(hits.window[others], hits.window[ones], side="right")
    a = np.repeat(ones, end - begin)
    steps = np.arange(len(a)) - np.repeat(np.cumsum(end - begin) - (end - begin), end - begin)
    b = others[np.repeat(begin, end - begin) + steps]
    once = a < b if first == second else np.ones(len(a), dtype=bool)
    return a[once], b[once]


def _lying(
    left: Integers | int,
    left_reverse: NDArray[np.bool_] | bool,
    right: Integers | int,
    right_reverse: NDArray[np.bool_] | bool,
) -> tuple[Integers, Integers]:
    """Return orientation (index into `Neighbours.names`) and distance in bp."""
    kind = np.where(np.equal(left_reverse, right_reverse), 0, np.where(left_reverse, 2, 1))
    return kind, np.asarray((right - left) // 2)


def _expected_shares(hits: Laid, found: Neighbours) -> NDArray[np.float64]:
    """Return (3, max_distance + 1) probabilities of pairs at random; they sum to 1.

    To the pairs of hits in different windows one is added, spread over all distances.
    """
    shares = np.full(found.counts.shape, 1 / found.counts.size)
    ones, others = (_profile(hits, motif) for motif in found.motifs)
    for one_reverse, other_reverse in product((0, 1), repeat=2):
        apart = _differences(ones[one_reverse], others[other_reverse])
        first_left = (apart[len(apart) // 2 :], one_reverse, other_reverse)
        other_left = (apart[: len(apart) // 2][::-1], other_reverse, one_reverse)
        _add(shares, *first_left, begin=0)
        _add(shares, *other_left, begin=1)
    shares[:, : _closest(hits, found.motifs)] = 0
    total = shares.sum()
    return np.asarray(shares / total if total else shares)


def _add(
    shares: NDArray[np.float64],
    counts: NDArray[np.float64],
    left_reverse: int,
    right_reverse: int,
    begin: int,
) -> None:
    """Add counts by distance, in half bp from ``begin`` on, to those of their orientation."""
    kind, _ = _lying(begin, bool(left_reverse), begin, bool(right_reverse))
    distance = (np.arange(len(counts)) + begin) // 2
    near = distance < shares.shape[1]
    np.add.at(shares[int(kind)], distance[near], counts[near])


def _profile(hits: Laid, motif: int) -> NDArray[np.float64]:
    """Return (2, P) number of a motif's hits by strand and place, in half bp."""
    mine = hits.motif == motif
    margin = 2 * int(hits.width.max())
    counts = np.zeros((2, 2 * hits.length + 2 * margin))
    np.add.at(counts, (hits.reverse[mine].astype(np.int64), hits.centre[mine] + margin), 1)
    return counts


def _differences(ones: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (2P - 1,) number of pairs by how far the other is right of the one, from 1 - P on."""
    from scipy.signal import correlate

    return np.asarray(np.rint(correlate(others, ones, mode="full")))


def _closest(hits: Laid, motifs: tuple[int, int]) -> int:
    """Return the smallest distance at which hits of two motifs do not share too much."""
    one, other = (int(hits.width[motif]) for motif in motifs)
    return max(int(np.ceil((one + other) / 2 - SHARED * min(one, other))), 0)
