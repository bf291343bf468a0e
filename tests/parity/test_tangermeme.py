"""DeepLIFT beside tangermeme's, on modules that both treat by the Rescale rule.

tangermeme is not among motiflens' dependencies: `make parity` brings it into an environment of its
own, and elsewhere these tests skip.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

import motiflens

pytest.importorskip("tangermeme", reason="tangermeme is not installed here; see `make parity`")
from tangermeme.deep_lift_shap import deep_lift_shap

LENGTH = 60

ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "leaky-relu": lambda: nn.LeakyReLU(0.2),
    "sigmoid": nn.Sigmoid,
    "silu": nn.SiLU,
    "softplus": nn.Softplus,
    "tanh": nn.Tanh,
}


class Dilated(nn.Module):
    """A residual net of dilated convolutions; each use of an activation is a module of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv1d(4, 8, 7, padding=3), nn.ReLU())
        self.layers = nn.ModuleList(
            nn.Sequential(nn.Conv1d(8, 8, 3, padding=2**i, dilation=2**i), nn.ReLU())
            for i in range(1, 4)
        )
        self.head = nn.Linear(8, 2)

    def forward(self, x: Tensor) -> Tensor:
        h = self.first(x)
        for layer in self.layers:
            h = h + layer(h)
        return self.head(h.mean(-1))


def flat(activation: Callable[[], nn.Module]) -> nn.Module:
    return nn.Sequential(
        nn.Conv1d(4, 6, 5), activation(), nn.Flatten(), nn.Linear(6 * 56, 5), activation(),
        nn.Linear(5, 2),
    )  # fmt: skip


def pooled() -> nn.Module:
    """Convolution, batch norm, max-pooling whose windows do not overlap, and dense layers."""
    return nn.Sequential(
        nn.Conv1d(4, 6, 7, padding=3), nn.BatchNorm1d(6), nn.ReLU(), nn.MaxPool1d(4), nn.Flatten(),
        nn.Linear(90, 8), nn.ReLU(), nn.Linear(8, 2),
    )  # fmt: skip


MODELS: dict[str, Callable[[], nn.Module]] = {
    **{name: lambda made=made: flat(made) for name, made in ACTIVATIONS.items()},  # type: ignore[misc]
    "batch norm and max-pooling": pooled,
    "dilated residual": Dilated,
}


def sequences(count: int, seed: int) -> Tensor:
    drawn = torch.randint(0, 4, (count, LENGTH), generator=torch.Generator().manual_seed(seed))
    return torch.eye(4, dtype=torch.float64)[drawn].transpose(1, 2).contiguous()


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("target", [0, 1])
def test_deepshap_agrees_over_the_same_references(name: str, target: int) -> None:
    torch.manual_seed(3)
    model = MODELS[name]().double()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
    model.eval()
    x, references = sequences(3, seed=1), sequences(12, seed=2).view(3, 4, 4, LENGTH)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tangermeme's own making
        theirs = deep_lift_shap(
            model, x, references=references, target=target, hypothetical=True,
            device="cpu", dtype=torch.float64,
        )  # fmt: skip
    ours = motiflens.explain(model, x, method="deepshap", reference=references, target=target)
    torch.testing.assert_close(ours.hypothetical, theirs, rtol=0, atol=1e-10 * theirs.abs().max())
