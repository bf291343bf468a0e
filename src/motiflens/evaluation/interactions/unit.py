"""One unit, y = sigma(w . x), as a method sees it: a model to call, and a captured program.

Its activation is a polynomial, so that its Taylor effects are finitely many. Each position holds an
A, which the unit reads as 1; equal frequencies of all bases come to 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property

import torch
from torch import Tensor, nn

from motiflens.attribution.capture import capture
from motiflens.attribution.engine import Subject
from motiflens.attribution.operations import ActivationFunction, Convolution
from motiflens.attribution.operations.secants import integer_power
from motiflens.attribution.program import Program, Step


class Polynomial(nn.Module):
    """sigma(z) = c_1 z + c_2 z^2 + ..."""

    def __init__(self, coefficients: tuple[float, ...]) -> None:
        super().__init__()
        self.coefficients = coefficients

    def forward(self, z: Tensor) -> Tensor:
        """Return sigma(z)."""
        return sum((c * z**power for power, c in self._terms()), torch.zeros_like(z))

    def slope(self, z: Tensor) -> Tensor:
        """Return its derivative."""
        return sum(
            (c * power * z ** (power - 1) for power, c in self._terms()), torch.zeros_like(z)
        )

    def secant(self, z: Tensor, z0: Tensor) -> Tensor:
        """Return (sigma(z) - sigma(z0)) / (z - z0)."""
        terms = (c * integer_power(z, z0, power) for power, c in self._terms())
        return sum(terms, torch.zeros_like(z + z0))

    def operation(self) -> ActivationFunction:
        """Return it as an operation of a captured program."""
        return ActivationFunction("polynomial", self.forward, self.slope, self.secant)

    def _terms(self) -> enumerate[float]:
        return enumerate(self.coefficients, 1)


def reading() -> nn.Conv1d:
    """Return the layer that reads the bases: A is 1, any other base -1/3."""
    read = nn.Conv1d(4, 1, 1, bias=False).double()
    read.load_state_dict(
        {"weight": torch.tensor([[[1.0], [-1 / 3], [-1 / 3], [-1 / 3]]], dtype=torch.float64)}
    )
    return read


class Unit(nn.Module):
    """A layer that reads the bases, the unit, and a head that hands its value on."""

    def __init__(self, weights: Tensor, activation: nn.Module) -> None:
        super().__init__()
        self.read = reading()
        self.unit = nn.Conv1d(1, 1, len(weights), bias=False).double()
        self.activation = activation
        self.out = nn.Linear(1, 1, bias=False).double()
        self.unit.load_state_dict({"weight": weights[None, None]})
        self.out.load_state_dict({"weight": torch.ones(1, 1)})
        self.eval()

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 1)."""
        h: Tensor = self.out(self.activation(self.unit(self.read(x))).mean(-1))
        return h


@dataclass(frozen=True, kw_only=True)
class Captured(Subject):
    """A model with a program that is known already."""

    known: Program

    @cached_property
    def program(self) -> Program:
        """The program that is known."""
        return self.known


def unit_subject(weights: Tensor, coefficients: tuple[float, ...]) -> Captured:
    """Return the unit of L inputs with these weights, (L,), and this polynomial."""
    activation = Polynomial(coefficients)
    operation = activation.operation()

    def own(step: Step) -> Step:
        if isinstance(step.operation, ActivationFunction):
            return replace(step, operation=operation)
        if isinstance(step.operation, Convolution) and step.operation.weight.shape[2] > 1:
            return replace(step, operation=replace(step.operation, weight=weights[None, None]))
        return step

    program = _program(len(weights))
    known = replace(program, steps=tuple(own(step) for step in program.steps))
    x = bases(len(weights))
    model = Unit(weights, activation)
    return Captured(model, (x,), (0,), torch.device("cpu"), torch.float64, known=known)


def bases(count: int) -> Tensor:
    """Return (1, 4, L), as many A."""
    x = torch.zeros(1, 4, count, dtype=torch.float64)
    x[:, 0] = 1
    return x


@cache
def _program(inputs: int) -> Program:
    """Return a captured unit, with an activation that stands in for a polynomial."""
    stand_in = Unit(torch.ones(inputs, dtype=torch.float64), nn.Hardswish())
    return capture(stand_in, bases(inputs), (), [0])
