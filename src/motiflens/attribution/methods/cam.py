"""Class activation maps: what the last convolution saw, weighted by what the output made of it."""

from __future__ import annotations

from functools import partial

from motiflens.attribution.cam_options import GradCamOptions
from motiflens.attribution.methods.row import Criteria, Method
from motiflens.attribution.options import MethodOptions

_map = partial(
    Method,
    family="cam",
    reference="background",
    explains="output",
    hypothetical=False,
    reads_reference=False,
    unknown_scores=True,
)

ROWS: tuple[Method, ...] = (
    _map(
        name="cam",
        title="Class activation map",
        summary="What each position of the last convolution gave to the output, shared out evenly "
        "among the bases that it sees.",
        citation="Zhou et al. 2016, CVPR 2921-2929",
        engine="motiflens.attribution.cam.engine:Cam",
        options=MethodOptions,
        adds_up="exactly",
        invariant=False,
        needs="an average head",
        criteria=Criteria(
            True,
            False,
            True,
            "derived: all that a position of the map gave is given out, but evenly to all bases "
            "that it sees",
        ),
        caution="The scores are no sharper than what a unit of the last convolution sees; they "
        "find the region of a motif, not its bases.",
    ),
    _map(
        name="grad-cam",
        title="Grad-CAM",
        summary="What the last convolution saw at each position, each channel weighted by its mean "
        "slope, shared out evenly among the bases that a position sees.",
        citation="Selvaraju et al. 2017, ICCV 618-626",
        engine="motiflens.attribution.cam.engine:GradCam",
        options=GradCamOptions,
        adds_up="not",
        invariant=False,
        needs="a convolution",
        criteria=Criteria(
            False,
            False,
            False,
            "derived: of first order in the map, with slopes of positions mixed; exact where the "
            "model ends in a mean and one linear layer alone",
        ),
        caution="The scores are no sharper than what a unit of the last convolution sees, and they "
        "fail on realistic regulatory DNA (Prakash, Shrikumar and Kundaje 2022, PMLR 165:58-77).",
    ),
)
