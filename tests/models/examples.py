"""A small data set with something to learn, and options that train on it in a second or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from motiflens.config import Train
from motiflens.models.architectures import build
from motiflens.models.saving import save_model
from motiflens.models.shape import Shape
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


def save_untrained(folder: Path, tasks: Sequence[str] = ("A", "B"), length: int = 40) -> nn.Module:
    """Write an untrained network, always the same one, as a model; return it."""
    torch.manual_seed(0)
    network = build("small-cnn", Shape(length, len(tasks)))
    shape = Shape(length, len(tasks))
    save_model(folder, network, tasks=tasks, shape=shape, architecture="small-cnn")
    return network
