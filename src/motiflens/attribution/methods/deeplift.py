"""DeepLIFT and DeepSHAP: multipliers from what changed between a reference and the sequence."""

from __future__ import annotations

from functools import partial

from motiflens.attribution.methods.row import Criteria, Method
from motiflens.attribution.options import MethodOptions

_LAYERS = (
    "shown for one unit (Deng et al. 2024); through several layers only the total is kept, since "
    "each layer shares out anew"
)

_deeplift = partial(
    Method,
    family="deeplift",
    engine="motiflens.attribution.propagation:Propagation",
    options=MethodOptions,
    explains="difference",
    adds_up="exactly",
    hypothetical=True,
    reads_reference=True,
    invariant=False,
    criteria=Criteria(True, True, True, _LAYERS),
)

ROWS = (
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
)
