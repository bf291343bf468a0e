"""Whether scores belong to the sequence that they are given for."""

from __future__ import annotations

import numpy as np
import torch

from motiflens.evaluation.case import Case
from motiflens.evaluation.contenders import Contender, Explanation
from motiflens.evaluation.metrics.types import Values
from motiflens.evaluation.record import Check

NAME = "order"
_ALONE = 3
_TOLERANCE = {torch.float32: 1e-3, torch.float64: 1e-8}


def check_order(contender: Contender, found: Explanation, case: Case) -> Check:
    """Explain the sequences in another order, and some of them alone."""
    order = np.random.default_rng(case.seed).permutation(len(case.x))
    shuffled = contender.explain(case, x=case.x[torch.from_numpy(order)]).scores
    missed = _missed(shuffled, found.scores[order])
    for row in range(min(_ALONE, len(case.x))):
        alone = contender.explain(case, x=case.x[row : row + 1]).scores
        missed = max(missed, _missed(alone, found.scores[row : row + 1]))
    if missed <= _TOLERANCE.get(case.precision, 5e-2):
        return Check(NAME, True, "a sequence has the same scores in any order, and alone")
    return Check(
        NAME, False, f"scores change by {missed:.1e} of the largest with the sequences beside them"
    )


def _missed(scores: Values, expected: Values) -> float:
    size = np.abs(expected).max()
    return float(np.abs(scores - expected).max() / (size if size > 0 else 1))
