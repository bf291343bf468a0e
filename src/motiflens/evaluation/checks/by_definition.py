"""Whether a method gives what its definition gives, on networks small enough to be sure."""

from __future__ import annotations

import warnings

import numpy as np
import torch

from motiflens.attribution.explainer import Explainer
from motiflens.errors import ConfigError, ModelError, MotiflensWarning
from motiflens.evaluation.checks.definitions import DEFINITIONS, EXACT, Definition
from motiflens.evaluation.checks.small import SMALL, Small
from motiflens.evaluation.contenders import Explanation, MethodContender, as_explanation
from motiflens.evaluation.metrics.types import Values
from motiflens.evaluation.record import Check

NAME = "its definition"
FREQUENCIES = (0.3, 0.2, 0.2, 0.3)
"""Of A, C, G and T, in the reference of the small networks."""
_ERRORS = 6.0  # standard errors that a drawn score may be off
_DRAWN = 1e-3  # what it may be off beside them, relative to the largest score


def check_definition(contender: MethodContender) -> Check:
    """Compare a method with its definition, with the options that it was chosen with."""
    definition = DEFINITIONS.get(contender.name)
    if definition is None:
        return Check(NAME, None, "no definition of it is written out to compare with")
    contender = MethodContender(contender.name, {**contender.options, **definition.using})
    off, tried = [], []
    for name in (*definition.exact_on, *definition.on):
        net = SMALL[name]()
        try:
            missed, allowed = _compare(contender, definition, net)
        except (ModelError, ConfigError):
            continue  # a network that the method, or these options of it, is not for
        except NotImplementedError:
            return Check(NAME, None, "with these options no definition is written out")
        tried.append(name)
        if not missed <= allowed:
            off.append(f"{missed:.1e} of the largest score on the {name} network")
    if off:
        return Check(NAME, False, f"it misses what is worked out by hand by {', '.join(off)}")
    if not tried:
        return Check(NAME, None, "none of the small networks is one that it is for")
    return Check(NAME, True, f"as worked out by hand on the networks {', '.join(tried)}")


def _compare(contender: MethodContender, definition: Definition, net: Small) -> tuple[float, float]:
    """Return the largest difference, over the largest score, and what it may be.

    Of what is drawn both are in standard errors.
    """
    options = contender.row.options.model_validate(dict(contender.options))
    reference = np.repeat(np.array(FREQUENCIES)[:, None], net.x.shape[2], axis=1)
    found = _explained(contender, net)  # first, as options may be none for such a network
    expected = np.stack([definition.formula(net, x, reference, options) for x in net.x])
    difference, size = np.abs(found.scores - expected), np.abs(expected).max()
    if net.name in definition.exact_on:
        return float(difference.max() / size), EXACT
    if definition.within == "standard errors":
        return _in_errors(difference, found, size), _ERRORS
    return float(difference.max() / size), definition.within


def _in_errors(difference: Values, found: Explanation, size: float) -> float:
    assert found.standard_error is not None
    return float((difference / (found.standard_error + _DRAWN * size)).max())


def _explained(contender: MethodContender, net: Small) -> Explanation:
    x = torch.from_numpy(net.x.copy())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MotiflensWarning)
        explainer = Explainer.of(net.subject, method=contender.name, options=contender.options)
        return as_explanation(explainer.explain(x, reference=FREQUENCIES))
