"""The windows of a data set, as batches to train on and to validate with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from lightning.pytorch import LightningDataModule
from numpy.typing import NDArray
from torch import Tensor

from motiflens.config import Train
from motiflens.models.anchoring import draw_weights, n_anchors
from motiflens.models.augmentation import Cuts, as_stored, drawn
from motiflens.models.cutting import Cutter
from motiflens.models.prefetch import ahead
from motiflens.store.windows import Windows

_VALIDATION_BATCH = 256


class Anchors(NamedTuple):
    """Negatives (K, L) uint8, and the share (K,) of each that an anchor keeps."""

    codes: Tensor
    weights: Tensor


class Batch(NamedTuple):
    """Windows (N, L) uint8, what is known of them, and the anchors that go with them.

    ``truth`` is (N, T) or, of profiles, (N, S, P); ``control`` is (N, C, P), or None.
    """

    codes: Tensor
    truth: Tensor
    control: Tensor | None
    anchors: Anchors | None


class TrainingBatches:
    """The training windows of one epoch, in an order of its own, cut and turned anew.

    Batches hold ``options.batch_size`` windows, or a few more: what is left over is spread over
    them, since batch normalisation over a small last batch would be noise. Anchors are made of
    windows without any label; where the data has none of those, every anchor is the reference
    itself.

    Parameters
    ----------
    windows, options
        The data set, and how it is trained on.
    epoch
        Number of the epoch. What is drawn depends on it and on ``options.seed`` alone, so that
        training can go on at any epoch.
    rank, processes
        Which part of each batch is wanted, where several processes share it.
    """

    def __init__(
        self, windows: Windows, options: Train, epoch: int, rank: int = 0, processes: int = 1
    ) -> None:
        self._cutter = Cutter(windows)
        self._options = options
        self._rows = windows.rows_of("train")
        self._negatives = windows.negatives("train")
        self._n_batches = max(1, len(self._rows) // options.batch_size)
        self._epoch = epoch
        self._part = slice(rank, None, processes)

    def __len__(self) -> int:
        """Return the number of batches."""
        return self._n_batches

    def __iter__(self) -> Iterator[Batch]:
        """Draw the batches, each while the network works on the one before."""
        return ahead(self._draw())

    def _draw(self) -> Iterator[Batch]:
        rng = np.random.default_rng([self._options.seed, self._epoch])
        for rows in np.array_split(rng.permutation(self._rows), self._n_batches):
            cuts = self._cut(rows, rng)
            anchors = self._anchors(n_anchors(len(rows)), rng) if self._options.anchor else None
            yield Batch(
                self._cutter.codes(cuts),
                self._cutter.truth(cuts),
                self._cutter.control(cuts),
                anchors,
            )

    def _cut(self, rows: NDArray[np.int64], rng: np.random.Generator) -> Cuts:
        cuts = drawn(
            self._cutter.windows,
            rows,
            rng,
            shift=self._options.shift,
            reverse_complement=self._options.reverse_complement,
        )
        return Cuts(cuts.rows[self._part], cuts.start[self._part], cuts.flipped[self._part])

    def _anchors(self, n: int, rng: np.random.Generator) -> Anchors:
        weights = draw_weights(n, rng)
        pool = self._negatives
        if not len(pool):
            pool, weights = self._rows, np.zeros_like(weights)
        codes = self._cutter.codes(self._cut(rng.choice(pool, n), rng))
        return Anchors(codes, torch.from_numpy(weights[self._part]))


class ValidationBatches:
    """Windows of a split as they are stored, in order, without anchors."""

    def __init__(self, windows: Windows, split: str) -> None:
        self._cutter = Cutter(windows)
        self._rows = windows.rows_of(split)

    def __len__(self) -> int:
        """Return the number of batches."""
        return -(-len(self._rows) // _VALIDATION_BATCH)

    def __iter__(self) -> Iterator[Batch]:
        """Read the batches, each while the network works on the one before."""
        return ahead(self._read())

    def _read(self) -> Iterator[Batch]:
        for first in range(0, len(self._rows), _VALIDATION_BATCH):
            rows = self._rows[first : first + _VALIDATION_BATCH]
            cuts = as_stored(self._cutter.windows, rows)
            codes, truth = self._cutter.codes(cuts), self._cutter.truth(cuts)
            yield Batch(codes, truth, self._cutter.control(cuts), None)


class WindowBatches(LightningDataModule):
    """Training batches, new ones for each epoch, and validation windows as they are stored."""

    def __init__(self, windows: Windows, options: Train) -> None:
        super().__init__()
        self._windows = windows
        self._options = options

    def train_dataloader(self) -> TrainingBatches:
        """Return the batches of the epoch that begins."""
        trainer = self.trainer
        assert trainer is not None
        return TrainingBatches(
            self._windows,
            self._options,
            trainer.current_epoch,
            trainer.global_rank,
            trainer.world_size,
        )

    def val_dataloader(self) -> ValidationBatches:
        """Return the validation windows."""
        return ValidationBatches(self._windows, "validation")
