"""LRP beside zennit's, rule by rule and composite by composite, on plain networks.

zennit is not among motiflens' dependencies: `make parity` brings it into an environment of its
own, and elsewhere these tests skip.

Batch norms and residual sums are left out: zennit passes relevance through the former unless a
canonizer merged them, and has no rule for a sum that is not a module of its own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import motiflens
from motiflens.attribution.capture import capture
from motiflens.attribution.composites import OwnComposite
from motiflens.attribution.program import Program
from motiflens.attribution.rules.lrp import composite_rules
from motiflens.attribution.walk import walk
from parity import zennit_alone

if not zennit_alone.installed():
    pytest.skip("zennit is not installed here; see `make parity`", allow_module_level=True)

from zennit.composites import (
    EpsilonAlpha2Beta1,
    EpsilonGammaBox,
    EpsilonPlus,
    LayerMapComposite,
    layer_map_base,
)
from zennit.core import Composite, Stabilizer
from zennit.rules import (
    AlphaBeta,
    Epsilon,
    Flat,
    Gamma,
    WSquare,
    ZBox,
    ZPlus,
)
from zennit.types import Linear

LENGTH = 40
TARGETS = (0, 2)
TINY = 1e-15
"""zennit cannot do without a stabiliser; motiflens has one in epsilon's rule alone."""

RULES: dict[str, tuple[Any, dict[str, Any]]] = {
    "epsilon": (Epsilon(0.1), {"rule": "epsilon", "epsilon": 0.1, "scale": "absolute"}),
    "epsilon of the layer's spread": (
        Epsilon(Stabilizer(0.25, norm_scale=True)),
        {"rule": "epsilon", "epsilon": 0.25, "scale": "layer"},
    ),
    "epsilon without biases": (
        Epsilon(0.1, zero_params="bias"),
        {"rule": "epsilon", "epsilon": 0.1, "scale": "absolute", "bias": "zero"},
    ),
    "zero": (Epsilon(TINY), {"rule": "zero"}),
    "gamma": (Gamma(0.25, TINY), {"rule": "gamma", "gamma": 0.25}),
    "gamma without biases": (
        Gamma(0.25, TINY, zero_params="bias"),
        {"rule": "gamma", "gamma": 0.25, "bias": "zero"},
    ),
    "alpha 2 beta 1": (AlphaBeta(2, 1, TINY), {"rule": "alpha-beta", "alpha": 2, "beta": 1}),
    "alpha 1 beta 0": (AlphaBeta(1, 0, TINY), {"rule": "alpha-beta", "alpha": 1, "beta": 0}),
    "alpha 1.5 beta 0.5": (
        AlphaBeta(1.5, 0.5, TINY),
        {"rule": "alpha-beta", "alpha": 1.5, "beta": 0.5},
    ),
    "alpha 2 beta 1 without biases": (
        AlphaBeta(2, 1, TINY, zero_params="bias"),
        {"rule": "alpha-beta", "alpha": 2, "beta": 1, "bias": "zero"},
    ),
    "z-plus": (ZPlus(TINY), {"rule": "z-plus"}),
    # Boxes that hold what every layer reads; that of bases is EpsilonGammaBox's, below.
    "z-box": (ZBox(-9.0, 9.0, TINY), {"rule": "z-box", "low": -9, "high": 9}),
    "z-box about another middle": (
        ZBox(-2.0, 30.0, TINY),
        {"rule": "z-box", "low": -2, "high": 30},
    ),
    # zennit counts the square of the bias; in motiflens that is a choice.
    "w-square": (WSquare(TINY), {"rule": "w-square", "bias": "absorb"}),
    "w-square without biases": (WSquare(TINY, zero_params="bias"), {"rule": "w-square"}),
    "flat": (Flat(TINY), {"rule": "flat"}),
}

COMPOSITES: dict[str, tuple[Callable[[], Composite], str, dict[str, Any]]] = {
    "EpsilonPlus": (
        lambda: EpsilonPlus(stabilizer=TINY),
        "lrp-epsilon-plus",
        {"input": "same"},
    ),
    "EpsilonGammaBox": (
        lambda: EpsilonGammaBox(low=0.0, high=1.0, stabilizer=TINY),
        "lrp-epsilon-gamma-box",
        {"input": "z-box"},
    ),
    "EpsilonAlpha2Beta1": (
        lambda: EpsilonAlpha2Beta1(stabilizer=TINY),
        "lrp-epsilon-alpha2beta1",
        {"input": "same"},
    ),
}


def network(pool: nn.Module, *, activation: type[nn.Module] = nn.ReLU, bias: bool = True) -> Any:
    layers = [
        nn.Conv1d(4, 9, 6, padding=3, bias=bias), activation(), pool,
        nn.Conv1d(9, 8, 3, padding=2, dilation=2, stride=2, bias=bias), activation(), nn.Flatten(),
    ]  # fmt: skip
    width = nn.Sequential(*layers)(torch.zeros(1, 4, LENGTH)).shape[1]
    dense = [nn.Linear(width, 8, bias=bias), activation(), nn.Linear(8, 3, bias=bias)]
    return nn.Sequential(*layers, *dense)


NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "max-pooling": lambda: network(nn.MaxPool1d(4)),
    "overlapping max-pooling": lambda: network(nn.MaxPool1d(3, 2, padding=1)),
    "average pooling": lambda: network(nn.AvgPool1d(3, 2)),
    "no biases": lambda: network(nn.MaxPool1d(2), bias=False),
    # Inputs of later layers that are negative: gamma is zennit's, of inputs of both signs.
    "tanh": lambda: network(nn.AvgPool1d(2), activation=nn.Tanh),
}


def settled(name: str) -> tuple[nn.Module, Tensor]:
    torch.manual_seed(11)
    model = NETWORKS[name]().double().eval()
    codes = torch.randint(0, 4, (4, LENGTH))
    return model, torch.eye(4, dtype=torch.float64)[codes].transpose(1, 2).contiguous()


def theirs(composite: Composite, model: nn.Module, x: Tensor, target: int) -> Tensor:
    """Return zennit's relevance of x, starting from what the model gives."""
    traced = x.clone().requires_grad_()
    with composite.context(model) as hooked:
        output = hooked(traced)
        start = torch.zeros_like(output)
        start[:, target] = output[:, target].detach()
        (relevance,) = torch.autograd.grad(output, traced, start)
    return relevance


def agree(ours: Tensor, theirs: Tensor) -> None:
    assert theirs.abs().max() > 1e-6
    torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-8 * float(theirs.abs().max()))


@functools.cache
def captured(name: str) -> Program:
    model, x = settled(name)
    return capture(model, x, target=list(TARGETS))


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("rule", RULES)
def test_rules_agree(rule: str, network: str) -> None:
    model, x = settled(network)
    hook, options = RULES[rule]
    composite = LayerMapComposite([*layer_map_base(TINY), (Linear, hook)])
    program = captured(network)
    plan = composite_rules(OwnComposite(rules=[options])).plan(program, "LRP")
    for target, found in zip(TARGETS, walk(program, plan, x, torch.zeros_like(x)), strict=True):
        agree(found.message.of(x), theirs(composite, model, x, target))


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("name", COMPOSITES)
def test_composites_agree(name: str, network: str) -> None:
    model, x = settled(network)
    build, method, options = COMPOSITES[name]
    each = motiflens.explain_each(
        model, x, TARGETS, method=method, options=options, reference="zeros"
    )
    for target, ours in zip(TARGETS, each, strict=True):
        agree(ours.contributions, theirs(build(), model, x, target))
