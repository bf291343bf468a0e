"""What each method is by definition, on which small networks, and how near it must come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from motiflens.attribution.options import MethodOptions
from motiflens.evaluation.checks import by_calls, by_maps, by_slopes
from motiflens.evaluation.checks.by_differences import deeplift
from motiflens.evaluation.checks.by_relevance import relevance
from motiflens.evaluation.checks.small import Small
from motiflens.evaluation.metrics.types import Values

Formula = Callable[[Small, Values, Values, MethodOptions], Values]
"""Scores (L,) of a sequence (4, L) against a reference (4, L), with the method's options."""

EXACT = 1e-6
"""Relative to the largest score: what finite differences and rounding may miss."""
NEAR = 5e-3
"""What is integrated to a tolerance may miss, half of the smallest fault that is looked for."""


@dataclass(frozen=True)
class Definition:
    """How a method is computed by hand.

    Attributes
    ----------
    formula
        Computes it.
    on
        Names of small networks on which it must come near.
    within
        How near, relative to the largest score; or ``standard errors`` of what is drawn, where
        ``exact_on`` names networks on which nothing varies.
    exact_on
        Networks on which it must be met exactly.
    using
        Options that are set for the comparison: how much is drawn, and how finely.
    """

    formula: Formula
    on: tuple[str, ...]
    within: float | Literal["standard errors"] = EXACT
    exact_on: tuple[str, ...] = ()
    using: Mapping[str, Any] = field(default_factory=dict)


_ALL = ("linear", "deep", "average")
_RESCALE = deeplift(lambda _: False)

DEFINITIONS: dict[str, Definition] = {
    "deeplift": Definition(_RESCALE, _ALL),
    "deeplift-revealcancel": Definition(deeplift(lambda _: True), ("linear", "deep")),
    "deeplift-genomics": Definition(deeplift(lambda part: not part.convolution), _ALL),
    "deepshap": Definition(_RESCALE, _ALL),
    **dict.fromkeys(
        (
            "lrp-epsilon",
            "lrp-epsilon-plus",
            "lrp-epsilon-gamma-box",
            "lrp-epsilon-alpha2beta1",
            "lrp-layered",
            "deep-taylor",
            "lrp",
        ),
        Definition(relevance, ("linear", "deep")),
    ),
    "gradient": Definition(by_slopes.saliency, _ALL),
    "gradient-x-input": Definition(by_slopes.times_input, _ALL),
    "guided-backprop": Definition(by_slopes.guided, _ALL),
    "deconvolution": Definition(by_slopes.deconvolved, _ALL),
    "smoothgrad": Definition(by_slopes.times_input, (), exact_on=("linear",)),
    "integrated-gradients": Definition(
        by_slopes.along_the_path,
        ("deep",),
        within=NEAR,
        exact_on=("linear",),
        using={"tolerance": 1e-3, "max_steps": 5000},
    ),
    "expected-gradients": Definition(
        by_slopes.along_the_path,
        ("deep",),
        within="standard errors",
        exact_on=("linear",),
        using={"samples": 200},
    ),
    "cam": Definition(by_maps.activation_map, ("average",)),
    "grad-cam": Definition(by_maps.gradient_map, ("deep", "average")),
    "occlusion": Definition(by_calls.occlusion, _ALL),
    "occlusion-patch": Definition(by_calls.occlusion, _ALL),
    "shapley": Definition(by_calls.shapley, _ALL),
    "mutagenesis": Definition(by_calls.mutagenesis, _ALL),
    "prediction-difference": Definition(by_calls.prediction_difference, _ALL),
}
"""Of every method whose definition is written out here, by its name."""
