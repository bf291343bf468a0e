"""Gradients of the output with respect to the sequence, and what is made of them."""

from __future__ import annotations

from functools import partial

from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.methods.row import Criteria, Method
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.sampling_options import (
    ExpectedGradientsOptions,
    IntegratedGradientsOptions,
    SmoothGradOptions,
)

_SLOPE = Criteria(
    None, None, None, "a slope: it says what a small step would change, and gives nothing out"
)
_INSENSITIVE = (
    "The picture is much the same whatever the upper layers hold (Adebayo et al. 2018, NeurIPS "
    "31:9505-9515; Nie et al. 2018, PMLR 80:3809-3818): it shows what the first layers respond "
    "to, not what the output rests on."
)

_PATH = (
    "each effect is shared out in proportion to the powers in which its bases enter it (Deng et "
    "al. 2024)"
)

_gradient = partial(
    Method,
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
    criteria=_SLOPE,
)

ROWS = (
    _gradient(
        name="gradient",
        title="Gradient (saliency)",
        summary="How steep the output is at each position: the largest slope of the four bases, "
        "without its sign.",
        citation="Simonyan, Vedaldi and Zisserman 2014, arXiv:1312.6034",
        engine="motiflens.attribution.saliency:Saliency",
        hypothetical=False,
        unknown_scores=True,
    ),
    _gradient(
        name="gradient-x-input",
        title="Gradient x input",
        summary="The slope of the output at the sequence, times the distance to the reference.",
        citation="Shrikumar et al. 2016, arXiv:1605.01713",
        criteria=Criteria(
            True,
            True,
            False,
            "derived: an effect of order k is given out k times over; on networks that are linear "
            "in pieces it is the first-order effect at the sequence alone",
        ),
    ),
    _gradient(
        name="guided-backprop",
        title="Guided backpropagation",
        summary="The gradient times the input, with all that would lower the output left out at "
        "every activation.",
        citation="Springenberg et al. 2015, arXiv:1412.6806",
        rules="motiflens.attribution.rules.guided:guided_rules",
        options=MethodOptions,
        invariant=False,
        caution=_INSENSITIVE,
    ),
    _gradient(
        name="deconvolution",
        title="Deconvolution",
        summary="What raises the output, sent back through the layers whether their units were "
        "active or not, times the input.",
        citation="Zeiler and Fergus 2014, LNCS 8689:818-833",
        rules="motiflens.attribution.rules.guided:deconvolution_rules",
        options=MethodOptions,
        invariant=False,
        caution=_INSENSITIVE,
    ),
    _gradient(
        name="smoothgrad",
        title="SmoothGrad",
        summary="The mean slope over noisy copies of the sequence, times the distance to the "
        "reference.",
        citation="Smilkov et al. 2017, arXiv:1706.03825",
        engine="motiflens.attribution.sampling.smoothgrad:SmoothGrad",
        rules="",
        options=SmoothGradOptions,
        criteria=Criteria(
            False,
            True,
            False,
            "derived: gradient x input of the output blurred by the noise, which leaves out what "
            "the blur takes away and gives the rest out as gradient x input does",
        ),
    ),
    _gradient(
        name="integrated-gradients",
        title="Integrated gradients",
        summary="The mean slope on the straight way from the reference to the sequence, times the "
        "distance between them.",
        citation="Sundararajan, Taly and Yan 2017, PMLR 70:3319-3328",
        engine="motiflens.attribution.sampling.integrated_gradients:IntegratedGradients",
        rules="",
        options=IntegratedGradientsOptions,
        reference="background",
        adds_up="to a tolerance",
        reads_reference=True,
        criteria=Criteria(True, True, True, _PATH),
    ),
    _gradient(
        name="expected-gradients",
        title="Expected gradients",
        summary="Integrated gradients from shuffles of the sequence, by points that are drawn "
        "between them.",
        citation="Erion et al. 2021, Nature Machine Intelligence 3:620-631",
        engine="motiflens.attribution.sampling.expected_gradients:ExpectedGradients",
        rules="",
        options=ExpectedGradientsOptions,
        reference="dinucleotide-shuffles",
        adds_up="on average",
        reads_reference=True,
        criteria=Criteria(True, True, True, _PATH),
    ),
)
