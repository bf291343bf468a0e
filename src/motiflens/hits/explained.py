"""How much of the contributions lies in hits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from motiflens.hits.blocks import Block
from motiflens.hits.calls import Calls
from motiflens.hits.kernels import Kernels

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class Explained:
    """Sums over windows that come block by block.

    Attributes
    ----------
    shares
        Of each window so far whose contributions are not all 0, the share of their size that lies
        in its hits.
    motifs
        (K,) size of the contributions in hits of each motif.
    whole
        Of all windows.
    """

    def __init__(self, motifs: int) -> None:
        self.shares: list[float] = []
        self.motifs = np.zeros(motifs)
        self.whole = 0.0

    def add(self, block: Block, calls: Calls, kernels: Kernels) -> None:
        """Count the windows of a block, and the hits in them."""
        size = np.abs(block.projected.sum(axis=1, dtype=np.float64))
        covered = np.zeros((len(self.motifs), *size.shape), dtype=bool)
        for window, kernel, start in zip(calls.window, calls.kernel, calls.start, strict=True):
            here = slice(max(start, 0), start + kernels.width[kernel])
            covered[kernel // 2, window - block.first, here] = True
        total = size.sum(axis=1)
        within = (size * covered.any(axis=0)).sum(axis=1)
        self.shares.extend((within[total > 0] / total[total > 0]).tolist())
        self.motifs += (size * covered).sum(axis=(1, 2))
        self.whole += float(total.sum())

    def quantiles(self) -> tuple[float, ...]:
        """Return `QUANTILES` of the shares; nothing where there are none."""
        if not self.shares:
            return ()
        return tuple(float(value) for value in np.quantile(self.shares, QUANTILES))

    def by_motif(self) -> NDArray[np.float64]:
        """Return (K,) share of all windows' contributions in hits of each motif."""
        return self.motifs / (self.whole or 1)
