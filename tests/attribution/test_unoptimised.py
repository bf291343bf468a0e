"""Whatever makes a walk fast changes nothing: scores equal those of the plain one in float64."""

from __future__ import annotations

import functools
from contextlib import nullcontext

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from attribution.networks import FREQUENCIES, one_hot, settle
from attribution.unoptimised import unoptimised
from motiflens.attribution.engine import Subject
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.methods import METHODS
from motiflens.attribution.result import Attribution

LENGTH = 61
METHODS_THAT_WALK = [name for name, row in METHODS.items() if row.rules]


class Pooled(nn.Module):
    """As Basset: batch norms that fold, ReLUs read by pools that do and don't adjoin."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(4, 9, 5, padding=2), nn.BatchNorm1d(9), nn.ReLU(), nn.MaxPool1d(3),
            nn.Conv1d(9, 10, 3), nn.ReLU(), nn.MaxPool1d(3, 2, padding=1),
            nn.Conv1d(10, 4, 2, padding=1), nn.ReLU(), nn.AdaptiveMaxPool1d(1),
            nn.Flatten(), nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class Dilated(nn.Module):
    """As BPNet: a wide kernel, dilated layers with sums around them, a wide one to few channels."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(4, 12, 21, padding=10)
        self.dilated = nn.ModuleList(
            nn.Conv1d(12, 12, 3, padding=2**i, dilation=2**i) for i in range(1, 4)
        )
        self.profile = nn.Conv1d(12, 2, 25)

    def forward(self, x: Tensor) -> Tensor:
        h = F.relu(self.first(x))
        for layer in self.dilated:
            h = h + F.relu(layer(h))
        return self.profile(h).logsumexp(-1)


class Strided(nn.Module):
    """Strides, groups, an even kernel that keeps the length, and a ReLU with two readers."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(4, 8, 4, padding="same")
        self.second = nn.Conv1d(8, 8, 3, stride=2, groups=4)
        self.third = nn.Conv1d(8, 2, 1, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        h = F.relu(self.second(self.first(x)))
        return F.max_pool1d(h, 2).sum((1, 2))[:, None] + self.third(h).amax(-1)


@functools.cache
def captured(build: type[nn.Module], plain: bool) -> Subject:
    """Return a network, captured once for all methods."""
    model = settle(build()).eval()
    made = Subject(model, (one_hot(1, LENGTH),), (1,), torch.device("cpu"), torch.float64)
    with unoptimised() if plain else nullcontext():
        assert made.program.outputs
    return made


@pytest.mark.parametrize("own", [False, True], ids=["shared", "own"])
@pytest.mark.parametrize("method", METHODS_THAT_WALK)
@pytest.mark.parametrize("build", [Pooled, Dilated, Strided])
def test_scores_are_those_of_the_plain_walk(build: type[nn.Module], method: str, own: bool) -> None:
    x, reference = one_hot(5, LENGTH), one_hot(5, LENGTH, seed=3) if own else FREQUENCIES

    def explain(plain: bool) -> Attribution:
        explainer = Explainer.of(captured(build, plain), method=method)
        return explainer.explain(x, reference=reference, batch_size=3)

    found = explain(plain=False)
    with unoptimised():
        plain = explain(plain=True)
    close = {"rtol": 0, "atol": float(plain.contributions.abs().max()) * 1e-12}
    torch.testing.assert_close(found.contributions, plain.contributions, **close)
    torch.testing.assert_close(found.prediction, plain.prediction, rtol=1e-12, atol=1e-12)
    if plain.hypothetical is not None:
        torch.testing.assert_close(found.hypothetical, plain.hypothetical, **close)
