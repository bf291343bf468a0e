"""What a source makes of outputs in its own predictions."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray


def activated(values: NDArray[np.float32], activation: str | None) -> NDArray[np.float64]:
    """Return outputs (N, T) after ``sigmoid``, ``softmax`` over the tasks, or as they are."""
    exact = torch.from_numpy(values.astype(np.float64))
    if activation == "sigmoid":
        exact = exact.sigmoid()
    elif activation == "softmax":
        exact = exact.softmax(dim=1)
    return exact.numpy()
