"""What one copy of a motif does in neutral sequences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.effects.copies import in_other_order
from motiflens.effects.neutral import Neutral
from motiflens.effects.predicting import Predictor, Values
from motiflens.sequences.onehot import reverse_complement
from motiflens.sequences.simulation import draw_letters

_CALLS = 4  # a copy and the same bases in another order, on either strand


@dataclass(frozen=True)
class Inserted:
    """Changes (n,) by a copy, and by the same bases in another order; means over the strands."""

    copy: Values
    scrambled: Values


def calls(n: int) -> int:
    """Return how many sequences `insert_copy` shows to the model, of n neutral ones."""
    return _CALLS * n


def insert_copy(
    probability: NDArray[np.float64],
    neutral: Neutral,
    predict: Predictor,
    rng: np.random.Generator,
) -> Inserted:
    """Put a copy of a motif, drawn from its frequencies (w, 4), into each sequence's middle."""
    copies = draw_letters(probability, neutral.n, rng)
    start = (neutral.length - len(probability)) // 2
    copy, scrambled = (
        np.mean(
            [neutral.change(predict, (one, start)) for one in (some, reverse_complement(some))],
            axis=0,
        )
        for some in (copies, in_other_order(copies, rng))
    )
    return Inserted(copy, scrambled)
