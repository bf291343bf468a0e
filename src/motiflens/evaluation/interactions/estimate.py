"""The three criteria on a model of any size, as an estimate: its bases are taken in windows.

All effects among the windows are computed, 2**P calls of the model for each sequence, and scores
are summed over each window. How a method shares out one effect cannot be read from one set of
scores; what can be read is whether windows that take part in effects have credit, whether others
have none, and whether credit and effects come to the same in all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from motiflens.errors import InputError
from motiflens.evaluation.interactions.dividends import (
    MOST_PLAYERS,
    Predict,
    coalition_values,
    dividends,
    membership,
)
from motiflens.evaluation.metrics.bootstrap import Interval, interval

_CREDITED = 0.01
"""A window is credited where its score is at least this part of the largest of its sequence."""


@dataclass(frozen=True)
class WindowEffects:
    """The effects among P windows of each of N sequences.

    Attributes
    ----------
    players
        (L,) int64, the window that each position belongs to.
    dividends
        (N, 2**P) float64, of each set of windows; that of the empty set is f(reference).
    """

    players: Tensor
    dividends: Tensor

    @property
    def windows(self) -> int:
        """P."""
        return int(self.players.max()) + 1


@dataclass(frozen=True)
class CriteriaEstimate:
    """What a method's scores say by the three criteria, over sequences, with intervals.

    Attributes
    ----------
    coverage
        Of all that the effects come to in size, the part of those of which some window has
        credit; 1 is best.
    locality
        Of all credit in size, the part on windows that take part in no effect; 0 is best.
    distribution
        What credit and effects differ by in all, over the larger of the effects' sum and of the
        size of all credit; 0 is best.
    players, sequences
        Windows of a sequence, and sequences.
    effects
        Effects above noise in a sequence, on average.
    """

    coverage: Interval
    locality: Interval
    distribution: Interval
    players: int
    sequences: int
    effects: float


def measure_criteria(
    predict: Predict,
    x: Tensor,
    explain: Callable[[Tensor], Tensor],
    reference: Tensor,
    *,
    players: int = 8,
    noise: float = 0.05,
) -> CriteriaEstimate:
    """Return the estimate for ``explain``, a method from x (N, 4, L) to scores (N, L).

    All else as in `window_effects` and `judge`, which save the model's calls where several
    methods are judged by the same effects.
    """
    return judge(window_effects(predict, x, reference, players=players), explain(x), noise=noise)


def window_effects(
    predict: Predict,
    x: Tensor,
    reference: Tensor,
    *,
    players: int = 8,
    batch_size: int = 1024,
) -> WindowEffects:
    """Return the effects among windows of equal width.

    Parameters
    ----------
    predict
        From sequences (M, 4, L) to the explained scalar, (M,).
    x
        (N, 4, L).
    reference
        (4,), (4, L), (1, 4, L) or (N, 4, L): what a window holds that is absent.
    players
        Windows of a sequence.
    batch_size
        Sequences in one call.

    Raises
    ------
    InputError
        Where there are more windows than bases, or than `MOST_PLAYERS`.
    """
    length = x.shape[2]
    if not 2 <= players <= min(length, MOST_PLAYERS):
        raise InputError(
            f"effects among {players} windows of {length} bp were asked for",
            fix=f"ask for at least 2, and at most {min(length, MOST_PLAYERS)}",
        )
    absent = reference.to(x)
    if absent.dim() == 1:
        absent = absent[:, None]
    window = torch.arange(length, device=x.device) * players // length
    with torch.inference_mode():
        values = coalition_values(predict, x, absent, window, batch_size)
    return WindowEffects(window, dividends(values))


def judge(
    effects: WindowEffects,
    scores: Tensor,
    *,
    noise: float = 0.05,
    draws: int = 1000,
    seed: int = 0,
) -> CriteriaEstimate:
    """Return what scores (N, L) say by the three criteria.

    Parameters
    ----------
    effects
        Of the same sequences.
    scores
        Of a method, or at random.
    noise
        Effects below this part of the largest of their sequence are left out.
    draws, seed
        Of the bootstrap.
    """
    credit = _credit(effects, scores)
    inside = membership(effects.windows).to(credit.device)
    sizes = effects.dividends.clone()
    sizes[:, 0] = 0
    total, sizes = sizes.sum(1), sizes.abs()
    sizes = sizes * (sizes >= noise * sizes.max(1, keepdim=True).values)
    weight = sizes.sum(1)
    credited = credit.abs() >= _CREDITED * credit.abs().max(1, keepdim=True).values.clamp(min=1e-30)
    covered = (sizes * (credited.to(sizes) @ inside.to(sizes).T > 0)).sum(1) / weight
    taking_part = sizes @ inside.to(sizes) > 0
    size = credit.abs().sum(1)
    outside = (credit.abs() * ~taking_part).sum(1) / size
    missed = (credit.sum(1) - total).abs() / torch.maximum(total.abs(), size)

    def over(values: Tensor) -> Interval:
        return interval(values.cpu().numpy(), draws=draws, seed=seed)

    return CriteriaEstimate(
        coverage=over(covered),
        locality=over(outside),
        distribution=over(missed),
        players=effects.windows,
        sequences=len(credit),
        effects=float((sizes > 0).sum(1).double().mean()),
    )


def _credit(effects: WindowEffects, scores: Tensor) -> Tensor:
    """Return (N, P), the sum of the scores over each window."""
    if scores.shape != (len(effects.dividends), len(effects.players)):
        raise InputError(
            f"the scores have the shape {tuple(scores.shape)}, and the effects are those of "
            f"{len(effects.dividends)} sequences of {len(effects.players)} bp"
        )
    values = scores.to(effects.dividends)
    found = values.new_zeros(len(values), effects.windows)
    return found.index_add(1, effects.players.to(values.device), values)
