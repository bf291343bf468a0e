"""Windows as a network is shown them: cut out of their context, on either strand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from motiflens.models.augmentation import Cuts, as_stored
from motiflens.sequences.onehot import reverse_complement
from motiflens.store.windows import Windows

_PIECE = 256


@dataclass(frozen=True)
class Cutter:
    """Cuts windows of a data set, and what is known of them.

    Attributes
    ----------
    windows
        In memory, or open in a file: only what is asked for is read.
    """

    windows: Windows

    def codes(self, cuts: Cuts) -> Tensor:
        """Return the bases (n, L), uint8."""
        found = _cut(self.windows.codes[cuts.rows], cuts.start, self.windows.window)
        found[cuts.flipped] = reverse_complement(found[cuts.flipped])
        return torch.from_numpy(found)

    def truth(self, cuts: Cuts) -> Tensor:
        """Return what is known, float32: (n, T) or, of profiles, (n, S, P)."""
        if self.windows.readout == "classes":
            return torch.from_numpy(self.windows.labels[cuts.rows].astype(np.float32))
        if self.windows.readout == "profiles":
            return self._reads(self.windows.profiles, cuts, _turned(self.windows.tracks))
        assert self.windows.values is not None
        return torch.from_numpy(self.windows.values[cuts.rows])

    def truths(self, rows: NDArray[np.int64]) -> Iterator[Tensor]:
        """Yield what is known of rows at their own offsets, some hundred windows at a time."""
        for part in np.array_split(rows, max(1, len(rows) // _PIECE)):
            yield self.truth(as_stored(self.windows, part))

    def control(self, cuts: Cuts) -> Tensor | None:
        """Return the reads of the control tracks (n, C, P), where there are some."""
        if self.windows.control is None:
            return None
        count = self.windows.control.shape[1]
        stranded = set(self.windows.tracks) == {2} and count % 2 == 0
        tracks = [2] * (count // 2) if stranded else [1] * count
        return self._reads(self.windows.control, cuts, _turned(tracks))

    def _reads(self, stored: Any, cuts: Cuts, turned: list[int]) -> Tensor:
        reads = _cut(stored[cuts.rows], cuts.start, self.windows.output_window)
        reads[cuts.flipped] = reads[cuts.flipped][:, turned, ::-1]
        return torch.from_numpy(reads)


def _cut(rows: NDArray[Any], start: NDArray[np.int64], length: int) -> NDArray[Any]:
    """Return (n, ..., length) of (n, ..., C), each from its ``start`` on."""
    columns = start[:, None] + np.arange(length)
    columns = columns.reshape(len(rows), *[1] * (rows.ndim - 2), length)
    return np.take_along_axis(rows, columns, axis=-1)


def _turned(tracks: Sequence[int]) -> list[int]:
    """Return the order of the tracks when the sequence is turned round: strands change places."""
    order: list[int] = []
    for count in tracks:
        order += reversed(range(len(order), len(order) + count))
    return order
