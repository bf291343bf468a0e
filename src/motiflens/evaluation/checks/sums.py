"""Whether scores add up, as the method's row says they do: found without asking the method."""

from __future__ import annotations

import numpy as np

from motiflens.attribution.tolerance import COMPLETENESS
from motiflens.evaluation.case import Case
from motiflens.evaluation.contenders import Explanation, MethodContender
from motiflens.evaluation.metrics.completeness import completeness_error
from motiflens.evaluation.metrics.types import Values
from motiflens.evaluation.record import Check

NAME = "sums"
_ERRORS = 6.0  # standard errors of a sum that is drawn
_SLACK = 10.0  # rounding of outputs, which are computed again, beside that of scores


def explained(contender: MethodContender, found: Explanation, case: Case) -> Values:
    """Return what the scores should add up to, (n,): the model is called for it."""
    row = contender.row
    if row.explains == "output":
        return np.asarray(case.outputs - found.absorbed)
    return np.asarray(case.outputs - case.at_references(case.reference or row.reference))


def check_sums(contender: MethodContender, found: Explanation, case: Case) -> Check:
    """Compare the sums of scores with what they explain."""
    row = contender.row
    if row.adds_up == "not":
        return Check(NAME, None, "its scores need not add up to anything")
    target = explained(contender, found, case)
    errors = completeness_error(found.scores, target)
    worst = float(np.nan_to_num(errors, nan=np.inf).max())
    if row.adds_up == "on average":
        return _on_average(found, target, worst)
    tolerance = _tolerance(contender, case)
    if worst <= tolerance:
        return Check(NAME, True, f"scores add up: they miss {worst:.1e} at most")
    return Check(NAME, False, f"scores miss {worst:.1e} of what they explain ({tolerance:.0e} may)")


def _tolerance(contender: MethodContender, case: Case) -> float:
    rounding = COMPLETENESS[str(case.precision).removeprefix("torch.")]
    options = contender.row.options.model_validate(dict(contender.options))
    return max(float(getattr(options, "tolerance", 0.0)), _SLACK * rounding)


def _on_average(found: Explanation, target: Values, worst: float) -> Check:
    assert found.standard_error is not None
    # Errors of positions that are drawn together may add up without a square root.
    allowed = _ERRORS * found.standard_error.sum(axis=1) + 1e-6 * np.abs(found.scores).sum(axis=1)
    off = np.abs(found.scores.sum(axis=1) - target) > allowed
    if off.any():
        return Check(NAME, False, f"sums of {int(off.sum())} sequences are off by more than chance")
    return Check(NAME, True, f"scores add up on average: they miss {worst:.1e} at most")
