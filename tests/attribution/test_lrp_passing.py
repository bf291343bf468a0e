"""LRP through operations without weights: gates, attention, normalisation, maxima.

Where all activations are ReLU, LRP-0 is gradient x input of the network with its gates held: what
goes to the signal alone is what autograd finds when the gate is detached.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from attribution.networks import FREQUENCIES, one_hot, settle
from attribution.test_pooling import POOLS
from motiflens.attribution.batch import Batch, explain_batch
from motiflens.attribution.capture import capture
from motiflens.attribution.composites import OwnComposite
from motiflens.attribution.lrp_rules import Zero
from motiflens.attribution.methods import METHODS
from motiflens.attribution.program import Program
from motiflens.attribution.result import Attribution
from motiflens.attribution.rules.lrp import composite_rules
from motiflens.attribution.walk import walk
from motiflens.config import method_options
from motiflens.errors import UnsupportedOperationError

LENGTH, CHANNELS = 12, 8
X = one_hot(3, LENGTH)


class Gated(nn.Module):
    """Features that differ at every position, a block of which ``held`` detaches the gates."""

    def __init__(self, *, held: bool = False) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, CHANNELS, 3, padding=1)
        self.out = nn.Linear(CHANNELS, 1)
        self.held = held

    def forward(self, x: Tensor) -> Tensor:
        h = self.block(F.relu(self.conv(x)))
        return self.out(h.mean(-1))

    def gate(self, value: Tensor) -> Tensor:
        return value.detach() if self.held else value

    def block(self, h: Tensor) -> Tensor:
        raise NotImplementedError


class SqueezeExcite(Gated):
    def __init__(self, **how: bool) -> None:
        super().__init__(**how)
        self.down, self.up = nn.Linear(CHANNELS, 3), nn.Linear(3, CHANNELS)

    def block(self, h: Tensor) -> Tensor:
        gate = torch.sigmoid(self.up(F.relu(self.down(h.mean(-1)))))
        return h + h * self.gate(gate.unsqueeze(-1))


class GLU(Gated):
    def __init__(self, **how: bool) -> None:
        super().__init__(**how)
        self.both = nn.Conv1d(CHANNELS, 2 * CHANNELS, 3)

    def block(self, h: Tensor) -> Tensor:
        if not self.held:
            return F.glu(self.both(h), 1)
        signal, gate = self.both(h).chunk(2, 1)
        return signal * self.gate(torch.sigmoid(gate))


class Attention(Gated):
    """Attention of one head, written out."""

    def __init__(self, **how: bool) -> None:
        super().__init__(**how)
        self.q, self.k, self.v = (nn.Linear(CHANNELS, CHANNELS) for _ in range(3))

    def block(self, h: Tensor) -> Tensor:
        h = h.transpose(1, 2)
        weights = (self.q(h) @ self.k(h).mT / math.sqrt(CHANNELS)).softmax(-1)
        return (h + self.gate(weights) @ self.v(h)).transpose(1, 2)


class Multihead(Gated):
    """PyTorch's attention; with its weights held, the same from its parameters."""

    def __init__(self, **how: bool) -> None:
        super().__init__(**how)
        self.attention = nn.MultiheadAttention(CHANNELS, 2, batch_first=True)

    def block(self, h: Tensor) -> Tensor:
        h = h.transpose(1, 2)
        if not self.held:
            found, _ = self.attention(h, h, h, need_weights=False)
            return (h + found).transpose(1, 2)
        n, length, _ = h.shape
        q, k, v = (
            part.view(n, length, 2, -1).transpose(1, 2)
            for part in F.linear(
                h, self.attention.in_proj_weight, self.attention.in_proj_bias
            ).chunk(3, -1)
        )
        weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(-1)
        found = (self.gate(weights) @ v).transpose(1, 2).reshape(n, length, -1)
        return (h + self.attention.out_proj(found)).transpose(1, 2)


class Normed(Gated):
    """Layer normalisation; with its scale held, the same from its definition."""

    def __init__(self, **how: bool) -> None:
        super().__init__(**how)
        self.norm = nn.LayerNorm(CHANNELS)

    def block(self, h: Tensor) -> Tensor:
        h = h.transpose(1, 2)
        if not self.held:
            return F.relu(self.norm(h)).transpose(1, 2)
        centred = h - h.mean(-1, keepdim=True)
        scale = torch.rsqrt(centred.square().mean(-1, keepdim=True) + self.norm.eps)
        y = centred * self.gate(scale) * self.norm.weight + self.norm.bias
        return F.relu(y).transpose(1, 2)


class Pooled(Gated):
    """Pooling by attention: a softmax over positions weights the features."""

    def __init__(self, **how: bool) -> None:
        super().__init__(**how)
        self.score = nn.Conv1d(CHANNELS, 1, 1)

    def block(self, h: Tensor) -> Tensor:
        return (h * self.gate(self.score(h).softmax(-1))).sum(-1, keepdim=True)


REFUSED = pytest.mark.xfail(strict=True, raises=UnsupportedOperationError)
# PyTorch's attention has the sequences in its second dimension on the way.
BLOCKS = [SqueezeExcite, GLU, Attention, pytest.param(Multihead, marks=REFUSED), Normed, Pooled]


@functools.cache
def captured(build: Callable[[], nn.Module]) -> Program:
    return capture(settle(build()), X, target=0)


def lrp(
    build: Callable[[], nn.Module], rule: str = "zero", reference: Any = (0,) * 4, **options: Any
) -> Attribution:
    """Explain with one rule; the model is captured once for all."""
    chosen = method_options("lrp", {"rules": [{"rule": rule}], **options})
    rules, program = composite_rules(chosen), captured(build)
    column = torch.tensor(reference, dtype=X.dtype).view(1, 1, 4, 1)
    batch = Batch(X, column.expand(3, 1, 4, LENGTH), None, ())
    (found,) = explain_batch(METHODS["lrp"], program, rules.plan(program, "LRP"), batch)
    return found


def gradient_times_input(model: nn.Module) -> Tensor:
    x = X.clone().requires_grad_()
    (slope,) = torch.autograd.grad(model.eval()(x).sum(), x)
    return slope * X


@pytest.mark.parametrize("build", BLOCKS)
def test_a_gate_takes_nothing(build: Callable[..., nn.Module]) -> None:
    model, held = settle(build()), settle(build(held=True))
    torch.testing.assert_close(model.eval()(X), held.eval()(X))
    found, wanted = lrp(build), gradient_times_input(held)
    assert found.completeness_error.max() <= 1e-10
    largest = wanted.abs().max()
    assert (found.contributions - wanted).abs().max() <= 1e-10 * largest
    # Without holding its gates it would be something else.
    assert (gradient_times_input(model) - wanted).abs().max() > 1e-4 * largest


@pytest.mark.parametrize("build", BLOCKS)
@pytest.mark.parametrize("rule", ["epsilon", "alpha-beta"])
def test_gated_networks_add_up(build: Callable[..., nn.Module], rule: str) -> None:
    found = lrp(build, rule, FREQUENCIES)
    assert found.completeness_error.max() <= 1e-10


# The sigmoid within a gated linear unit is a step of arithmetic, which has no rule of its own.
@pytest.mark.parametrize("build", [SqueezeExcite, pytest.param(GLU, marks=REFUSED)])
def test_they_add_up_with_half_for_the_gate(build: Callable[..., nn.Module]) -> None:
    found = lrp(build, "epsilon", FREQUENCIES, products="halves")
    assert found.completeness_error.max() <= 1e-10


@pytest.mark.parametrize("build", [Attention, Normed, Pooled])
def test_half_for_a_softmax_or_a_scale_is_refused(build: Callable[..., nn.Module]) -> None:
    with pytest.raises(UnsupportedOperationError, match="has no rule for"):
        lrp(build, products="halves")


class Product(nn.Module):
    """A product of two branches, and the sum of what it gives."""

    def __init__(self, gate: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.a, self.b = nn.Conv1d(4, 3, 3), nn.Conv1d(4, 3, 3)
        self.gate = gate

    def forward(self, x: Tensor) -> Tensor:
        return (F.relu(self.a(x)) * self.gate(self.b(x))).sum((1, 2))[:, None]


@pytest.mark.parametrize(
    ("gate", "options"),
    [(torch.sigmoid, {"products": "halves"}), (F.relu, {}), (torch.tanh, {})],
    ids=["half for a gate", "two signals", "tanh is a signal"],
)
def test_two_signals_have_half_each(gate: Any, options: dict[str, str]) -> None:
    build = functools.partial(Product, gate)
    model = settle(build())
    x = X.clone().requires_grad_()
    share = model.a(x), model.b(x)
    half = (F.relu(share[0]) * gate(share[1])).detach() / 2
    # LRP-0 of a layer: the slope of its output, weighted with relevance over output, times input.
    weighted = sum((z * (half / z).detach()).sum() for z in share)
    (slope,) = torch.autograd.grad(weighted, x)
    found = lrp(build, **options)
    torch.testing.assert_close(found.contributions, (slope * X).detach())
    assert found.completeness_error.max() <= 1e-10


def test_what_is_behind_a_detached_value_is_kept() -> None:
    class Held(Gated):
        def block(self, h: Tensor) -> Tensor:
            return h[:, :, :5] + h[:, :, 5:10].detach()

    model, found = settle(Held()), lrp(Held)
    h = F.relu(model.conv(X))[:, :, 5:10]
    lost = (h.mean(-1) * model.out.weight).sum(1).detach()
    (total,) = (kept for key, kept in found.absorbed.items() if not key.endswith("/bias"))
    torch.testing.assert_close(total, lost)
    assert found.completeness_error.max() <= 1e-10


class _Weighed(nn.Module):
    """A sum of what a function gives, each number with a weight of its own."""

    def __init__(self, function: Callable[[Tensor], Tensor], weight: Tensor) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.function = function

    def forward(self, x: Tensor) -> Tensor:
        return (self.function(x) * self.weight).flatten(1).sum(1)


def passed_back(function: Callable[[Tensor], Tensor], x: Tensor, **options: Any) -> Any:
    """Return relevance of x, and that of each number that the function gives."""
    y = function(x)
    weight = torch.randn(y.shape[1:], generator=torch.Generator().manual_seed(1)).double()
    program = capture(_Weighed(function, weight), x)
    plan = composite_rules(OwnComposite(rules=(Zero(),), **options)).plan(program, "LRP")
    (found,) = walk(program, plan, x, torch.zeros_like(x))
    assert not found.trace.absorbed or max(map(_size, found.trace.absorbed.values())) <= 1e-10
    return found.message.of(x), y * weight


def _size(values: Tensor) -> float:
    return float(values.abs().max())


@pytest.mark.parametrize("name", POOLS)
@pytest.mark.parametrize("signed", [False, True])
def test_maxima_in_proportion_are_those_of_loops(name: str, signed: bool) -> None:
    pool = POOLS[name]
    x = torch.randn(2, 3, 9, generator=torch.Generator().manual_seed(2)).double()
    x = x if signed else x.abs()
    found, relevance = passed_back(lambda h: F.max_pool1d(h, **pool), x, maxima="proportion")
    kernel, dilation = pool["kernel_size"], pool.get("dilation", 1)
    stride, padding = pool.get("stride", kernel), pool.get("padding", 0)
    wanted = torch.zeros_like(x)
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            for window in range(relevance.shape[2]):
                members = [window * stride - padding + k * dilation for k in range(kernel)]
                members = [i for i in members if 0 <= i < x.shape[2]]
                total = sum(x[n, c, i].item() for i in members)
                for i in members:
                    wanted[n, c, i] += x[n, c, i] / total * relevance[n, c, window]
    torch.testing.assert_close(found, wanted, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("keepdim", [False, True])
def test_a_maximum_over_a_dimension_is_shared_in_proportion(keepdim: bool) -> None:
    x = torch.rand(2, 3, 9, generator=torch.Generator().manual_seed(2)).double()
    found, relevance = passed_back(lambda h: h.amax(2, keepdim=keepdim), x, maxima="proportion")
    torch.testing.assert_close(found, x / x.sum(2, keepdim=True) * relevance.view(2, 3, 1))


def test_the_winner_takes_all_by_default() -> None:
    x = torch.rand(2, 3, 9, generator=torch.Generator().manual_seed(2)).double()
    found, relevance = passed_back(lambda h: h.amax(2), x)
    assert ((found != 0) == (x == x.amax(2, keepdim=True))).all()
    torch.testing.assert_close(found.sum(2), relevance)


def test_logsumexp_gives_each_its_weight_in_the_softmax() -> None:
    x = torch.randn(2, 3, 9, generator=torch.Generator().manual_seed(2)).double()
    found, relevance = passed_back(lambda h: h.logsumexp(2), x)
    torch.testing.assert_close(found, x.softmax(2) * relevance[..., None])


@pytest.mark.parametrize(
    ("function", "name"), [(torch.square, "square|power|pow"), (torch.rsqrt, "rsqrt")]
)
def test_arithmetic_on_the_way_of_a_signal_has_no_rule(function: Any, name: str) -> None:
    class Bent(Gated):
        def block(self, h: Tensor) -> Tensor:
            return function(h + 1)

    with pytest.raises(UnsupportedOperationError, match=name):
        lrp(Bent)
