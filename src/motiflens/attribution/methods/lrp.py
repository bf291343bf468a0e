"""LRP: relevance of the output, handed back layer by layer."""

from __future__ import annotations

from functools import partial

from motiflens.attribution.composites import (
    DeepTaylorOptions,
    EpsilonAlphaBetaOptions,
    EpsilonGammaBoxOptions,
    EpsilonOptions,
    EpsilonPlusOptions,
    LayeredOptions,
    OwnComposite,
)
from motiflens.attribution.methods.row import Criteria, Method

_EPSILON = Criteria(
    None,
    True,
    False,
    "derived for one unit: what biases and stabilisers absorb is given to no input; without "
    "either it is Rescale against zeros",
)
_SIGNS = Criteria(
    True,
    False,
    False,
    "derived for one unit: inputs are weighted by the sign and size of what they gave to the sum, "
    "whatever effect they took part in, and totals hold only where both signs are there",
)
_POSITIVE = Criteria(
    True,
    False,
    True,
    "derived for one unit: every effect is shared among the inputs that gave something positive "
    "to the sum, part of the effect or not",
)

_lrp = partial(
    Method,
    family="lrp",
    engine="motiflens.attribution.propagation:Propagation",
    rules="motiflens.attribution.rules.lrp:composite_rules",
    reference="background",
    explains="output",
    adds_up="exactly",
    hypothetical=True,
    reads_reference=True,
    invariant=False,
    criteria=_SIGNS,
)

ROWS = (
    _lrp(
        name="lrp-epsilon",
        title="LRP-epsilon",
        summary="How the output is handed back, layer by layer, in proportion to what each input "
        "gave; a stabiliser keeps weak evidence from being blown up.",
        citation="Bach et al. 2015, PLoS ONE 10:e0130140",
        options=EpsilonOptions,
        criteria=_EPSILON,
    ),
    _lrp(
        name="lrp-epsilon-plus",
        title="LRP EpsilonPlus",
        summary="LRP with evidence for the output alone in convolutions (z+), and all of it in "
        "dense layers.",
        citation="Montavon et al. 2017, Pattern Recognition 65:211-222; as "
        "composite: Kohlbrenner et al. 2020, IJCNN 1-7",
        options=EpsilonPlusOptions,
    ),
    _lrp(
        name="lrp-epsilon-gamma-box",
        title="LRP EpsilonGammaBox",
        summary="LRP that favours evidence for the output in convolutions (gamma), and counts "
        "bases that are not there (z-box).",
        citation="Anders et al. 2021, arXiv:2106.13200",
        options=EpsilonGammaBoxOptions,
        unknown_scores=True,
    ),
    _lrp(
        name="lrp-epsilon-alpha2beta1",
        title="LRP EpsilonAlpha2Beta1",
        summary="LRP with evidence for and against the output apart in convolutions, weighted 2 "
        "and 1.",
        citation="Bach et al. 2015, PLoS ONE 10:e0130140, eq. 60; as "
        "composite: Kohlbrenner et al. 2020, IJCNN 1-7",
        options=EpsilonAlphaBetaOptions,
    ),
    _lrp(
        name="lrp-layered",
        title="LRP, layered",
        summary="LRP with a rule for each depth: as it is at the top, stabilised in the middle, "
        "smooth below.",
        citation="Montavon et al. 2019, LNCS 11700:193-209",
        options=LayeredOptions,
    ),
    _lrp(
        name="deep-taylor",
        title="Deep Taylor",
        summary="Relevance that is never negative where the output is positive: z+ without biases, "
        "and z-box at the input.",
        citation="Montavon et al. 2017, Pattern Recognition 65:211-222",
        options=DeepTaylorOptions,
        criteria=_POSITIVE,
        unknown_scores=True,
    ),
    _lrp(
        name="lrp",
        title="LRP, own composite",
        summary="LRP with rules of your choice for layers of your choice.",
        citation="Bach et al. 2015, PLoS ONE 10:e0130140",
        options=OwnComposite,
        criteria=_EPSILON,
    ),
)
