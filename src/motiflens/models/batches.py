"""The windows of a data set, as batches to train on and to validate with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from lightning.pytorch import LightningDataModule
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset

from motiflens.config import Train
from motiflens.models.anchoring import draw_weights, n_anchors
from motiflens.models.augmentation import Augmentation
from motiflens.store.windows import SPLITS, Windows

_VALIDATION_BATCH = 256


class Anchors(NamedTuple):
    """Negatives (K, L) uint8, and the share (K,) of each that an anchor keeps."""

    codes: Tensor
    weights: Tensor


class Batch(NamedTuple):
    """Windows (N, L) uint8, their labels (N, T) float32, and the anchors that go with them."""

    codes: Tensor
    labels: Tensor
    anchors: Anchors | None


class TrainingBatches:
    """The training windows in a new order, cut and turned anew, each time it is iterated.

    Batches hold ``options.batch_size`` windows, or a few more: what is left over is spread over
    them, since batch normalisation over a small last batch would be noise. Anchors are made of
    windows of no class; where the data has none of those, every anchor is the reference itself.
    """

    def __init__(self, windows: Windows, options: Train) -> None:
        rows = split_rows(windows, "train")
        self._codes = windows.codes
        self._offset = windows.offset
        self._labels = windows.labels.astype(np.float32)
        self._rows = rows
        self._negatives = rows[~windows.labels[rows].any(axis=1)]
        self._anchor = options.anchor
        self._n_batches = max(1, len(rows) // options.batch_size)
        self._rng = np.random.default_rng(options.seed)
        self._augment = Augmentation(
            windows.window, windows.max_offset, options.shift, options.reverse_complement
        )

    def __len__(self) -> int:
        """Return the number of batches."""
        return self._n_batches

    def __iter__(self) -> Iterator[Batch]:
        """Draw the batches of an epoch."""
        for rows in np.array_split(self._rng.permutation(self._rows), self._n_batches):
            anchors = self._draw_anchors(n_anchors(len(rows))) if self._anchor else None
            yield Batch(self._cut(rows), torch.from_numpy(self._labels[rows]), anchors)

    def _cut(self, rows: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(self._augment(self._codes[rows], self._offset[rows], self._rng))

    def _draw_anchors(self, n: int) -> Anchors:
        weights = draw_weights(n, self._rng)
        pool = self._negatives
        if not len(pool):
            pool, weights = self._rows, np.zeros_like(weights)
        return Anchors(self._cut(self._rng.choice(pool, n)), torch.from_numpy(weights))


class WindowBatches(LightningDataModule):
    """Training batches, and validation windows as they are stored."""

    def __init__(self, windows: Windows, options: Train) -> None:
        super().__init__()
        self._windows = windows
        self._options = options

    def train_dataloader(self) -> TrainingBatches:
        """Return the training batches; the order depends on ``options.seed`` alone."""
        return TrainingBatches(self._windows, self._options)

    def val_dataloader(self) -> DataLoader[tuple[Tensor, ...]]:
        """Return the validation windows at their own offsets, on their own strand, in order."""
        rows = split_rows(self._windows, "validation")
        codes = torch.from_numpy(self._windows.window_codes()[rows])
        labels = torch.from_numpy(self._windows.labels[rows].astype(np.float32))
        return DataLoader(TensorDataset(codes, labels), batch_size=_VALIDATION_BATCH)


def split_rows(windows: Windows, split: str) -> NDArray[np.int64]:
    """Return the rows of the split named ``split``."""
    return np.flatnonzero(windows.split == SPLITS.index(split)).astype(np.int64)
