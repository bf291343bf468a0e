"""Batch norm folded for LRP: where it is, where it is not, and that it is the merged network's."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import motiflens
from attribution.networks import COLUMN, one_hot, settle
from motiflens.attribution.batch import Batch, explain_batch
from motiflens.attribution.capture import capture
from motiflens.attribution.fold import fold_into_next_layer
from motiflens.attribution.lrp_rules import RULES
from motiflens.attribution.methods import METHODS
from motiflens.attribution.operations import BatchNorm
from motiflens.attribution.program import Program
from motiflens.attribution.result import Attribution
from motiflens.attribution.rules.lrp import composite_rules
from motiflens.config import method_options

LENGTH = 20
RULE_NAMES = [*RULES, *(name for name, row in METHODS.items() if row.family == "lrp")]
RULE_NAMES.remove("lrp")


def head(channels: int, length: int) -> list[nn.Module]:
    return [nn.Flatten(), nn.Linear(channels * length, 4), nn.ReLU(), nn.Linear(4, 1)]


class TwoReaders(nn.Module):
    """A convolution that is read with and without the batch norm."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv1d(4, 3, 3), nn.BatchNorm1d(3)
        self.out = nn.Linear(3, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv(x)
        return self.out(F.relu(h + self.norm(h)).mean(-1))


class NormReadTwice(TwoReaders):
    """A batch norm before a convolution, and before another reader."""

    def __init__(self) -> None:
        super().__init__()
        self.second = nn.Conv1d(3, 3, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.norm(F.relu(self.conv(x)))
        return self.out((h + F.relu(self.second(h))).mean(-1))


class OnFeatures(nn.Module):
    """A dense layer on every position, with a batch norm of the positions behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.dense = nn.Conv1d(4, 5, 3), nn.Linear(5, 6)
        self.norm, self.out = nn.BatchNorm1d(18), nn.Linear(6, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.norm(self.dense(F.relu(self.conv(x)).transpose(1, 2)))
        return self.out(F.relu(h).mean(1))


class PreActivation(nn.Module):
    """Residual blocks of batch norm, ReLU and convolution, as in Basenji."""

    def __init__(self, blocks: int = 3) -> None:
        super().__init__()
        self.stem = nn.Conv1d(4, 6, 5, padding=2)
        self.norms = nn.ModuleList(nn.BatchNorm1d(6) for _ in range(blocks + 1))
        self.convs = nn.ModuleList(
            nn.Conv1d(6, 6, 3, padding=2**i, dilation=2**i) for i in range(blocks)
        )
        self.out = nn.Linear(6, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.stem(x)
        for norm, conv in zip(self.norms, self.convs, strict=False):
            h = h + conv(F.relu(norm(h)))
        return self.out(F.relu(self.norms[-1](h)).mean(-1))


FOLDED: dict[str, Callable[[], nn.Module]] = {
    "after a convolution": lambda: nn.Sequential(
        nn.Conv1d(4, 5, 3, padding=1), nn.BatchNorm1d(5), nn.ReLU(), *head(5, LENGTH)
    ),
    "after a convolution without a bias": lambda: nn.Sequential(
        nn.Conv1d(4, 6, 3, groups=2, bias=False), nn.BatchNorm1d(6), nn.ReLU(), *head(6, 18)
    ),
    "after a dense layer": lambda: nn.Sequential(
        nn.Conv1d(4, 5, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(90, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 1),
    ),
    "before an unpadded convolution": lambda: nn.Sequential(
        nn.Conv1d(4, 5, 3), nn.ReLU(), nn.BatchNorm1d(5), nn.Conv1d(5, 4, 3, dilation=2),
        nn.ReLU(), *head(4, 14),
    ),
    "before a convolution without a bias": lambda: nn.Sequential(
        nn.Conv1d(4, 5, 3), nn.ReLU(), nn.BatchNorm1d(5), nn.Conv1d(5, 4, 3, stride=2, bias=False),
        nn.ReLU(), *head(4, 8),
    ),
    "before a dense layer": lambda: nn.Sequential(
        nn.Conv1d(4, 5, 3), nn.ReLU(), nn.Flatten(), nn.Linear(90, 6), nn.ReLU(),
        nn.BatchNorm1d(6), nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 1),
    ),
    "at the sequence": lambda: nn.Sequential(
        nn.BatchNorm1d(4), nn.Conv1d(4, 5, 3), nn.ReLU(), *head(5, 18)
    ),
    "two in a row": lambda: nn.Sequential(
        nn.Conv1d(4, 5, 3), nn.BatchNorm1d(5), nn.BatchNorm1d(5), nn.ReLU(), *head(5, 18)
    ),
    "two in a row before a layer": lambda: nn.Sequential(
        nn.Conv1d(4, 5, 3), nn.ReLU(), nn.BatchNorm1d(5), nn.BatchNorm1d(5), nn.Conv1d(5, 4, 3),
        nn.ReLU(), *head(4, 16),
    ),
    "after one layer and before another": lambda: nn.Sequential(
        nn.Conv1d(4, 5, 3), nn.BatchNorm1d(5), nn.Conv1d(5, 4, 3), nn.BatchNorm1d(4), nn.ReLU(),
        *head(4, 16),
    ),
}  # fmt: skip

LEFT: dict[str, Callable[[], nn.Module]] = {
    "before a padded convolution": lambda: nn.Sequential(
        nn.Conv1d(4, 5, 3), nn.ReLU(), nn.BatchNorm1d(5), nn.Conv1d(5, 4, 3, padding=1),
        nn.ReLU(), *head(4, 18),
    ),
    "before a convolution in groups": lambda: nn.Sequential(
        nn.Conv1d(4, 6, 3), nn.ReLU(), nn.BatchNorm1d(6), nn.Conv1d(6, 4, 3, groups=2),
        nn.ReLU(), *head(4, 16),
    ),
    "before an even kernel that keeps the length": lambda: nn.Sequential(
        nn.Conv1d(4, 5, 3), nn.ReLU(), nn.BatchNorm1d(5), nn.Conv1d(5, 4, 4, padding="same"),
        nn.ReLU(), *head(4, 18),
    ),
    "between activations": lambda: nn.Sequential(
        nn.Conv1d(4, 5, 3), nn.ReLU(), nn.BatchNorm1d(5), nn.ReLU(), *head(5, 18)
    ),
    "behind a layer with two readers": TwoReaders,
    "with two readers of its own": NormReadTwice,
    "of positions behind a dense layer": OnFeatures,
}  # fmt: skip


@functools.cache
def built(place: str) -> nn.Module:
    build = (FOLDED | LEFT | {"pre-activation": PreActivation})[place]
    return settle(build(), seed=5 if "in a row" in place else 4).eval()


@functools.cache
def captured(place: str, by_hand: bool = False) -> Program:
    model = built(place)
    return capture(merged(model) if by_hand else model, one_hot(2, LENGTH), target=0)


def norms(place: str) -> int:
    """Return how many batch norms LRP's form of a model has left."""
    program, x = fold_into_next_layer(captured(place)), one_hot(5, LENGTH)
    with torch.no_grad():
        wanted = built(place)(x)[:, 0]
    assert (program.output_of(x) - wanted).abs().max() <= 1e-13 * wanted.abs().max()
    return sum(isinstance(step.operation, BatchNorm) for step in program.steps)


@pytest.mark.parametrize("name", FOLDED)
def test_a_batch_norm_is_folded(name: str) -> None:
    assert norms(name) == 0


@pytest.mark.parametrize("name", LEFT)
def test_a_batch_norm_stays_where_folding_would_change_the_model(name: str) -> None:
    assert norms(name) == 1


def merged(model: nn.Sequential) -> nn.Sequential:
    """Return the network with its batch norms merged by hand, from their definition."""
    layers = list(model)
    while any(isinstance(layer, nn.BatchNorm1d) for layer in layers):
        number = next(n for n, layer in enumerate(layers) if isinstance(layer, nn.BatchNorm1d))
        norm = layers.pop(number)
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        shift = norm.bias - norm.running_mean * scale
        before = layers[number - 1] if number else None
        if isinstance(before, nn.Conv1d | nn.Linear):
            layers[number - 1] = _changed(before, scale[:, None], shift, scale)
            continue
        behind = next(n for n in range(number, len(layers)) if hasattr(layers[n], "weight"))
        if isinstance(layers[behind], nn.BatchNorm1d):  # two in a row are one
            other = layers[behind]
            own = other.weight / torch.sqrt(other.running_var + other.eps)
            joint = nn.BatchNorm1d(len(own), eps=0).double().eval()
            joint.weight.data = scale * own
            joint.bias.data = shift * own + other.bias.data - other.running_mean * own
            layers[behind] = joint
            continue
        layer = layers[behind]
        weight = layer.weight.flatten(2) if layer.weight.dim() > 2 else layer.weight[..., None]
        moved = (weight * shift[:, None]).sum((1, 2))
        layers[behind] = _changed(layer, scale[None], moved, torch.ones_like(moved))
    return nn.Sequential(*layers).eval()


def _changed(layer: Any, weights: Tensor, added: Tensor, biases: Tensor) -> nn.Module:
    weights = weights[..., None] if layer.weight.dim() == 3 else weights
    bias = torch.zeros_like(added) if layer.bias is None else layer.bias * biases
    if isinstance(layer, nn.Linear):
        new: Any = nn.Linear(layer.in_features, layer.out_features)
    else:
        new = nn.Conv1d(
            layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride,
            layer.padding, layer.dilation, layer.groups,
        )  # fmt: skip
    new = new.double()
    new.weight.data = (layer.weight * weights).detach()
    new.bias.data = (bias + added).detach()
    return new


def explained(place: str, name: str, by_hand: bool = False) -> Attribution:
    method = "lrp" if name in RULES else name
    # A box that holds what the layers read.
    box = {"low": -50.0, "high": 50.0} if name == "z-box" else {}
    options = {"rules": [{"rule": name, **box}]} if name in RULES else {}
    rules = composite_rules(method_options(method, options))
    program = rules.prepared(captured(place, by_hand))
    x = one_hot(3, LENGTH)
    batch = Batch(x, COLUMN.expand_as(x)[:, None], None, ())
    (found,) = explain_batch(METHODS[method], program, rules.plan(program, method), batch)
    return found


@pytest.mark.parametrize("name", RULE_NAMES)
@pytest.mark.parametrize("place", FOLDED)
def test_a_folded_network_is_explained_as_the_merged_one(place: str, name: str) -> None:
    one, other = explained(place, name), explained(place, name, by_hand=True)
    largest = other.contributions.abs().max()
    assert largest > 0
    assert (one.contributions - other.contributions).abs().max() <= 1e-10 * largest
    assert one.completeness_error.max() <= 1e-10


@pytest.mark.parametrize("name", RULE_NAMES)
def test_pre_activation_networks_add_up(name: str) -> None:
    found = explained("pre-activation", name)
    assert found.contributions.abs().max() > 1e-6
    assert found.completeness_error.max() <= 1e-10
    # What stays is a diagonal layer: a constant keeps its share, as a bias does.
    assert found.absorbed["norms.0/bias"].abs().max() > 0


def test_a_batch_norm_that_stays_is_a_layer_with_one_input_a_unit() -> None:
    """Sent is R s a / (s a + t), kept is R t / (s a + t)."""
    model = settle(nn.Sequential(nn.Conv1d(4, 2, 1), nn.ReLU(), nn.BatchNorm1d(2), nn.ReLU()))
    model.eval()
    x = one_hot(2, 9)
    found = motiflens.explain(
        model, x, method="lrp", options={"rules": [{"rule": "zero"}]}, reference="zeros",
        target=lambda y: y.sum((1, 2)),
    )  # fmt: skip
    conv, relu, norm, _ = model
    a = relu(conv(x)).detach()
    scale = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach()[:, None]
    y = model(x).detach()
    kept = torch.where(y > 0, (y - scale * a), 0).sum((1, 2))
    torch.testing.assert_close(found.absorbed["2/bias"], kept)
    torch.testing.assert_close(found.layers["0"], y.sum((1, 2)) - kept)
