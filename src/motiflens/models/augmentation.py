"""What varies from epoch to epoch about a window: where it begins, and which strand is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.onehot import reverse_complement


@dataclass(frozen=True)
class Augmentation:
    """Cut windows out of their context, each anew.

    Attributes
    ----------
    window
        Length of a window in bp.
    max_offset
        A shifted window begins anywhere in ``0 .. 2 * max_offset``.
    shift
        Whether windows are shifted; otherwise they begin at their own offset.
    reverse_complement
        Whether half of them, at random, are read from the other strand.
    """

    window: int
    max_offset: int
    shift: bool
    reverse_complement: bool

    def __call__(
        self, codes: NDArray[np.uint8], offset: NDArray[np.int32], rng: np.random.Generator
    ) -> NDArray[np.uint8]:
        """Return windows (N, window) of contexts (N, C) whose own offsets are (N,)."""
        n = len(codes)
        start = rng.integers(0, 2 * self.max_offset, n, endpoint=True) if self.shift else offset
        columns = start[:, None] + np.arange(self.window)
        windows = np.take_along_axis(codes, columns, axis=1)
        if self.reverse_complement:
            flipped = rng.random(n) < 0.5
            windows[flipped] = reverse_complement(windows[flipped])
        return windows
