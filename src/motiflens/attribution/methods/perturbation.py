"""Methods that change the sequence, call the model, and see what happens."""

from __future__ import annotations

from functools import partial

from motiflens.attribution.methods.row import Criteria, Method
from motiflens.attribution.mutagenesis.options import MutagenesisOptions
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.perturbation_options import OcclusionPatchOptions, ShapleyOptions

_mutation = partial(
    Method,
    family="perturbation",
    options=MutagenesisOptions,
    reference="background",
    explains="difference",
    adds_up="not",
    hypothetical=True,
    reads_reference=False,
    invariant=True,
    needs="calls",
    criteria=Criteria(
        True,
        True,
        False,
        "derived: an effect of several positions is given in full to each of them, so that "
        "together they get more than there is",
    ),
)

_replacement = partial(
    Method,
    family="perturbation",
    reference="background",
    explains="difference",
    hypothetical=False,
    invariant=True,
    needs="calls",
)

ROWS: tuple[Method, ...] = (
    _mutation(
        name="mutagenesis",
        title="In-silico mutagenesis",
        summary="What the output would become with each other base in the place of each one: the "
        "change, less its mean over the four bases. What the field also calls the score, the mean "
        "change to the three other bases with its sign turned, is 4/3 of this.",
        citation="Zhou and Troyanskaya 2015, Nature Methods 12:931-934",
        engine="motiflens.attribution.mutagenesis.engine:Mutagenesis",
        unknown_scores=True,
    ),
    _mutation(
        name="prediction-difference",
        title="Prediction difference",
        summary="What the output loses when a base is no longer known: when each of the four "
        "stands in its place as often as the reference has it.",
        citation="Robnik-Sikonja and Kononenko 2008, IEEE TKDE 20:589-600; Zintgraf et al. 2017, "
        "ICLR, arXiv:1702.04595",
        engine="motiflens.attribution.mutagenesis.engine:PredictionDifference",
    ),
    _replacement(
        name="occlusion",
        title="Occlusion",
        summary="What the output loses when one base is replaced by the reference's.",
        citation="Zeiler and Fergus 2014, LNCS 8689:818-833; one feature at a time: Ancona et al. "
        "2018, ICLR, arXiv:1711.06104",
        engine="motiflens.attribution.perturbation.occlusion:Occlusion",
        options=MethodOptions,
        adds_up="not",
        reads_reference=False,
        criteria=Criteria(
            True,
            True,
            False,
            "derived: an effect of several bases is given in full to each of them",
        ),
    ),
    _replacement(
        name="occlusion-patch",
        title="Occlusion of windows",
        summary="What the output loses when a window of bases is replaced by the reference's; a "
        "base scores the mean over the windows that hold it.",
        citation="Zeiler and Fergus 2014, LNCS 8689:818-833",
        engine="motiflens.attribution.perturbation.occlusion:Occlusion",
        options=OcclusionPatchOptions,
        adds_up="not",
        reads_reference=False,
        unknown_scores=True,
        criteria=Criteria(
            True,
            False,
            False,
            "derived: all of a window is given the effects of any of its bases",
        ),
        caution="The scores are no sharper than the windows are wide.",
    ),
    _replacement(
        name="shapley",
        title="Shapley values",
        summary="What a base adds to the output, on average over all orders in which bases can "
        "take the reference's place.",
        citation="Shapley 1953, Annals of Mathematics Studies 28:307-317; Strumbelj and Kononenko "
        "2014, Knowledge and Information Systems 41:647-665",
        engine="motiflens.attribution.perturbation.shapley:Shapley",
        options=ShapleyOptions,
        adds_up="exactly",
        reads_reference=True,
        criteria=Criteria(
            True,
            True,
            True,
            "each effect is shared evenly among the bases that take part in it (Deng et al. 2024); "
            "where orders are drawn, on average, and where players are windows, among windows",
        ),
    ),
)
