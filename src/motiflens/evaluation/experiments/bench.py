"""What experiments share: the case, what is known of it, and what they hand back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch

from motiflens.config.evaluating import Evaluate
from motiflens.evaluation.case import Case
from motiflens.evaluation.contenders import Contender, Explanation, MethodContender
from motiflens.evaluation.interactions import WindowEffects, window_effects
from motiflens.evaluation.metrics.bootstrap import Interval, Statistic, mean
from motiflens.evaluation.metrics.types import Flags, Values
from motiflens.evaluation.redrawing import redrawn
from motiflens.evaluation.sites import Sites

_SIZES = (0.02, 0.1, 0.3)  # of sets of positions, as parts of a sequence


@dataclass(frozen=True)
class Yardstick:
    """What the model itself says when its input is changed: asked once, for all methods.

    Attributes
    ----------
    effects
        Of mutagenesis: scores (n, L), and of all bases (n, 4, L), centred.
    fills
        (n, F, 4, L): the background, then shuffles; what takes the place of bases.
    full, empty
        (n,) the output at the sequences, and at the fills, the background and the mean of the
        shuffles counting alike.
    subsets, drops
        For each size, (n, M, L) sets of positions, and (n, M) what the output loses without them:
        the mean of the background in their place, and of a shuffle, one after the other.
    """

    effects: Explanation
    fills: Values
    full: Values
    empty: Values
    subsets: tuple[Flags, ...]
    drops: tuple[Values, ...]


@dataclass(frozen=True)
class Bench:
    """All that an experiment may use.

    Attributes
    ----------
    case, others
        The model, and further ones (folds, seeds), with the same sequences.
    settings
        How much of everything.
    sites
        Where sites are known, None where none are.
    """

    case: Case
    settings: Evaluate
    others: tuple[Case, ...] = ()
    sites: Sites | None = None

    @cached_property
    def yardstick(self) -> Yardstick:
        """What the model says when its input is changed."""
        return take_yardstick(self.case, self.settings)

    @cached_property
    def redrawn(self) -> tuple[tuple[str, Case], ...]:
        """The model with more and more layers re-drawn, by the deepest of them."""
        case = self.case
        steps = redrawn(case.model, case.x[:1], self.settings.depths, case.seed)
        return tuple((name, case.with_model(model)) for name, model in steps)

    @cached_property
    def windows(self) -> WindowEffects:
        """Effects of single windows of bases, and of several together."""
        case = self.case
        return window_effects(
            lambda x: torch.from_numpy(case.predict(x.double().cpu().numpy())),
            case.x.double(),
            torch.from_numpy(self.yardstick.fills[:, 0].copy()),
            players=self.settings.players,
        )


@dataclass(frozen=True)
class Measured:
    """What is known of each sequence, (n, ...), and how that becomes one figure."""

    values: Values
    statistic: Statistic = mean


@dataclass(frozen=True)
class Track:
    """A figure along a way: values (n, K) or (n, K, 2) at K places."""

    along: str
    x: tuple[float | str, ...]
    values: Values
    statistic: Statistic = mean


@dataclass(frozen=True)
class Outcome:
    """What an experiment found: by the name of a measure, or of a curve.

    ``intervals`` are figures that come with an interval of their own.
    """

    measured: dict[str, Measured] = field(default_factory=dict)
    tracks: dict[str, Track] = field(default_factory=dict)
    intervals: dict[str, Interval] = field(default_factory=dict)


Experiment = Callable[[Contender, Explanation, Bench], Outcome]


def ratio(values: Values) -> Values:
    """Return the sum of what comes first over that of what comes second, (B, n, 2) to (B,)."""
    total = values.sum(axis=1)
    return np.asarray(total[:, 0] / np.where(total[:, 1] == 0, np.nan, total[:, 1]))


def take_yardstick(case: Case, settings: Evaluate) -> Yardstick:
    """Ask the model all that methods are held against."""
    effects = MethodContender("mutagenesis", {}).explain(case)
    background = case.references("background", 1)
    # Others than a method averages over, so that none is held against its own references.
    shuffles = case.references("dinucleotide-shuffles", settings.fills, seed=case.seed + 1000)
    fills = np.concatenate([background, shuffles], axis=1)
    full = case.outputs
    outputs = case.predict(fills.reshape(-1, *fills.shape[2:])).reshape(fills.shape[:2])
    rng = np.random.default_rng(case.seed)
    subsets = tuple(_subsets(case, size, settings.subsets, rng) for size in _SIZES)
    drops = tuple(full[:, None] - _without(case, sets, fills) for sets in subsets)
    return Yardstick(effects, fills, full, halves(outputs), subsets, drops)


def halves(of_fills: Values) -> Values:
    """Return (n, ...) of values (n, F, ...) for the background and the shuffles, each a half."""
    return np.asarray((of_fills[:, 0] + of_fills[:, 1:].mean(axis=1)) / 2)


def _subsets(case: Case, share: float, count: int, rng: np.random.Generator) -> Flags:
    n, _, length = case.sequences.shape
    size = max(1, round(share * length))
    order = rng.random((n, count, length)).argsort(axis=2)
    return np.asarray(order < size)


def _without(case: Case, sets: Flags, fills: Values) -> Values:
    """Return the output without each set of positions, (n, M), the mean of both kinds of fill."""
    n, count, length = sets.shape
    shuffles = fills[:, 1 + np.arange(count) % (fills.shape[1] - 1)]
    outputs = [
        case.predict(
            np.where(sets[:, :, None], fill, case.sequences[:, None]).reshape(-1, 4, length)
        )
        for fill in (fills[:, :1], shuffles)
    ]
    return np.asarray(np.mean(outputs, axis=0).reshape(n, count))
