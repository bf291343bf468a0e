"""What a model makes of bases together, and how a method's scores share it out.

Deng et al. 2024 (IEEE TPAMI 46:4625-4640) take the output apart into effects of single inputs and
interactions of several, and ask three things of a method: whether every effect is credited
(coverage), to none but the inputs that take part in it (locality), and in full (distribution).
"""

from __future__ import annotations

from motiflens.evaluation.interactions.dividends import (
    MOST_PLAYERS,
    coalition_values,
    dividends,
    inverse_dividends,
    membership,
    shapley_values,
)
from motiflens.evaluation.interactions.estimate import (
    CriteriaEstimate,
    WindowEffects,
    judge,
    measure_criteria,
    window_effects,
)

__all__ = [
    "MOST_PLAYERS",
    "CriteriaEstimate",
    "WindowEffects",
    "coalition_values",
    "dividends",
    "inverse_dividends",
    "judge",
    "measure_criteria",
    "membership",
    "shapley_values",
    "window_effects",
]
