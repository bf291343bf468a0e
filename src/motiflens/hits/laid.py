"""Where hits lie in their windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.hits.calls import Calls
from motiflens.hits.kernels import Kernels

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Laid:
    """Hits as the statistics see them; arrays are (h,).

    Attributes
    ----------
    window
        Row of the window.
    motif
        Number of the motif.
    reverse
        Whether it reads on the - strand.
    centre
        Twice the place of its middle in the window, which may lie between two bases.
    width
        (K,) of each motif, in bp.
    length
        Of the windows.
    """

    window: Integers
    motif: Integers
    reverse: NDArray[np.bool_]
    centre: Integers
    width: Integers
    length: int


def laid(calls: Calls, kernels: Kernels, length: int) -> Laid:
    """Return hits by window, and within it from left to right."""
    centre = 2 * calls.start + kernels.width[calls.kernel] - 1
    order = np.lexsort([centre, calls.window])
    kernel = calls.kernel[order]
    return Laid(
        calls.window[order], kernel // 2, kernel % 2 == 1, centre[order], kernels.width[::2], length
    )
