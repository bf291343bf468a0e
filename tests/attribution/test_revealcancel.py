"""RevealCancel against its definition by loops, and how parts pass through operations."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F

import motiflens
from attribution.networks import FREQUENCIES, one_hot, settle
from motiflens.attribution.capture import capture
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.rules.revealcancel import (
    genomics_rules,
    revealcancel,
    revealcancel_rules,
)
from motiflens.attribution.walk import walk

RULES = revealcancel_rules(MethodOptions())


def _multipliers(model: nn.Module, x: Tensor, x0: Tensor) -> Tensor:
    program = capture(model, x)
    (found,) = walk(program, RULES.plan(program, "RevealCancel"), x, x0)
    change = found.prediction - found.reference_prediction
    torch.testing.assert_close(((x - x0) * found.message.ratio).flatten(1).sum(1), change)
    return found.message.ratio


def _dense_by_loops(
    weight: Tensor, z0: list[float], dx: list[float], m: list[float], f: Callable[[float], float]
) -> list[float]:
    """Send multipliers m of f(W x) to x: eq. 6-13 and 17-19, unit by unit and term by term.

    A part that is empty takes the derivative, here a quotient over a small step to the right.
    """
    sent = [0.0] * len(dx)
    for j, row in enumerate(weight.tolist()):
        up = sum(w * d for w, d in zip(row, dx, strict=True) if w * d > 0)
        down = sum(w * d for w, d in zip(row, dx, strict=True) if w * d < 0)
        at = z0[j]
        step_up, step_down = up or 1e-7, down or 1e-7
        plus = (f(at + step_up) - f(at) + f(at + down + step_up) - f(at + down)) / 2 / step_up
        minus = (f(at + step_down) - f(at) + f(at + up + step_down) - f(at + up)) / 2 / step_down
        for i, w in enumerate(row):
            rising = plus if w > 0 else minus
            falling = minus if w > 0 else plus
            share = rising if dx[i] > 0 else falling if dx[i] < 0 else (rising + falling) / 2
            sent[i] += m[j] * w * share
    return sent


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), still=st.booleans())
def test_two_dense_layers_are_those_of_the_definition(seed: int, still: bool) -> None:
    """The second layer is sent to the first as (m+ and m- of) its units, then on to x."""
    generator = torch.Generator().manual_seed(seed)
    first, second = torch.randn(2, 5, 5, generator=generator, dtype=torch.float64)
    bias, head = torch.randn(2, 5, generator=generator, dtype=torch.float64)
    x, x0 = torch.randn(2, 5, generator=generator, dtype=torch.float64)
    if still:
        x[2] = x0[2]
    z0, z = first @ x0 + bias, first @ x + bias
    hidden0, hidden = z0.tanh(), z.tanh()
    change = (hidden - hidden0).tolist()
    middle = _dense_by_loops(
        second, (second @ hidden0).tolist(), change, head.tolist(), lambda v: max(v, 0.0)
    )
    wanted = _dense_by_loops(first, z0.tolist(), (x - x0).tolist(), middle, math.tanh)

    class Network(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return torch.relu(torch.tanh(F.linear(x, first, bias)) @ second.T) @ head

    found = _multipliers(Network(), x[None], x0[None])[0]
    torch.testing.assert_close(found, torch.tensor(wanted).double(), rtol=1e-5, atol=1e-6)


def test_parts_that_cancel_are_both_seen() -> None:
    """min(a, b) = a - relu(a - b): Rescale and gradients give all to b, RevealCancel half each."""

    class Smaller(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.difference = nn.Linear(2, 1, bias=False).double()
            with torch.no_grad():
                self.difference.weight.copy_(torch.tensor([[1.0, -1.0]]))

        def forward(self, x: Tensor) -> Tensor:
            return x[:, 0] - torch.relu(self.difference(x))[:, 0]

    x = torch.tensor([[3.0, 1.0]]).double()
    contributions = _multipliers(Smaller(), x, torch.zeros_like(x)) * x
    torch.testing.assert_close(contributions, torch.tensor([[0.5, 0.5]]).double())


class _Between(nn.Module):
    """An operation between a layer and the activation that follows its parts."""

    def __init__(self, between: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.layer = nn.Conv1d(4, 6, 5, padding=2)
        self.norm = nn.BatchNorm1d(6)
        self.between = between
        self.head = nn.Linear(6, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.between(self, x, self.layer(x))
        return self.head(torch.relu(h).mean(-1))


BETWEEN = {
    "nothing": lambda net, x, h: h,
    "shape": lambda net, x, h: h.flatten(1).roll(3, 1).unflatten(1, (6, -1)).flip(2)[..., 1:],
    "maximum": lambda net, x, h: F.max_pool1d(h, 3, 2),
    "global maximum": lambda net, x, h: h.amax(-1, keepdim=True),
    "average": lambda net, x, h: F.avg_pool1d(h, 3, 2),
    "sum": lambda net, x, h: h + x.repeat_interleave(2, 1)[:, :6],
    "difference": lambda net, x, h: 0.3 * h - 2 * h.flip(-1),
    "concat": lambda net, x, h: torch.cat([h[..., ::2], -h[..., 1::2]], -1),
    "negative scale": lambda net, x, h: -1.5 * h + 0.2,
    "batch norm": lambda net, x, h: net.norm(h.flip(-1)),
    "activation": lambda net, x, h: torch.sigmoid(h) - 0.5,
    "falling activation": lambda net, x, h: F.silu(h) - 1,
    "residual": lambda net, x, h: h + torch.relu(h),
    "product": lambda net, x, h: h * torch.sigmoid(h),
    "square": lambda net, x, h: h**2 - 1,
}  # fmt: skip


@pytest.mark.parametrize("between", BETWEEN)
def test_nothing_is_lost_between_a_layer_and_its_activation(between: str) -> None:
    model = settle(_Between(BETWEEN[between]))
    found = motiflens.explain(
        model, one_hot(6, 20), method="deeplift-revealcancel", reference=FREQUENCIES
    )
    assert found.completeness_error.max() < 1e-12
    rescale = motiflens.explain(model, one_hot(6, 20), reference=FREQUENCIES)
    assert (found.scores - rescale.scores).abs().max() > 1e-3 * found.scores.abs().max()


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_scale_before_the_activation_is_the_same_as_one_in_the_weights(sign: float) -> None:
    """Parts that pass a diagonal map are those of the layer into which it is merged."""

    class Merged(nn.Module):
        def __init__(self, inside: bool) -> None:
            super().__init__()
            self.layer, self.head = nn.Linear(12, 5), nn.Linear(5, 1)
            self.inside = inside

        def forward(self, x: Tensor) -> Tensor:
            scale = sign * torch.arange(1.0, 6.0).double()
            x = x.flatten(1)
            if self.inside:
                h = F.linear(x, self.layer.weight * scale[:, None], self.layer.bias * scale)
            else:
                h = self.layer(x) * scale
            return self.head(torch.relu(h))

    x, x0 = one_hot(5, 3), one_hot(5, 3, seed=8)
    inside, outside = (
        motiflens.explain(settle(Merged(i)), x, method="deeplift-revealcancel", reference=x0)
        for i in (True, False)
    )
    torch.testing.assert_close(inside.hypothetical, outside.hypothetical)


class _Both(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv1d(4, 6, 5), nn.BatchNorm1d(6)
        self.dense, self.dense_norm = nn.Linear(6 * 8, 5), nn.BatchNorm1d(5)
        self.last = nn.Linear(5, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = F.max_pool1d(torch.relu(self.norm(self.conv(x))), 2).flatten(1)
        return self.last(torch.relu(self.dense_norm(self.dense(h))))


def test_the_preset_for_genomics_follows_parts_behind_dense_layers_alone() -> None:
    model, x = settle(_Both()), one_hot(6, 20)
    program = capture(model, x)
    plan = genomics_rules(MethodOptions()).plan(program, "GenomicsDefault")
    chosen = [name for name, rule in plan.rules.items() if rule is revealcancel]
    assert [step.name for step in program.steps if step.name in chosen] == ["relu_1"]
    both = {
        method: motiflens.explain(model, x, method=method, reference=FREQUENCIES).scores
        for method in ("deeplift", "deeplift-genomics", "deeplift-revealcancel")
    }
    assert (both["deeplift"] - both["deeplift-genomics"]).abs().max() > 1e-3
    assert (both["deeplift-revealcancel"] - both["deeplift-genomics"]).abs().max() > 1e-3


def test_without_dense_hidden_layers_the_preset_for_genomics_is_rescale() -> None:
    model, x = settle(_Between(BETWEEN["nothing"])), one_hot(4, 20)
    genomics, rescale = (
        motiflens.explain(model, x, method=method).scores
        for method in ("deeplift-genomics", "deeplift")
    )
    assert torch.equal(genomics, rescale)
