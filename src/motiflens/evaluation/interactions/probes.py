"""Small networks whose effects are known, on which the weights of any method can be measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import torch
from torch import Tensor, nn

from motiflens.attribution.engine import Subject
from motiflens.evaluation.interactions.unit import bases, reading, unit_subject
from motiflens.evaluation.interactions.weights import (
    Shares,
    polynomial_shares,
    scales,
    single_shares,
)

LENGTH = 6
"""Bases of a probe; those that it does not read take part in nothing."""

Criterion = Literal["coverage", "locality", "distribution"]
Scorer = Callable[[Subject], tuple[Tensor, Tensor]]
"""A method: from a subject to the scores (L,) of its example, and f(x) - f(reference), ()."""


@dataclass(frozen=True)
class Probe:
    """A network, or a family of them, and how shares of its effects are read from scores.

    Attributes
    ----------
    name, title
        For tables and for sentences.
    summary
        What it is.
    shares
        Measures a method; None where its scores do not say what it gave of each effect.
    lessons
        What it takes to fail a criterion here.
    instead_of
        The probe that it stands in for, where there are no shares to be read.
    """

    name: str
    title: str
    summary: str
    shares: Callable[[Scorer], Shares | None]
    lessons: dict[Criterion, str]
    instead_of: str = ""


_TWO_SIGNS, _ONE_SIGN, _SUM = {0: 1.0, 5: -0.3}, {1: 1.0, 3: 0.6}, {0: 1.0, 2: 0.8, 5: -0.5}
_CUBIC, _SQUARE, _LINEAR = (0.5, 1.0, 0.75), (0.5, 1.0), (1.0,)


def _weights(inputs: dict[int, float], scale: Tensor) -> Tensor:
    weights = torch.zeros(LENGTH, dtype=torch.float64)
    weights[list(inputs)] = torch.tensor(list(inputs.values()), dtype=torch.float64) * scale
    return weights


def _taylor(
    inputs: dict[int, float], coefficients: tuple[float, ...]
) -> Callable[[Scorer], Shares | None]:
    degree, places = len(coefficients), torch.tensor(list(inputs))

    def measure(method: Scorer) -> Shares | None:
        at = scales(len(inputs), degree)
        found = [method(unit_subject(_weights(inputs, scale), coefficients)) for scale in at]
        scores, outputs = (torch.stack(part) for part in zip(*found, strict=True))
        return polynomial_shares(scores, outputs, at, places, degree)

    return measure


def _one_at_a_time(method: Scorer) -> Shares:
    """Measure on a plain sum, where the weight of an input is its effect and no other's."""
    count, places = len(_SUM), torch.tensor(list(_SUM))
    at = torch.cat([torch.ones(1, count), 1 - 0.1 * torch.eye(count)]).double()
    found = [method(unit_subject(_weights(_SUM, scale), _LINEAR)) for scale in at]
    scores, outputs = (torch.stack(part) for part in zip(*found, strict=True))
    return single_shares(scores[0], scores[1:], outputs[1:] - outputs[0], places)


class Gate(nn.Module):
    """Opens where both of two bases are A, from 1.02 to 1.32 of the 2 that they come to."""

    inputs = (1, 3)
    low, high = 1.02, 1.32

    def __init__(self) -> None:
        super().__init__()
        self.read = reading()
        self.sums = nn.Linear(LENGTH, 2).double()
        self.out = nn.Linear(2, 1, bias=False).double()
        weights = torch.zeros(2, LENGTH)
        weights[:, list(self.inputs)] = 1
        bias = -torch.tensor([self.low, self.high], dtype=torch.float64)
        self.sums.load_state_dict({"weight": weights, "bias": bias})
        self.out.load_state_dict({"weight": torch.tensor([[1.0, -1.0]])})
        self.eval()

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 1)."""
        h: Tensor = self.out(self.sums(self.read(x).relu().flatten(1)).relu())
        return h


@cache
def _gate() -> Subject:
    return _subject(Gate())


def _full_gate(method: Scorer) -> Shares:
    """Measure the one effect of a gate: that of both bases together."""
    scores, output = method(_gate())
    members = torch.zeros(1, LENGTH, dtype=torch.bool)
    members[0, list(Gate.inputs)] = True
    return Shares(members, (scores / output)[None], torch.zeros_like(scores))


class Twin(nn.Module):
    """relu(relu(a) - 1 - relu(b)), or the same function as relu(relu(a - 1) - relu(b)).

    Of Sundararajan, Taly and Yan 2017 (PMLR 70:3319-3328, figure 7), at a = 3 and b = 1.
    """

    def __init__(self, *, early: bool) -> None:
        super().__init__()
        self.read = reading()
        self.first, self.last = nn.Linear(2, 2).double(), nn.Linear(2, 1).double()
        bias = torch.tensor([-1.0, 0.0])
        self.first.load_state_dict(
            {"weight": torch.tensor([[3.0, 0.0], [0.0, 1.0]]), "bias": bias * early}
        )
        self.last.load_state_dict(
            {"weight": torch.tensor([[1.0, -1.0]]), "bias": bias[:1] * (not early)}
        )
        self.eval()

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 1)."""
        h: Tensor = self.last(self.first(self.read(x).flatten(1)).relu()).relu()
        return h


@cache
def _twins() -> tuple[Subject, Subject]:
    return _subject(Twin(early=True), 2), _subject(Twin(early=False), 2)


def difference_of_twins(method: Scorer) -> float:
    """Return by how much scores differ between two networks that compute the same function."""
    (first, output), (second, _) = (method(twin) for twin in _twins())
    return float((first - second).abs().max() / output.abs())


def _subject(model: nn.Module, length: int = LENGTH) -> Subject:
    return Subject(model, (bases(length),), (0,), torch.device("cpu"), torch.float64)


_FLAT = (
    "the gate is open as far as it goes, so that at the sequence it has an effect and no slope: "
    "what asks for slopes there, and LRP where biases keep their shares, gives nothing, while "
    "theory looks from the reference, or at one unit without bias"
)

_ROWS = (
    Probe(
        "unit",
        "a unit",
        "One unit with an activation of degree 3, an input that raises it and one that lowers it: "
        "nine Taylor effects.",
        _taylor(_TWO_SIGNS, _CUBIC),
        {
            "coverage": "some effects of the unit are given to none",
            "locality": "inputs are given parts of effects that they take no part in",
            "distribution": "an effect is given out more than once, or in part",
        },
    ),
    Probe(
        "one-sign",
        "a unit of one sign",
        "One unit with an activation of degree 2, two inputs that raise it: five Taylor effects.",
        _taylor(_ONE_SIGN, _SQUARE),
        {
            "coverage": "some effects of the unit are given to none",
            "locality": "inputs are given parts of effects that they take no part in",
            "distribution": "where nothing lowers a unit, more or less is given out than there is",
        },
    ),
    Probe(
        "sum",
        "a sum",
        "A plain sum of two inputs that raise it and one that lowers it, whose effects are "
        "changed one at a time.",
        _one_at_a_time,
        {
            "coverage": "an input's effect changes no score",
            "locality": "the effect of one input changes the scores of others",
            "distribution": "scores change by more or less than the effect",
        },
        instead_of="unit",
    ),
    Probe(
        "gate",
        "a full gate",
        "Two layers that say whether two bases are there together, in full long before both are: "
        "one effect.",
        _full_gate,
        {
            "coverage": _FLAT,
            "locality": "bases beside the gate have credit",
            "distribution": "its one effect is given out in part, or more than once",
        },
    ),
)

PROBES: dict[str, Probe] = {row.name: row for row in _ROWS}
