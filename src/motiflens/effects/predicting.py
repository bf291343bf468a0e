"""The explained number of many sequences, as the mean over the folds of a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from motiflens.attribution.outputs import targets_of
from motiflens.attribution.targets import TargetFunction
from motiflens.errors import ModelError

Codes = NDArray[np.uint8]
Values = NDArray[np.float64]
Progress = Callable[[float, int], None]


@dataclass
class Predictor:
    """Calls the model, and counts how often.

    Attributes
    ----------
    models
        The folds with what is explained of each.
    device, batch_size
        Where to compute, and how many sequences at a time.
    total
        How many sequences there will be.
    progress
        Called with the number of sequences done and of all.
    """

    models: Sequence[tuple[nn.Module, TargetFunction]]
    device: torch.device
    batch_size: int
    total: int
    progress: Progress | None = None
    done: int = field(default=0, init=False)

    def __call__(self, codes: Codes) -> Values:
        """Return the outputs (...) of sequences (..., L).

        Raises
        ------
        ModelError
            Where one is not finite.
        """
        flat = torch.from_numpy(np.ascontiguousarray(codes.reshape(-1, codes.shape[-1])))
        found = np.concatenate([self._mean(part) for part in torch.split(flat, self.batch_size)])
        if not np.isfinite(found).all():
            raise ModelError(
                f"the model's output for {int((~np.isfinite(found)).sum())} of {len(found)} "
                "sequences is not a finite number",
                fix="look for NaN or infinite weights in the model",
                where="the model",
            )
        return found.reshape(codes.shape[:-1])

    def _mean(self, codes: torch.Tensor) -> Values:
        outputs = [
            targets_of(model, codes, [target], self.device, self.batch_size)[:, 0]
            for model, target in self.models
        ]
        self.done += len(codes)
        if self.progress is not None:
            self.progress(self.done, self.total)
        return np.asarray(np.mean(outputs, axis=0, dtype=np.float64))
