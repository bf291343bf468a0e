"""One-hot encoding on the device, so that only a byte a base travels there."""

from __future__ import annotations

import torch
from torch import Tensor


def one_hot(codes: Tensor) -> Tensor:
    """Return ``codes`` (N, L), uint8 with A C G T N as 0 to 4, as float32 (N, 4, L).

    The column of an N is zero. `motiflens.sequences.onehot.one_hot` is the same for NumPy.
    """
    bases = torch.arange(4, dtype=codes.dtype, device=codes.device)
    return (codes.unsqueeze(1) == bases.view(1, 4, 1)).to(torch.float32)
