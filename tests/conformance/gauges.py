"""One function of DNA written in two gauges, and what each method gives for either."""

from __future__ import annotations

from typing import Any

import torch

from conformance.found import Case, Found, Runner
from conformance.walks import propagate
from motiflens.attribution.composites import OwnComposite
from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.lrp_rules import LayerRule, Where, ZBox, Zero
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.plan import Rules
from motiflens.attribution.rules.deeplift import rescale_rules
from motiflens.attribution.rules.gradient import gradient_rules
from motiflens.attribution.rules.lrp import composite_rules

_FIRST = Where(input=True)


def gauge_runner(name: str) -> Runner | None:
    """Return what computes all that is expected of one of the two networks, or None."""
    if name not in ("original", "shifted"):
        return None
    return lambda case, expected: _gauge(_shifted(case) if name == "shifted" else case, expected)


def _shifted(case: Case) -> Case:
    """Return the case with the other weights and bias of its first layer."""
    first, *others = case["network"]["nodes"]
    nodes = [first | case["shifted_network"], *others]
    return case | {"network": case["network"] | {"nodes": nodes}}


def _gauge(case: Case, expected: dict[str, Any]) -> Found:
    x, reference = case["input"], case["reference"]
    rescale, slope = rescale_rules(MethodOptions()), gradient_rules(GradientOptions())
    corrected = propagate(case, gradient_rules(GradientOptions(corrected=True)), None)
    other = _reference_of(expected["rescale_onehot_ref_hypothetical"])
    assert corrected.multipliers is not None
    weighed = corrected.multipliers * torch.tensor(x, dtype=corrected.multipliers.dtype)
    found = {
        "gradient_x_input_position": propagate(case, slope, None).position_score,
        "corrected_gradient": corrected.multipliers,
        "corrected_gradient_x_input_position": weighed.sum(0),
        "rescale_expected_freq_hypothetical": propagate(case, rescale, reference).hypothetical,
        "rescale_onehot_ref_hypothetical": propagate(case, rescale, other).hypothetical,
        "rescale_zero_ref_position": propagate(case, rescale, None).position_score,
        "lrp0_position": propagate(case, _lrp(), None).position_score,
        "lrp_zbox_position": propagate(
            case, _lrp(ZBox(where=_FIRST, gauge="weights")), None
        ).position_score,
        "lrp_reference_first_absorb_position": propagate(
            case, _lrp(Zero(where=_FIRST)), reference
        ).position_score,
        "lrp_reference_first_conserving_position": propagate(
            case, _lrp(Zero(where=_FIRST, bias="zero")), reference
        ).position_score,
    }
    return Found(named={name: value for name, value in found.items() if value is not None})


def _lrp(*first: LayerRule) -> Rules:
    """Return LRP-0, with a rule of its own for the layer that reads the sequence."""
    return composite_rules(OwnComposite(rules=(*first, Zero())))


def _reference_of(hypothetical: list[list[float]]) -> list[list[float]]:
    """Return the one-hot reference, which the file does not hold: its base scores nothing."""
    size = torch.tensor(hypothetical, dtype=torch.float64).abs()
    base = (size == size.amin(0)).double()
    found: list[list[float]] = base.tolist()
    return found
