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


def with_values(n: int = 900) -> Windows:
    """Activities that a motif raises; some are not known."""
    windows = planted(n)
    rng = np.random.default_rng(0)
    values = (2 * windows.labels + rng.normal(0, 0.3, windows.labels.shape)).astype(np.float32)
    values[::17, 0] = np.nan
    return replace(windows, readout="values", values=values)


def with_counts(n: int = 900) -> Windows:
    windows = planted(n)
    reads = np.random.default_rng(0).poisson(3 + 60 * windows.labels).astype(np.float32)
    return replace(windows, readout="counts", values=reads)


def with_profiles(n: int = 900, controls: int = 0) -> Windows:
    """Reads round a motif: a task of both strands, and one of a single track."""
    windows = planted(n)
    rng = np.random.default_rng(0)
    rates = np.full((n, 3, 30 + 2 * windows.max_offset), 0.1)
    for row, label in enumerate(windows.labels):
        rates[row, :2, 10:25] += 4 * label[0]
        rates[row, 2, 10:25] += 4 * label[1]
    return replace(
        windows,
        readout="profiles",
        profiles=rng.poisson(rates).astype(np.float32),
        control=rng.poisson(rates[:, :controls]).astype(np.float32) if controls else None,
        tracks=(2, 1),
        output_window=30,
    )


def save_untrained(folder: Path, tasks: Sequence[str] = ("A", "B"), length: int = 40) -> nn.Module:
    """Write an untrained network, always the same one, as a model; return it."""
    torch.manual_seed(0)
    network = build("small-cnn", Shape(length, len(tasks)))
    shape = Shape(length, len(tasks))
    save_model(folder, network, tasks=tasks, shape=shape, architecture="small-cnn")
    return network
