"""Every operator, one by one: the program computes what the model does, and scores add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import motiflens
from attribution.networks import COLUMN, FREQUENCIES, one_hot, settle
from attribution.operators import FAMILIES, LENGTH, TABLE, Function
from motiflens.attribution.capture import capture
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.operations import ActivationFunction, Elementwise
from motiflens.attribution.rules.gradient import gradient_rules
from motiflens.attribution.walk import walk
from motiflens.errors import UnsupportedOperationError


class _Features(nn.Module):
    """Positive features that differ at every position, (N, 4, L)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, 4, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return F.softplus(self.conv(x)) + 0.3


def _explained(function: Function) -> Callable[[Tensor], Tensor]:
    """Return a target: a sum of the function's values in which each has a weight of its own."""

    def target(h: Tensor) -> Tensor:
        y = function(h)
        flat = y.flatten(1) if y.dim() > 1 else y[:, None]
        return (flat * torch.arange(1, flat.shape[1] + 1).to(h.dtype).sqrt().cos()).sum(1)

    return target


@dataclass(frozen=True)
class Family:
    """A family's functions as targets of one captured model."""

    names: list[str]
    targets: list[Function]
    model: nn.Module
    explainer: Explainer

    def wanted(self, x: Tensor) -> list[Tensor]:
        """Return what the model computes, in float64."""
        features = self.model(x)
        return [target(features) for target in self.targets]


@pytest.fixture(scope="module", params=FAMILIES)
def family(request: pytest.FixtureRequest) -> Family:
    functions = FAMILIES[request.param]
    targets = [_explained(function) for function in functions.values()]
    model = settle(_Features()).requires_grad_(False)
    explainer = Explainer(model, one_hot(2, LENGTH), target=targets)
    return Family(list(functions), targets, model, explainer)


def test_programs_compute_what_the_model_does_and_scores_add_up(family: Family) -> None:
    x = one_hot(24, LENGTH)
    found = family.explainer.explain_each(x, reference=FREQUENCIES)
    alone = family.explainer.explain_each(x[5:6], reference=FREQUENCIES)
    for name, wanted, whole, one in zip(family.names, family.wanted(x), found, alone, strict=True):
        assert (whole.prediction - wanted).abs().max() <= 1e-12 * wanted.abs().max(), name
        assert whole.scores.isfinite().all(), name
        assert whole.scores.abs().max() > 1e-3, name
        assert whole.completeness_error.max() <= 1e-10, name
        difference = (whole.scores[5] - one.scores[0]).abs().max()
        assert difference <= 1e-12 * whole.scores.abs().max(), name


def test_scores_add_up_in_float32(family: Family) -> None:
    x = one_hot(24, LENGTH, dtype=torch.float32)
    reference = COLUMN.float().expand_as(x)
    program = family.explainer.engine.program.to(torch.device("cpu"), torch.float32)
    for name, found in zip(
        family.names, walk(program, family.explainer.engine.plan, x, reference), strict=True
    ):
        scores = ((x - reference) * found.message.ratio).sum(1)
        explained = found.prediction - found.reference_prediction
        scale = torch.maximum(explained.abs(), scores.abs().sum(1))
        assert scores.dtype == torch.float32, name
        assert ((explained - scores.sum(1)).abs() / scale).max() <= 1e-5, name


TIES = {"infinity norm", "amax", "amin", "rrelu", "hardsigmoid"}
"""PyTorch's gradient shares ties, or its derivative is rounded."""


def test_the_gradient_is_that_of_autograd(family: Family) -> None:
    x = one_hot(6, LENGTH)
    program = family.explainer.engine.program
    plan = gradient_rules(GradientOptions()).plan(program, "gradient")
    found = walk(program, plan, x, torch.zeros_like(x))
    for name, target, walked in zip(family.names, family.targets, found, strict=True):
        if name in TIES:
            continue
        traced = x.clone().requires_grad_()
        (wanted,) = torch.autograd.grad(target(family.model(traced)).sum(), traced)
        difference = (walked.message.ratio - wanted).abs().max()
        assert difference <= 1e-10 * wanted.abs().max(), name


def test_a_step_of_a_formula_says_what_the_model_called_and_is_no_unit() -> None:
    model = nn.Sequential(nn.Conv1d(4, 4, 3), nn.GLU(1), nn.Sigmoid(), nn.ReLU(inplace=True))
    program = capture(settle(model), one_hot(2, 9), (), lambda y: y.sum((1, 2)))
    functions = [step for step in program.steps if isinstance(step.operation, Elementwise)]
    assert [step.origin.operator for step in functions] == ["glu", "sigmoid", "relu"]
    assert [isinstance(step.operation, ActivationFunction) for step in functions] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda h: h.softmax(0).sum((1, 2)), "softmax"),
        (lambda h: h.reshape(4, -1).sum(0).reshape(-1, LENGTH).sum(1), "mixes the sequences"),
        (lambda h: F.avg_pool1d(h.permute(1, 2, 0), 2).permute(2, 0, 1).sum((1, 2)), "mixes"),
        (lambda h: (h - h.mean()).sum((1, 2)), "mixes the sequences"),
        (lambda h: F.batch_norm(h, None, None, training=True).sum((1, 2)), "batch"),
        (lambda h: (h * torch.arange(h.shape[0])[:, None, None]).sum((1, 2)), "size of the batch"),
        (lambda h: (h + torch.rand(h.shape[1:])).sum((1, 2)), "random"),
        (lambda h: torch.where(h > 1, h, 0.1 * h).sum((1, 2)), "gt.*comparison"),
        (lambda h: h.sign().sum((1, 2)), "sign.*steps"),
        (lambda h: h.topk(3, -1).values.sum((1, 2)), "topk.*maximum"),
        (lambda h: F.embedding(h.argmax(1), TABLE).sum((1, 2)), "argmax"),
        (lambda h: torch.fft.rfft(h).abs().sum((1, 2)), "fft"),
        (lambda h: h.cumprod(-1).sum((1, 2)), "cumprod"),
    ],
)
def test_what_cannot_be_exact_is_refused_by_name(function: Function, message: str) -> None:
    with pytest.raises(UnsupportedOperationError, match=message):
        motiflens.explain(settle(_Features()), one_hot(3, LENGTH), target=function)
