"""The table of attribution methods: the one place where a method is declared.

The command line, the configuration schema, the documentation, the tests and the report read
these rows. Nothing here imports torch, so that reading the table costs nothing; the rules
themselves are named by ``rules`` and loaded when a method runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from motiflens.attribution.composites import (
    DeepTaylorOptions,
    EpsilonAlphaBetaOptions,
    EpsilonGammaBoxOptions,
    EpsilonOptions,
    EpsilonPlusOptions,
    LayeredOptions,
    OwnComposite,
)
from motiflens.attribution.options import MethodOptions


@dataclass(frozen=True)
class Method:
    """One row of the table.

    Attributes
    ----------
    name
        As the command line, the configuration and `motiflens.explain` take it.
    title
        As the report prints it.
    summary
        One sentence for a reader who does not know the method.
    citation
        Where the method is defined.
    family
        What the method belongs to: ``deeplift``, ``gradient`` or ``lrp``. A user's own rules are
        given by family.
    rules
        ``module:function`` of the factory that turns the options into the rules of the walk.
    options
        The pydantic model of the method's own options.
    reference
        The reference used when none is given (a name in `motiflens.attribution.references`).
    explains
        What the scores add up to where ``complete`` holds: ``difference`` is f(x) - f(reference),
        ``output`` is f(x) less what biases and stabilisers absorbed.
    complete
        Whether the scores add up exactly on every model that the method accepts.
    hypothetical
        Whether the method says what a position would score with another base.
    reads_reference
        Whether what the model makes of the reference enters the scores, so that a reference which
        the model takes for a positive spoils them.
    unknown_scores
        Whether an N, which is read as the reference, can score something all the same.
    """

    name: str
    title: str
    summary: str
    citation: str
    family: Literal["deeplift", "gradient", "lrp"]
    rules: str
    options: type[MethodOptions]
    reference: str
    explains: Literal["difference", "output"]
    complete: bool
    hypothetical: bool
    reads_reference: bool
    unknown_scores: bool = False


# What the rows of a family have in common.
_deeplift = partial(
    Method,
    family="deeplift",
    options=MethodOptions,
    explains="difference",
    complete=True,
    hypothetical=True,
    reads_reference=True,
)
_lrp = partial(
    Method,
    family="lrp",
    rules="motiflens.attribution.rules.lrp:composite_rules",
    reference="background",
    explains="output",
    complete=True,
    hypothetical=True,
    reads_reference=True,
)

_ROWS = (
    _deeplift(
        name="deeplift",
        title="DeepLIFT (Rescale)",
        summary="How much each base moved the output away from the output at the reference.",
        citation="Shrikumar, Greenside and Kundaje 2017, PMLR 70:3145-3153",
        rules="motiflens.attribution.rules.deeplift:rescale_rules",
        reference="background",
    ),
    _deeplift(
        name="deeplift-revealcancel",
        title="DeepLIFT (RevealCancel)",
        summary="DeepLIFT that follows what raised and what lowered each unit apart, so that "
        "evidence which cancels is seen.",
        citation="Shrikumar, Greenside and Kundaje 2017, PMLR 70:3145-3153, eq. 17-19",
        rules="motiflens.attribution.rules.revealcancel:revealcancel_rules",
        reference="background",
    ),
    _deeplift(
        name="deeplift-genomics",
        title="DeepLIFT (GenomicsDefault)",
        summary="RevealCancel at activations behind dense layers, Rescale at all others: what the "
        "authors of DeepLIFT recommend for DNA.",
        citation="Shrikumar, Greenside and Kundaje 2017, PMLR 70:3145-3153",
        rules="motiflens.attribution.rules.revealcancel:genomics_rules",
        reference="background",
    ),
    _deeplift(
        name="deepshap",
        title="DeepSHAP",
        summary="DeepLIFT (Rescale) averaged over shuffles of each sequence.",
        citation="Lundberg and Lee 2017, NeurIPS 30:4765-4774",
        rules="motiflens.attribution.rules.deeplift:rescale_rules",
        reference="dinucleotide-shuffles",
    ),
    _lrp(
        name="lrp-epsilon",
        title="LRP-epsilon",
        summary="How the output is handed back, layer by layer, in proportion to what each input "
        "gave; a stabiliser keeps weak evidence from being blown up.",
        citation="Bach et al. 2015, PLoS ONE 10:e0130140",
        options=EpsilonOptions,
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
        unknown_scores=True,
    ),
    _lrp(
        name="lrp",
        title="LRP, own composite",
        summary="LRP with rules of your choice for layers of your choice.",
        citation="Bach et al. 2015, PLoS ONE 10:e0130140",
        options=OwnComposite,
    ),
    Method(
        name="gradient-x-input",
        title="Gradient x input",
        summary="The slope of the output at the sequence, times the distance to the reference.",
        citation="Shrikumar et al. 2016, arXiv:1605.01713",
        family="gradient",
        rules="motiflens.attribution.rules.gradient:gradient_rules",
        options=MethodOptions,
        reference="zeros",
        explains="difference",
        complete=False,
        hypothetical=True,
        reads_reference=False,
    ),
)

N_REFERENCES = 20
"""References of a sequence where they are drawn and their number is not given."""

METHODS: dict[str, Method] = {row.name: row for row in _ROWS}
