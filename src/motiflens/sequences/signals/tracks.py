"""Signals made of others: strands side by side or added, and replicates added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.signals.signal import Signal


@dataclass(frozen=True)
class Stacked:
    """The tracks of several signals, one after the other."""

    parts: Sequence[Signal]

    @property
    def tracks(self) -> int:
        """How many there are of all parts."""
        return sum(part.tracks for part in self.parts)

    def reads(self, chrom: str, start: int, end: int) -> NDArray[np.float32]:
        """Return (tracks, end - start) of a stretch."""
        return np.concatenate([part.reads(chrom, start, end) for part in self.parts])


@dataclass(frozen=True)
class Summed:
    """Signals of as many tracks each, added: the replicates of a sample."""

    parts: Sequence[Signal]

    @property
    def tracks(self) -> int:
        """How many each part has."""
        return self.parts[0].tracks

    def reads(self, chrom: str, start: int, end: int) -> NDArray[np.float32]:
        """Return (tracks, end - start) of a stretch."""
        total = self.parts[0].reads(chrom, start, end)
        for part in self.parts[1:]:
            total = total + part.reads(chrom, start, end)
        return total


@dataclass(frozen=True)
class BothStrands:
    """The tracks of a signal, added: reads whatever their strand."""

    part: Signal
    tracks = 1

    def reads(self, chrom: str, start: int, end: int) -> NDArray[np.float32]:
        """Return (1, end - start) of a stretch."""
        return np.asarray(self.part.reads(chrom, start, end).sum(axis=0, keepdims=True))
