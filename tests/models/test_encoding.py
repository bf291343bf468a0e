"""One-hot encoding on the device."""

from __future__ import annotations

import numpy as np
import torch

from motiflens.models.encoding import one_hot
from motiflens.sequences import onehot


def test_it_is_that_of_the_sequences() -> None:
    codes = np.random.default_rng(0).integers(0, 5, (7, 30)).astype(np.uint8)
    encoded = one_hot(torch.from_numpy(codes))
    assert encoded.dtype == torch.float32
    np.testing.assert_array_equal(encoded.numpy(), onehot.one_hot(codes))
