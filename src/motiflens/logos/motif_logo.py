"""The logos of a motif: what the bases contribute, and how often they occur, on both strands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motiflens.logos.figures import finish, new_axes
from motiflens.logos.letters import draw_logo
from motiflens.motifs.motif import Motif

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Kind = Literal["contribution", "contribution_rc", "probability", "probability_rc"]
KINDS: tuple[Kind, ...] = ("contribution", "contribution_rc", "probability", "probability_rc")

_INCHES_PER_BASE = 0.28
_MARGIN = 0.7
_HEIGHT = 2.0
_HEADROOM = 0.04


def motif_logo(motif: Motif, kind: Kind, background: ArrayLike) -> Figure:
    """Return a logo of the part of ``motif`` that is drawn.

    Parameters
    ----------
    motif
        What is drawn.
    kind
        ``contribution``: letters as high as the mean contribution of their base (CWM), in
        units of the output. ``probability``: letters as high as the base's frequency times the
        position's information, in bits. ``_rc``: the same on the other strand.
    background
        Frequencies of A, C, G and T against which information is counted.
    """
    if kind.startswith("contribution"):
        heights, unit = motif.drawn("contribution"), "contribution (output units)"
    else:
        heights, unit = information(motif.drawn("probability"), background), "information (bits)"
    title = f"{motif.name}\n{motif.n_seqlets:,} seqlets"
    if kind.endswith("_rc"):
        heights, title = heights[::-1, ::-1], f"{title}, reverse complement"
    figure, axes = new_axes(max(3.2, _MARGIN + _INCHES_PER_BASE * len(heights)), _HEIGHT)
    draw_logo(heights, axes)
    low, high = axes.get_ylim()
    if kind.startswith("probability"):
        low, high = 0, _most_information(background)
    axes.set_ylim(low, high + _HEADROOM * (high - low))
    axes.set_xticks(range(1, len(heights) + 1))
    finish(axes, title=title, x="position (bp)", y=unit)
    return figure


def information(probability: ArrayLike, background: ArrayLike) -> NDArray[np.float64]:
    """Return (w, 4) letter heights in bits: frequency times the position's relative entropy.

    Schneider and Stephens 1990, with the entropy relative to ``background`` (Stormo 1998).
    """
    from scipy.special import rel_entr

    frequencies = np.asarray(probability, dtype=np.float64)
    entropy = rel_entr(frequencies, np.asarray(background)).sum(axis=1, keepdims=True) / np.log(2)
    return np.asarray(frequencies * entropy, dtype=np.float64)


def _most_information(background: ArrayLike) -> float:
    """Return the height of a position that is always the base rarest in the background."""
    return float(-np.log2(np.min(background)))
