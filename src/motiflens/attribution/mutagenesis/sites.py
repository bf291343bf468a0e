"""Positions that are mutated, and what is put there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Sites:
    """Columns of sequences, for each of which the same number of bases is tried.

    Attributes
    ----------
    sequence, position
        (Q,) each, on the CPU: where the columns are, in the order of the positions.
    bases
        (Q, B), on the CPU: which bases are put there.
    """

    sequence: Tensor
    position: Tensor
    bases: Tensor

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.sequence)

    def split(self, count: int) -> Iterator[Sites]:
        """Yield the sites in pieces of up to ``count``."""
        pieces = (torch.split(part, count) for part in (self.sequence, self.position, self.bases))
        for sequence, position, bases in zip(*pieces, strict=True):
            yield Sites(sequence, position, bases)

    def changes(self, x: Tensor) -> Tensor:
        """Return by how much each column of x (N, 4, L) changes, (Q, B, 4)."""
        there = x[self.sequence, :, self.position]
        return torch.eye(4, dtype=x.dtype, device=x.device)[self.bases] - there[:, None]

    def mutants(self, x: Tensor) -> Tensor:
        """Return the mutated sequences, (Q * B, 4, L)."""
        tried = self.bases.shape[1]
        mutated = x[self.sequence].repeat_interleave(tried, 0)
        rows = torch.arange(len(mutated))
        mutated[rows, :, self.position.repeat_interleave(tried)] = torch.eye(
            4, dtype=x.dtype, device=x.device
        )[self.bases.flatten()]
        return mutated


def sites_of(x: Tensor) -> list[Sites]:
    """Return every position of x (N, 4, L), with all bases that are not there already.

    Those that hold one base come first, three bases each; then those that hold none or parts of
    several, such as an N that was filled with frequencies, four bases each.
    """
    columns = x.transpose(0, 2).cpu()  # (L, 4, N): positions vary slowest
    there = columns == 1
    known = there.any(1) & ((columns != 0).sum(1) == 1)
    found = []
    for chosen, tried in ((known, 3), (~known, 4)):
        position, sequence = torch.nonzero(chosen, as_tuple=True)
        if len(position):
            other = ~(there & known[:, None])[position, :, sequence]
            bases = torch.nonzero(other)[:, 1].view(-1, tried)
            found.append(Sites(sequence, position, bases))
    return found


def effects_at(
    x: Tensor, baseline: Tensor, outputs: Callable[[Sites], Iterator[tuple[Sites, Tensor]]]
) -> Tensor:
    """Return the effects of all mutations, zero for the base that is there, (T, N, 4, L).

    Parameters
    ----------
    x
        (N, 4, L).
    baseline
        (N, T): the outputs at x.
    outputs
        Returns piece by piece sites, and the outputs of their mutants, (Q, B, T).
    """
    effects = x.new_zeros(baseline.shape[1], *x.shape)
    for sites in sites_of(x):
        for piece, found in outputs(sites):
            change = (found - baseline[piece.sequence, None]).permute(2, 0, 1)
            where = piece.sequence[:, None], piece.bases, piece.position[:, None]
            effects[(slice(None), *where)] = change
    return effects
