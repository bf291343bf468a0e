"""Sequences that hold nothing in particular, and what a copy of a motif changes in them."""

from __future__ import annotations

from dataclasses import dataclass

from motiflens.effects.copies import Codes, put
from motiflens.effects.predicting import Predictor, Values


@dataclass(frozen=True)
class Neutral:
    """Neutral sequences (n, L), and the output (n,) for them as they are."""

    codes: Codes
    output: Values

    @property
    def n(self) -> int:
        """How many."""
        return len(self.codes)

    @property
    def length(self) -> int:
        """Of a sequence, L."""
        return int(self.codes.shape[1])

    def change(self, predict: Predictor, *placed: tuple[Codes, int]) -> Values:
        """Return the changes (n,) by copies (n, w) that are put in, each with its first base."""
        codes = self.codes
        for copies, start in placed:
            codes = put(codes, copies, start)
        return predict(codes) - self.output
