"""What every kind of reference becomes: groups of sequences, and the references of each group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class References:
    """References of N sequences, K of each. Sequences of one group share theirs.

    Attributes
    ----------
    count
        K.
    group
        (N,) int64: the group that each sequence belongs to. Groups are numbered from 0 on
        without a gap. On the CPU.
    make
        From numbers of groups, (g,) int64, to their references, (g, K, 4, L) in precision and
        on the device of the sequences. They are made when asked for and not kept, and depend on
        the group alone. A column of zeros stands for an N, as in the sequences themselves.
    name
        What was asked for: a name of the table, ``frequencies`` or ``tensor``.
    """

    count: int
    group: Tensor
    make: Callable[[Tensor], Tensor]
    name: str

    @property
    def groups(self) -> int:
        """Return how many groups there are."""
        return int(self.group.max()) + 1

    @property
    def shared(self) -> bool:
        """Return whether sequences share references: what is computed at them is worth keeping."""
        return self.groups < len(self.group)


@dataclass(frozen=True)
class Request:
    """What is asked of the maker of a named reference.

    Attributes
    ----------
    name
        The row of the table.
    x
        The sequences, (N, 4, L).
    count
        How many references of each sequence, where its kind has several.
    seed
        Seed of what is drawn.
    pool
        (P, 4, L) sequences to draw references from, or None.
    frequencies
        (4,) of A, C, G and T where x comes from, or None: those of x.
    """

    name: str
    x: Tensor
    count: int
    seed: int
    pool: Tensor | None
    frequencies: Tensor | None


def one_for_all(name: str, column: Tensor, x: Tensor) -> References:
    """Return the reference that has ``column`` (4,) at every position, for all of x (N, 4, L)."""
    return _columns(name, column[None], torch.zeros(len(x), dtype=torch.int64), x)


def one_each(name: str, columns: Tensor, x: Tensor) -> References:
    """Return the references that have ``columns`` (N, 4) at every position of x (N, 4, L)."""
    return _columns(name, columns, torch.arange(len(x)), x)


def _columns(name: str, columns: Tensor, group: Tensor, x: Tensor) -> References:
    placed, length = columns.to(x)[:, None, :, None], x.shape[2]

    def make(groups: Tensor) -> Tensor:
        return placed[groups.to(placed.device)].expand(-1, -1, -1, length)

    return References(count=1, group=group, make=make, name=name)
