"""Means with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

from motiflens.effects.predicting import Values
from motiflens.effects.record import Estimate
from motiflens.evaluation.metrics.bootstrap import interval

FEWEST = 5
"""Sequences below which an interval says too little to rest a verdict on."""


@dataclass(frozen=True)
class Estimator:
    """Makes estimates of changes, and says which of them count.

    Attributes
    ----------
    draws, seed
        Of the bootstrap.
    least
        The smallest change that counts, in output units.
    """

    draws: int
    seed: int
    least: float

    def of(self, changes: Values) -> Estimate:
        """Return the mean of one or more changes."""
        found = interval(changes, draws=self.draws, seed=self.seed)
        return Estimate(value=found.value, low=found.low, high=found.high, n=len(changes))

    def direction(self, estimate: Estimate | None) -> int:
        """Return 1 where it is above 0 for certain, -1 where it is below, else 0."""
        if estimate is None or estimate.n < FEWEST or not estimate.certain:
            return 0
        if abs(estimate.value) < self.least:
            return 0
        return 1 if estimate.value > 0 else -1
