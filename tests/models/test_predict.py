"""Logits in batches."""

from __future__ import annotations

import numpy as np
import torch

from motiflens.models.architectures import build
from motiflens.models.predict import predict
from motiflens.models.shape import Shape
from motiflens.sequences.onehot import one_hot

CPU = torch.device("cpu")


def _codes(n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 5, (n, 40)).astype(np.uint8)


def test_it_is_the_model_in_eval_mode() -> None:
    torch.manual_seed(0)
    network = build("small-cnn", Shape(40, 2)).train()
    codes = _codes(50)
    logits = predict(network, codes, CPU, batch_size=7)
    assert logits.dtype == np.float32
    assert logits.shape == (50, 2)
    with torch.no_grad():
        expected = network.eval()(torch.from_numpy(one_hot(codes))).numpy()
    np.testing.assert_allclose(logits, expected, rtol=1e-5, atol=1e-6)


def test_batches_begin_at_multiples_of_their_size() -> None:
    sizes: list[int] = []

    class Spy(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            sizes.append(len(x))
            return x.sum(dim=2)[:, :1]

    predict(Spy(), _codes(23), CPU, batch_size=10)
    assert sizes == [10, 10, 3]


def test_no_graph_is_kept() -> None:
    seen: list[bool] = []

    class Spy(torch.nn.Linear):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y = super().forward(x.flatten(1))
            seen.append(y.requires_grad)
            return y

    predict(Spy(160, 1), _codes(3), CPU)
    assert seen == [False]
