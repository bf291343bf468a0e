"""Sequences with and without a motif, and a short training on them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from models.examples import MOTIFS
from motiflens.models.encoding import one_hot
from motiflens.sequences.onehot import encode


def planted(n: int, length: int, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return one-hot sequences (n, 4, length) and labels (n, 1): every other one has a motif."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 4, (n, length)).astype(np.uint8)
    motif = encode(MOTIFS["A"])
    for row in range(0, n, 2):
        start = rng.integers(0, length - len(motif), endpoint=True)
        codes[row, start : start + len(motif)] = motif
    labels = torch.arange(n).remainder(2).eq(0).float().unsqueeze(1)
    return one_hot(torch.from_numpy(codes)), labels


def losses(
    network: nn.Module, x: Tensor, labels: Tensor, *, size: int, rate: float
) -> Iterator[float]:
    """Yield the loss of each batch of ``size``, each followed by a step, for ever."""
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate)
    while True:
        for rows in torch.randperm(len(x)).split(size):
            optimizer.zero_grad()
            loss = binary_cross_entropy_with_logits(network(x[rows]), labels[rows])
            loss.backward()
            optimizer.step()
            yield loss.item()
