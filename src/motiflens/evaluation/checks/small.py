"""Networks small enough to be gone through by hand, as PyTorch modules and as plain arithmetic.

What checks compute of them uses the arithmetic alone: matrices written out, no walk, no autograd.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from motiflens.attribution.engine import Subject
from motiflens.evaluation.metrics.types import Flags, Values

LENGTH = 8

L = TypeVar("L", bound=nn.Module)


@dataclass(frozen=True)
class Linear:
    """y = weight a + bias, a convolution written out as a matrix where it is one.

    ``reads`` tells which inputs an output reads, whatever their weight.
    """

    weight: Values
    bias: Values
    reads: Flags
    convolution: bool

    def forward(self, a: Values) -> Values:
        """Return y (m, out) of a (m, in)."""
        return np.asarray(a @ self.weight.T + self.bias)


@dataclass(frozen=True)
class Rectifier:
    """y = max(0, z)."""

    def forward(self, a: Values) -> Values:
        """Return y (m, n) of z (m, n)."""
        return np.maximum(a, 0)


@dataclass(frozen=True)
class Maximum:
    """The largest of each group of inputs, whose numbers are (out, k)."""

    groups: NDArray[np.int64]

    def forward(self, a: Values) -> Values:
        """Return (m, out) of (m, in)."""
        return np.asarray(a[:, self.groups].max(axis=2))

    def to_winners(self, a: Values, message: Values) -> Values:
        """Return what each input (in,) gets of a message (out,): winners all of it, the first."""
        winners = self.groups[np.arange(len(self.groups)), a[self.groups].argmax(axis=1)]
        received = np.zeros(len(a))
        np.add.at(received, winners, message)
        return received


Part = Linear | Rectifier | Maximum


@dataclass(frozen=True)
class Small:
    """A network in both forms, and sequences for it.

    Attributes
    ----------
    name
        Of the network.
    module
        In float64; takes (n, 4, 8) and returns (n, 1).
    parts
        The same on flat inputs, channel after channel.
    x
        (n, 4, 8) one-hot sequences.
    """

    name: str
    module: nn.Module
    parts: tuple[Part, ...]
    x: Values

    @cached_property
    def subject(self) -> Subject:
        """The module as engines take it, captured once."""
        example = torch.from_numpy(self.x[:1].copy())
        return Subject(self.module, (example,), (None,), torch.device("cpu"), torch.float64)

    def outputs(self, inputs: Values) -> Values:
        """Return f (m,) of inputs (m, 4, 8)."""
        return self.values(inputs.reshape(len(inputs), -1))[-1][:, 0]

    def values(self, flat: Values) -> list[Values]:
        """Return the input (m, 32), and what comes out of each part."""
        found = [flat]
        for part in self.parts:
            found.append(part.forward(found[-1]))
        return found


@cache
def linear_network() -> Small:
    """Return two convolutions without an activation: every method that adds up agrees here."""
    rng = np.random.default_rng(5)
    first, second = _convolution(rng, 4, 3, 3), _convolution(rng, 3, 2, 2)
    last = _dense(rng, 2 * (LENGTH - 3), 1)
    module = nn.Sequential(first, second, nn.Flatten(), last)
    parts = (_written_out(first, LENGTH), _written_out(second, LENGTH - 2), _of_dense(last))
    return Small("linear", module.double(), parts, _sequences(rng))


@cache
def deep_network() -> Small:
    """Return two convolutions, a pool and two dense layers, with rectifiers between them."""
    rng = np.random.default_rng(9)
    first, second = _convolution(rng, 4, 4, 3), _convolution(rng, 4, 3, 2)
    hidden, last = _dense(rng, 6, 5), _dense(rng, 5, 1)
    module = nn.Sequential(
        first, nn.ReLU(), second, nn.ReLU(), nn.MaxPool1d(2), nn.Flatten(), hidden, nn.ReLU(), last
    )
    width = LENGTH - 3
    starts = [channel * width + 2 * place for channel in range(3) for place in range(width // 2)]
    parts = (
        _written_out(first, LENGTH), Rectifier(), _written_out(second, LENGTH - 2), Rectifier(),
        Maximum(np.array([[start, start + 1] for start in starts])),
        _of_dense(hidden), Rectifier(), _of_dense(last),
    )  # fmt: skip
    return Small("deep", module.double(), parts, _sequences(rng))


@cache
def average_network() -> Small:
    """Return a convolution, a rectifier, the mean over positions, and a dense layer."""
    rng = np.random.default_rng(2)
    first, last = _convolution(rng, 4, 3, 3), _dense(rng, 3, 1)
    module = nn.Sequential(first, nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten(), last)
    width = LENGTH - 2
    mean = np.kron(np.eye(3), np.full((1, width), 1 / width))
    averaging = Linear(mean, np.zeros(3), mean != 0, convolution=False)
    parts = (_written_out(first, LENGTH), Rectifier(), averaging, _of_dense(last))
    return Small("average", module.double(), parts, _sequences(rng))


SMALL: dict[str, Callable[[], Small]] = {
    "linear": linear_network,
    "deep": deep_network,
    "average": average_network,
}
"""Every small network, by its name."""


def _sequences(rng: np.random.Generator, count: int = 3) -> Values:
    return np.eye(4)[rng.integers(0, 4, (count, LENGTH))].transpose(0, 2, 1)


def _convolution(rng: np.random.Generator, channels: int, filters: int, width: int) -> nn.Conv1d:
    layer = nn.Conv1d(channels, filters, width).double()
    return _set(layer, rng)


def _dense(rng: np.random.Generator, inputs: int, outputs: int) -> nn.Linear:
    return _set(nn.Linear(inputs, outputs).double(), rng)


def _set(layer: L, rng: np.random.Generator) -> L:
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(torch.from_numpy(rng.normal(0, 0.6, tuple(parameter.shape))))
    return layer


def _written_out(layer: nn.Conv1d, length: int) -> Linear:
    kernel, bias = _numbers(layer)
    filters, channels, width = kernel.shape
    places = length - width + 1
    weight = np.zeros((filters, places, channels, length))
    reads = np.zeros(weight.shape, dtype=bool)
    for place in range(places):
        weight[:, place, :, place : place + width] = kernel
        reads[:, place, :, place : place + width] = True
    shape = (filters * places, channels * length)
    return Linear(weight.reshape(shape), bias.repeat(places), reads.reshape(shape), True)


def _of_dense(layer: nn.Linear) -> Linear:
    weight, bias = _numbers(layer)
    return Linear(weight, bias, np.ones(weight.shape, dtype=bool), False)


def _numbers(layer: nn.Conv1d | nn.Linear) -> tuple[Values, Values]:
    assert layer.bias is not None
    return layer.weight.detach().numpy().copy(), layer.bias.detach().numpy().copy()
