"""SmoothGrad, integrated and expected gradients, each derived a second time."""

from __future__ import annotations

import copy
import math

import pytest
import torch
from torch import Tensor, nn

import motiflens
from attribution.networks import (
    COLUMN,
    FREQUENCIES,
    ConvPoolDense,
    Smooth,
    WithControl,
    one_hot,
    settle,
)
from motiflens.attribution.capture import capture
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.rules.gradient import gradient_rules
from motiflens.attribution.sampling.gradients import gradients
from motiflens.attribution.targets import profile
from motiflens.errors import CompletenessWarning


def _autograd(model: nn.Module, x: Tensor, target: int = 0) -> Tensor:
    x = x.detach().requires_grad_()
    (found,) = torch.autograd.grad(model(x)[:, target].sum(), x)
    return found


@pytest.mark.parametrize("build", [ConvPoolDense, Smooth])
def test_gradients_are_those_of_autograd(build: type[nn.Module]) -> None:
    model = settle(build()).eval()
    x = one_hot(5, 30) + 0.3 * torch.rand(5, 4, 30, generator=torch.Generator().manual_seed(2))
    program = capture(model, x, target=[0, 1])
    plan = gradient_rules(GradientOptions()).plan(program, "the gradient")
    values, found = gradients(program, plan, x)
    torch.testing.assert_close(values, model(x)[:, :2].T)
    for target in range(2):
        torch.testing.assert_close(found[target], _autograd(model, x, target))


@pytest.mark.parametrize("build", [ConvPoolDense, Smooth])
def test_integrated_gradients_are_a_mean_over_many_points(build: type[nn.Module]) -> None:
    model, x = settle(build()).eval(), one_hot(3, 30)
    reference = torch.rand(3, 4, 30, generator=torch.Generator().manual_seed(3)).double()
    found = motiflens.explain(
        model, x, method="integrated-gradients", target=0, reference=reference,
        options={"tolerance": 1e-5, "max_steps": 20_000},
    )  # fmt: skip
    places = (torch.arange(2000, dtype=torch.float64) + 0.5) / 2000
    for row in range(3):
        change = x[row] - reference[row]
        slope = _autograd(model, reference[row] + places[:, None, None] * change).mean(0)
        wanted = (slope * change).sum(0)
        size = wanted.abs().sum()
        assert float((found.scores[row] - wanted).abs().sum() / size) < 3e-3
    assert found.completeness_error.max() < 1e-5


def test_the_error_that_is_said_bounds_the_error_there_is() -> None:
    model, x = settle(ConvPoolDense()), one_hot(4, 30)
    exact, rough = (
        motiflens.explain(
            model, x, method="integrated-gradients", target=0, reference=FREQUENCIES,
            options={"tolerance": tolerance, "max_steps": 50_000},
        )
        for tolerance in (1e-8, 1e-2)
    )  # fmt: skip
    off = (rough.scores - exact.scores).abs().sum(1) / exact.scores.abs().sum(1)
    assert float(off.max()) < 1e-2
    assert exact.completeness_error.max() < 1e-8
    assert rough.steps is not None
    assert exact.steps is not None
    assert rough.steps.shape == (4, 1)
    assert (rough.steps < exact.steps).all()


def test_too_few_steps_are_said() -> None:
    with pytest.warns(CompletenessWarning, match=r"after 21 gradients the scores of \d of 3"):
        motiflens.explain(
            settle(ConvPoolDense()), one_hot(3, 30), method="integrated-gradients", target=0,
            reference=FREQUENCIES, options={"tolerance": 1e-6, "max_steps": 21},
        )  # fmt: skip


def test_frozen_weights_of_a_profile_stay_those_of_the_sequence_on_the_way() -> None:
    class Profile(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv1d(4, 3, 7, padding=3)

        def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
            h = torch.tanh(self.conv(x))
            return h[:, :1], h.mean(-1)

    model, x = settle(Profile()), one_hot(3, 20)
    found = motiflens.explain(
        model, x, method="integrated-gradients", target=profile(0), reference=FREQUENCIES,
        options={"tolerance": 1e-8, "max_steps": 10_000},
    )  # fmt: skip
    deeplift = motiflens.explain(model, x, target=profile(0), reference=FREQUENCIES)
    torch.testing.assert_close(found.prediction, deeplift.prediction)
    torch.testing.assert_close(found.reference_prediction, deeplift.reference_prediction)
    # One layer of units: there the two methods are one.
    torch.testing.assert_close(found.scores, deeplift.scores, rtol=1e-6, atol=1e-8)


def test_expected_gradients_are_integrated_gradients_on_average() -> None:
    model, x = settle(ConvPoolDense()), one_hot(3, 30)
    asked = {"target": 0, "reference": FREQUENCIES}
    exact = motiflens.explain(
        model, x, method="integrated-gradients", options={"tolerance": 1e-4, "max_steps": 9000},
        **asked,
    )  # fmt: skip
    drawn = motiflens.explain(model, x, method="expected-gradients", **asked)
    more = motiflens.explain(
        model, x, method="expected-gradients", options={"samples": 160}, **asked
    )
    for found in (drawn, more):
        assert found.standard_error is not None
        off = (found.scores - exact.scores).abs() / (found.standard_error + 1e-12)
        assert float((off < 2).double().mean()) > 0.9
    assert float(off.max()) < 5  # of the many draws: few may miss a bend altogether
    assert more.standard_error.mean() < drawn.standard_error.mean() / 3
    assert more.completeness_error.mean() < drawn.completeness_error.mean()


def test_the_error_over_references_is_that_of_their_means() -> None:
    model, x = settle(ConvPoolDense()), one_hot(3, 30)
    references = one_hot(3 * 12, 30, seed=5).view(3, 12, 4, 30)
    explainer = Explainer(model, x, method="expected-gradients", target=0, options={"samples": 2})
    alone = torch.stack(
        [explainer.explain(x, reference=references[:, k]).scores for k in range(12)]
    )
    found = explainer.explain(x, reference=references)
    torch.testing.assert_close(found.scores, alone.mean(0))
    torch.testing.assert_close(found.standard_error, alone.std(0) / math.sqrt(12))


def test_smoothgrad_of_a_unit_is_its_weight_times_the_chance_that_it_is_on() -> None:
    model = settle(nn.Sequential(nn.Flatten(), nn.Linear(40, 1), nn.ReLU()))
    weight, bias = model[1].weight[0].detach(), model[1].bias.detach()
    x = one_hot(5, 10)
    found = motiflens.explain(
        model, x, method="smoothgrad", options={"samples": 4000, "sigma": 0.3}
    )
    z = x.flatten(1) @ weight + bias
    chance = torch.special.ndtr(z / (0.3 * weight.norm()))
    wanted = chance[:, None, None] * weight.view(4, 10) * x
    error = found.standard_error[:, None] + 1e-12
    assert float(((found.contributions - wanted).abs() / error).max()) < 5


def test_a_corrected_gradient_adds_up_to_nothing_over_the_bases() -> None:
    model, x = settle(ConvPoolDense()), one_hot(3, 30)
    asked = {"method": "smoothgrad", "target": 0}
    plain = motiflens.explain(model, x, **asked)
    found = motiflens.explain(model, x, options={"corrected": True}, **asked)
    assert found.hypothetical.sum(1).abs().max() < 1e-12
    mean = plain.hypothetical.mean(1, keepdim=True)
    torch.testing.assert_close(found.hypothetical, plain.hypothetical - mean)
    torch.testing.assert_close(found.scores, (found.hypothetical * x).sum(1))


@pytest.mark.parametrize("method", ["smoothgrad", "expected-gradients", "integrated-gradients"])
def test_further_inputs_go_along(method: str) -> None:
    model, x, track = settle(WithControl()), one_hot(5, 30), torch.rand(5, 1, 30).double()
    asked = {"method": method, "target": 0, "reference": FREQUENCIES}
    found = motiflens.explain(model, x, args=[track], batch_size=3, **asked)
    held = copy.deepcopy(model)

    class Alone(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = held

        def forward(self, x: Tensor) -> Tensor:
            output: Tensor = self.model(x, 0 * x[:, :1] + track[3:4])
            return output

    alone = motiflens.explain(Alone(), x[3:4], **asked)
    torch.testing.assert_close(found.scores[3], alone.scores[0])


@pytest.mark.parametrize("method", ["smoothgrad", "expected-gradients"])
def test_seeds_give_other_draws_and_batches_the_same(method: str) -> None:
    model, x = settle(ConvPoolDense()), one_hot(7, 30)
    order = torch.tensor([3, 6, 0, 1, 5, 4, 2])
    asked = {"method": method, "target": 0, "reference": FREQUENCIES}
    whole = motiflens.explain(model, x, **asked)
    pieces = motiflens.explain(model, x[order], batch_size=2, **asked)
    torch.testing.assert_close(pieces.scores, whole.scores[order])
    torch.testing.assert_close(pieces.standard_error, whole.standard_error[order])
    other = motiflens.explain(model, x, options={"seed": 1}, **asked)
    assert (other.scores - whole.scores).abs().max() > 1e-6


@pytest.mark.parametrize("method", ["smoothgrad", "expected-gradients", "integrated-gradients"])
def test_the_model_is_left_as_it_was(method: str) -> None:
    model = settle(ConvPoolDense()).train()
    before = copy.deepcopy(model.state_dict())
    motiflens.explain(model, one_hot(2, 30), method=method, target=0, reference=COLUMN[0, :, 0])
    assert model.training
    assert all(torch.equal(before[name], now) for name, now in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())
