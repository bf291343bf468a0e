"""A small data set with something to learn, and options that train on it in a second or two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from motiflens.config import Train
from motiflens.sequences.onehot import encode
from motiflens.store.windows import Windows
from store.examples import make_windows

MOTIFS = {"A": "TTACCCGG", "B": "ATCACTAA"}
QUICK = Train(dataset="x", epochs=2, batch_size=16)


def planted(n: int = 120, seed: int = 0) -> Windows:
    """Return windows of 40 bp; those of a class hold its motif wherever they are shifted to."""
    windows = make_windows(n=n, seed=seed)
    codes = windows.codes.copy()
    rng = np.random.default_rng(seed)
    first, last = 2 * windows.max_offset, windows.window
    for column, motif in enumerate(MOTIFS.values()):
        for row in np.flatnonzero(windows.labels[:, column]):
            start = rng.integers(first, last - len(motif), endpoint=True)
            codes[row, start : start + len(motif)] = encode(motif)
    return replace(windows, codes=codes)
