"""The table of attribution methods: the one place where a method is declared.

The command line, the configuration schema, the documentation, the tests and the report read
these rows. Nothing here imports torch, so that reading the table costs nothing; the rules
themselves are named by ``rules`` and loaded when a method runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class MethodOptions(BaseModel):
    """Options of a method that has none of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EpsilonOptions(MethodOptions):
    """Options of LRP-epsilon."""

    epsilon: float = Field(
        0.25,
        ge=0,
        description="size of the stabiliser added to every denominator",
    )
    scale: Literal["layer", "absolute"] = Field(
        "layer",
        description="layer: epsilon times the root mean square of the layer's pre-activations, "
        "per sequence; absolute: epsilon itself",
    )
    sign: Literal["signed", "unsigned"] = Field(
        "signed",
        description="signed: the stabiliser takes the sign of the pre-activation, so that no "
        "denominator can vanish; unsigned: always added, as in the first LRP tutorials",
    )
    bias: Literal["absorb", "zero", "distribute"] = Field(
        "absorb",
        description="what becomes of a bias' share: kept by the bias, left out of the "
        "denominator, or spread evenly over the inputs",
    )


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


_ROWS = (
    Method(
        name="deeplift",
        title="DeepLIFT (Rescale)",
        summary="How much each base moved the output away from the output at the reference.",
        citation="Shrikumar, Greenside and Kundaje 2017, PMLR 70:3145-3153",
        family="deeplift",
        rules="motiflens.attribution.rules.deeplift:rescale_rules",
        options=MethodOptions,
        reference="background",
        explains="difference",
        complete=True,
        hypothetical=True,
        reads_reference=True,
    ),
    Method(
        name="deeplift-revealcancel",
        title="DeepLIFT (RevealCancel)",
        summary="DeepLIFT that follows what raised and what lowered each unit apart, so that "
        "evidence which cancels is seen.",
        citation="Shrikumar, Greenside and Kundaje 2017, PMLR 70:3145-3153, eq. 17-19",
        family="deeplift",
        rules="motiflens.attribution.rules.revealcancel:revealcancel_rules",
        options=MethodOptions,
        reference="background",
        explains="difference",
        complete=True,
        hypothetical=True,
        reads_reference=True,
    ),
    Method(
        name="deeplift-genomics",
        title="DeepLIFT (GenomicsDefault)",
        summary="RevealCancel at activations behind dense layers, Rescale at all others: what the "
        "authors of DeepLIFT recommend for DNA.",
        citation="Shrikumar, Greenside and Kundaje 2017, PMLR 70:3145-3153",
        family="deeplift",
        rules="motiflens.attribution.rules.revealcancel:genomics_rules",
        options=MethodOptions,
        reference="background",
        explains="difference",
        complete=True,
        hypothetical=True,
        reads_reference=True,
    ),
    Method(
        name="deepshap",
        title="DeepSHAP",
        summary="DeepLIFT (Rescale) averaged over shuffles of each sequence.",
        citation="Lundberg and Lee 2017, NeurIPS 30:4765-4774",
        family="deeplift",
        rules="motiflens.attribution.rules.deeplift:rescale_rules",
        options=MethodOptions,
        reference="dinucleotide-shuffles",
        explains="difference",
        complete=True,
        hypothetical=True,
        reads_reference=True,
    ),
    Method(
        name="lrp-epsilon",
        title="LRP-epsilon",
        summary="How the output is handed back, layer by layer, in proportion to what each input "
        "gave; a stabiliser keeps weak evidence from being blown up.",
        citation="Bach et al. 2015, PLoS ONE 10:e0130140",
        family="lrp",
        rules="motiflens.attribution.rules.lrp:epsilon_rules",
        options=EpsilonOptions,
        reference="background",
        explains="output",
        complete=True,
        hypothetical=True,
        reads_reference=True,
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
