"""What methods that sample draw: the same for a sequence in any batch, order and place."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from motiflens.sequences.own_bits import OwnBits


class Draws:
    """Random numbers of n sequences, each its own; every call goes on where the last ended.

    They are drawn for the strand that comes first in the alphabet, so that a sequence and its
    reverse complement draw the same, turned around. Of each column only the largest element
    counts, so that precision does not.

    Parameters
    ----------
    seed
        Another one gives other numbers.
    parts
        (n, 4, L) each: the sequences, and what else the numbers depend on.
    """

    def __init__(self, seed: int, *parts: Tensor) -> None:
        codes = torch.cat([part.argmax(1) for part in parts], 1)
        other = torch.cat([part.flip((1, 2)).argmax(1) for part in parts], 1)
        first = (codes != other).to(torch.uint8).argmax(1, keepdim=True)
        self._turned = (other.gather(1, first) < codes.gather(1, first))[:, 0]
        keys = torch.where(self._turned[:, None], other, codes).to(torch.uint8)
        self._bits = OwnBits(keys.cpu().numpy(), seed)

    def uniform(self, *sizes: int) -> Tensor:
        """Return (n, *sizes) numbers between 0 and 1, neither included, in float64."""
        bits = self._bits.take(math.prod(sizes)) >> np.uint64(11)
        numbers = (bits.astype(np.float64) + 0.5) * 2.0**-53
        return torch.from_numpy(numbers).view(-1, *sizes).to(self._turned.device)

    def normal(self, count: int, length: int) -> Tensor:
        """Return (n, count, 4, length) numbers of the standard normal distribution."""
        return self._turn(torch.special.ndtri(self.uniform(count, 4, length)), (2, 3))

    def ranks(self, count: int, players: int) -> Tensor:
        """Return (n, count, players): the place of each player in ``count`` random orders."""
        return self._turn(self.uniform(count, players).argsort(2).argsort(2), (2,))

    def _turn(self, drawn: Tensor, dims: tuple[int, ...]) -> Tensor:
        chosen = self._turned.view(-1, *[1] * (drawn.dim() - 1))
        return torch.where(chosen, drawn.flip(dims), drawn)
