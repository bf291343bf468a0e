"""What two copies of a motif do in neutral sequences, by their distance and orientation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.effects.copies import Codes
from motiflens.effects.neutral import Neutral
from motiflens.effects.predicting import Predictor, Values
from motiflens.hits.record import Orientation
from motiflens.sequences.onehot import reverse_complement
from motiflens.sequences.simulation import draw_letters

# Strands of the first and the second copy. What lies on one strand is tried on both; the other
# two are their own reverse complements.
_LAYOUTS: dict[Orientation, tuple[tuple[str, str], ...]] = {
    "same": (("+", "+"), ("-", "-")),
    "converging": (("+", "-"),),
    "diverging": (("-", "+"),),
}
_CALLS = 8  # four pairs, and each of two copies alone on either strand


@dataclass(frozen=True)
class Pair:
    """Changes (n,) by two copies, and what they are beyond those by each of them alone."""

    joint: Values
    interaction: Values


def calls(n: int, distances: int) -> int:
    """Return how many sequences `insert_pairs` shows to the model, of n neutral ones."""
    return _CALLS * n * distances


def possible_distances(width: int, length: int, farthest: int, step: int) -> tuple[int, ...]:
    """Return distances at which two copies neither overlap nor leave a sequence."""
    return tuple(range(width, min(farthest, length - width) + 1, step))


def insert_pairs(
    probability: NDArray[np.float64],
    neutral: Neutral,
    distances: Sequence[int],
    predict: Predictor,
    rng: np.random.Generator,
) -> dict[Orientation, tuple[Pair, ...]]:
    """Put two copies of a motif, each drawn from its frequencies (w, 4), round the middle.

    The same copies stand at all distances (from middle to middle, in bp).
    """
    drawn = [draw_letters(probability, neutral.n, rng) for _ in range(2)]
    found = [_at(drawn, distance, neutral, predict) for distance in distances]
    return {orientation: tuple(pairs[orientation] for pairs in found) for orientation in _LAYOUTS}


def _at(
    drawn: Sequence[Codes], distance: int, neutral: Neutral, predict: Predictor
) -> Mapping[Orientation, Pair]:
    first = (neutral.length - distance - drawn[0].shape[1]) // 2
    placed = [
        {"+": (copies, start), "-": (reverse_complement(copies), start)}
        for copies, start in zip(drawn, (first, first + distance), strict=True)
    ]
    alone = [
        {strand: neutral.change(predict, copies) for strand, copies in one.items()}
        for one in placed
    ]
    found: dict[Orientation, Pair] = {}
    for orientation, layouts in _LAYOUTS.items():
        joint = np.array([neutral.change(predict, placed[0][a], placed[1][b]) for a, b in layouts])
        apart = np.array([alone[0][a] + alone[1][b] for a, b in layouts])
        found[orientation] = Pair(joint.mean(axis=0), (joint - apart).mean(axis=0))
    return found
