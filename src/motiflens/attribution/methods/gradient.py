"""Gradients of the output with respect to the sequence, and what is made of them."""

from __future__ import annotations

from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.methods.row import Criteria, Method

ROWS = (
    Method(
        name="gradient-x-input",
        title="Gradient x input",
        summary="The slope of the output at the sequence, times the distance to the reference.",
        citation="Shrikumar et al. 2016, arXiv:1605.01713",
        family="gradient",
        engine="motiflens.attribution.propagation:Propagation",
        rules="motiflens.attribution.rules.gradient:gradient_rules",
        options=GradientOptions,
        reference="zeros",
        explains="difference",
        adds_up="not",
        hypothetical=True,
        reads_reference=False,
        invariant=True,
        criteria=Criteria(
            True,
            True,
            False,
            "derived: an effect of order k is given out k times over; on networks that are linear "
            "in pieces it is the first-order effect at the sequence alone",
        ),
    ),
)
