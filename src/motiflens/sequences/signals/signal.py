"""What all files of reads say alike: how many reads lie on each base of a stretch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class Signal(Protocol):
    """Reads on each base of a genome, in one track or several."""

    @property
    def tracks(self) -> int:
        """How many rows `reads` returns."""

    def reads(self, chrom: str, start: int, end: int) -> NDArray[np.float32]:
        """Return (tracks, end - start) of a stretch that lies on the chromosome."""


class SignalFile(Signal, Protocol):
    """A signal from one file: one track, or two for the + and the - strand."""

    @property
    def path(self) -> str:
        """The file."""

    @property
    def chromosomes(self) -> Mapping[str, int | None]:
        """Chromosomes that the file tells of, and their lengths where it holds them."""


@dataclass(frozen=True)
class Counting:
    """Which reads count, and where.

    Attributes
    ----------
    shift
        Bases by which a 5' end on the + strand, and one on the - strand, is moved to the right
        on the genome.
    min_mapq
        Alignments of a lower mapping quality are left out; BAM only.
    keep_duplicates
        Whether reads marked as duplicates count; of fragments, whether one counts as often as
        its column 5 says.
    """

    shift: tuple[int, int] = (0, 0)
    min_mapq: int = 0
    keep_duplicates: bool = False

    def reach(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch in which 5' ends lie that are moved into ``start .. end``."""
        return max(start - max(self.shift), 0), max(end - min(self.shift), 0)


def pile_up(
    position: NDArray[np.integer[Any]], weight: NDArray[np.float64] | None, start: int, end: int
) -> NDArray[np.float32]:
    """Return (end - start,) how many positions, or what weight of them, lie on each base."""
    inside = (position >= start) & (position < end)
    weight = None if weight is None else weight[inside]
    return np.bincount(position[inside] - start, weight, end - start).astype(np.float32)
