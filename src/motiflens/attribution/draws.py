"""What methods that sample draw: the same for a sequence in any batch, order and place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from motiflens.sequences.own_bits import own_bits


@dataclass(frozen=True)
class Draws:
    """Random numbers of n sequences, each its own.

    They are drawn for the strand that comes first in the alphabet, so that a sequence and its
    reverse complement draw the same, turned around.

    Attributes
    ----------
    keys
        (n, m) uint8: what the numbers of each are drawn by.
    turned
        (n,) whether it is the other strand that they are drawn for.
    seed
        Another one gives other numbers.
    """

    keys: NDArray[np.uint8]
    turned: Tensor
    seed: int

    def uniform(self, *sizes: int) -> Tensor:
        """Return (n, *sizes) numbers between 0 and 1, neither included, in float64."""
        bits = own_bits(self.keys, int(np.prod(sizes)), self.seed)
        numbers = ((bits >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
        return torch.from_numpy(numbers).view(-1, *sizes).to(self.turned.device)

    def normal(self, count: int, length: int) -> Tensor:
        """Return (n, count, 4, length) numbers of the standard normal distribution."""
        drawn = torch.special.ndtri(self.uniform(count, 4, length))
        return self._turn(drawn, (2, 3))

    def ranks(self, count: int, players: int) -> Tensor:
        """Return (n, count, players): the place of each player in ``count`` random orders."""
        drawn = self.uniform(count, players).argsort(2).argsort(2)
        return self._turn(drawn, (2,))

    def _turn(self, drawn: Tensor, dims: tuple[int, ...]) -> Tensor:
        chosen = self.turned.view(-1, *[1] * (drawn.dim() - 1))
        return torch.where(chosen, drawn.flip(dims), drawn)


def draws_for(seed: int, *parts: Tensor) -> Draws:
    """Return the draws of sequences, (n, 4, L), or of sequences each with its reference.

    Of each column only its largest element counts, so that precision does not.
    """
    codes = torch.cat([part.argmax(1) for part in parts], 1)
    other = torch.cat([part.flip((1, 2)).argmax(1) for part in parts], 1)
    differ = codes != other
    first = differ.to(torch.uint8).argmax(1, keepdim=True)
    turned = (other.gather(1, first) < codes.gather(1, first))[:, 0]
    keys = torch.where(turned[:, None], other, codes).to(torch.uint8).cpu().numpy()
    return Draws(keys, turned, seed)
