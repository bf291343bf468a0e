"""What is held against each other: methods, and scores that know nothing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from motiflens.attribution.methods import METHODS, Method
from motiflens.attribution.references import Reference
from motiflens.attribution.result import Attribution
from motiflens.evaluation.case import Case
from motiflens.evaluation.metrics.types import Values


@dataclass(frozen=True)
class Explanation:
    """Scores of n sequences, as arrays.

    Attributes
    ----------
    scores
        (n, L).
    hypothetical
        (n, 4, L), None of methods without.
    absorbed
        (n,) what was kept on the way, 0 where nothing is.
    standard_error
        (n, L), None where nothing was drawn.
    """

    scores: Values
    hypothetical: Values | None
    absorbed: Values
    standard_error: Values | None = None


class Contender(ABC):
    """What gives scores."""

    @abstractmethod
    def explain(
        self,
        case: Case,
        *,
        x: Tensor | None = None,
        reference: Reference | None = None,
        seed: int | None = None,
    ) -> Explanation:
        """Return scores of the case's sequences, or of x."""


@dataclass(frozen=True)
class MethodContender(Contender):
    """A row of the table with its options."""

    name: str
    options: Mapping[str, Any]

    @property
    def row(self) -> Method:
        """The row."""
        return METHODS[self.name]

    def explain(
        self,
        case: Case,
        *,
        x: Tensor | None = None,
        reference: Reference | None = None,
        seed: int | None = None,
    ) -> Explanation:
        """Return what the method scores."""
        return as_explanation(
            case.explain(self.name, self.options, x=x, reference=reference, seed=seed)
        )


class RandomScores(Contender):
    """Effects of mutagenesis in random order: of the right size and shape, in the wrong places."""

    def __init__(self, effects: Explanation, seed: int) -> None:
        self._effects = effects
        self._rng = np.random.default_rng(seed)

    def explain(
        self,
        case: Case,
        *,
        x: Tensor | None = None,
        reference: Reference | None = None,
        seed: int | None = None,
    ) -> Explanation:
        """Return the effects in an order that is drawn anew each time."""
        del case, x, reference, seed
        scores, maps = self._effects.scores, self._effects.hypothetical
        order = self._rng.permuted(np.tile(np.arange(scores.shape[1]), (len(scores), 1)), axis=1)
        return Explanation(
            scores=np.take_along_axis(scores, order, axis=1),
            hypothetical=None if maps is None else np.take_along_axis(maps, order[:, None], axis=2),
            absorbed=np.zeros(len(scores)),
        )


def middle_scores(n: int, length: int) -> Values:
    """Return scores (n, L) that are higher the nearer the middle, for every sequence alike."""
    return np.tile(-np.abs(np.arange(length) - (length - 1) / 2), (n, 1))


def as_explanation(found: Attribution) -> Explanation:
    """Return an attribution as arrays."""
    kept = sum(found.absorbed.values(), start=torch.zeros_like(found.prediction))
    return Explanation(
        scores=_array(found.scores),
        hypothetical=None if found.hypothetical is None else _array(found.hypothetical),
        absorbed=_array(kept),
        standard_error=None if found.standard_error is None else _array(found.standard_error),
    )


def _array(tensor: Tensor) -> Values:
    return np.asarray(tensor.double().cpu().numpy())
