"""Examples that teach a network what to say of a reference that is no DNA.

DeepLIFT explains f(x) - f(r). Where r holds the expected frequencies of A, C, G and T at every
position, no training sequence resembles it, and f(r) may be anything, even more than f of nearly
every positive; the scores add up all the same. So each batch gets examples labelled "none of the
classes": the reference itself, and real negatives drawn towards it.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

WINDOWS_PER_ANCHOR = 8
"""One anchor for so many windows of a batch: 8 for a batch of 64."""


def n_anchors(n_windows: int) -> int:
    """Return how many anchors go with a batch of ``n_windows``; at least one."""
    return max(1, n_windows // WINDOWS_PER_ANCHOR)


def draw_weights(n: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return (n,) shares of the negative in each anchor: 0 for the first, else uniform on (0, 1).

    With the share 0 an anchor is the reference itself.
    """
    weights = rng.random(n, dtype=np.float32)
    weights[0] = 0
    return weights


def towards_reference(x: Tensor, weights: Tensor, reference: Tensor) -> Tensor:
    """Return ``weights * x + (1 - weights) * reference``, the anchors.

    Parameters
    ----------
    x
        (n, 4, L) one-hot negatives. A column of zeros, an N, counts as the reference.
    weights
        (n,) in 0 to 1.
    reference
        (4,) frequencies of A, C, G and T.

    Returns
    -------
    (n, 4, L), every column a distribution over the bases.
    """
    column = reference.view(1, 4, 1)
    known = x.sum(dim=1, keepdim=True)
    return torch.lerp(column.expand_as(x), x, weights.view(-1, 1, 1) * known)
