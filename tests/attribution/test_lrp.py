"""LRP as a whole: a scalar re-derivation of the default, and what must hold of any network."""

from __future__ import annotations

import functools
import importlib
import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import motiflens
from attribution.networks import (
    FREQUENCIES,
    ConvPoolDense,
    Folded,
    Plain,
    WithControl,
    one_hot,
    settle,
)
from motiflens.attribution.batch import Batch, explain_batch
from motiflens.attribution.capture import capture
from motiflens.attribution.composites import EpsilonOptions
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.lrp_rules import RULES
from motiflens.attribution.methods import METHODS
from motiflens.attribution.program import Program
from motiflens.attribution.result import Attribution
from motiflens.attribution.rules.layers import LAYER_RULES
from motiflens.attribution.rules.lrp import composite_rules
from motiflens.attribution.rules.relevance import Quotient
from motiflens.attribution.walk import walk
from motiflens.config import method_options
from motiflens.errors import CompletenessWarning

ZEROS = {"reference": "zeros"}
LRP_0 = {"epsilon": 0.0}
PRESETS = [name for name, row in METHODS.items() if row.family == "lrp" and name != "lrp"]


class Mixed(nn.Module):
    """Convolutions, max-pooling, a residual sum, a concatenation, dense layers; all ReLU."""

    def __init__(self, *, bias: bool = True) -> None:
        super().__init__()
        self.first = nn.Conv1d(4, 6, 5, padding=2, bias=bias)
        self.second = nn.Conv1d(6, 6, 3, padding=2, dilation=2, bias=bias)
        self.third = nn.Conv1d(12, 5, 3, bias=bias)
        self.hidden = nn.Linear(5 * 12, 7, bias=bias)
        self.out = nn.Linear(7, 1, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        h = F.max_pool1d(F.relu(self.first(x)), 3, 2)
        h = torch.cat([h, h + F.relu(self.second(h))], 1)
        h = F.relu(self.third(h)).flatten(1)
        return self.out(F.relu(self.hidden(h)))


class Chain(nn.Module):
    """Two convolutions, a max-pooling and two dense layers, one after another."""

    def __init__(self, *, bias: bool = True) -> None:
        super().__init__()
        self.first = nn.Conv1d(4, 6, 5, padding=2, bias=bias)
        self.second = nn.Conv1d(6, 5, 3, padding=1, stride=2, bias=bias)
        self.hidden = nn.Linear(5 * 8, 6, bias=bias)
        self.out = nn.Linear(6, 1, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        h = F.max_pool1d(F.relu(self.first(x)), 2)
        h = F.relu(self.second(h)).flatten(1)
        return self.out(F.relu(self.hidden(h)))


class Dilated(nn.Module):
    """BPNet's body: a wide first layer and residual blocks of doubling dilation."""

    def __init__(self, blocks: int = 8, channels: int = 12) -> None:
        super().__init__()
        self.first = nn.Conv1d(4, channels, 21, padding=10)
        self.blocks = nn.ModuleList(
            nn.Conv1d(channels, channels, 3, padding=2**i, dilation=2**i)
            for i in range(1, blocks + 1)
        )
        self.out = nn.Linear(channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = F.relu(self.first(x))
        for block in self.blocks:
            h = h + F.relu(block(h))
        return self.out(h.mean(-1))


def lrp(model: nn.Module, x: Tensor, *rules: Any) -> Attribution:
    """Explain with rules of the table, by name or with their parameters; a reference of zeros."""
    given = [{"rule": rule} if isinstance(rule, str) else rule for rule in rules]
    return attribution(model, x, "lrp", {"rules": given})


def attribution(model: nn.Module, x: Tensor, method: str, options: dict[str, Any]) -> Attribution:
    """Explain as `motiflens.explain` does, with a model that is captured once for all methods."""
    if model not in CAPTURED:
        CAPTURED[model] = capture(model, x, target=0)
    rules = composite_rules(method_options(method, options))
    program = rules.prepared(CAPTURED[model])
    batch = Batch(x, torch.zeros_like(x)[:, None], None, ())
    (found,) = explain_batch(METHODS[method], program, rules.plan(program, method), batch)
    return found


CAPTURED: dict[nn.Module, Program] = {}


@functools.cache
def made(build: Callable[..., nn.Module], bias: bool = True) -> nn.Module:
    return settle(build() if bias else build(bias=False), seed=2)


def positive(build: Callable[..., nn.Module], bias: bool = True) -> tuple[nn.Module, Tensor]:
    """Return a network and sequences that it gives positive outputs."""
    model, x, count = made(build, bias), one_hot(400, 30), 4
    with torch.no_grad():
        x = x[model(x)[:, 0] > 0.1]
    assert len(x) >= count
    return model, x[:count]


def box(rule: str) -> dict[str, float]:
    """Return a box that holds what hidden layers read."""
    return {"low": 0.0, "high": 50.0} if rule == "z-box" else {}


def kept(found: Attribution) -> Tensor:
    return sum(found.absorbed.values(), start=torch.zeros_like(found.prediction))


def near(found: Tensor, wanted: Tensor, tolerance: float = 1e-10) -> None:
    assert (found - wanted).abs().max() <= tolerance * wanted.abs().max()


class _Small(nn.Module):
    """conv - ReLU - max-pool - dense - ReLU - dense: small enough for loops."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, 3, 3, padding=1)
        self.pool = nn.MaxPool1d(2)
        self.hidden = nn.Linear(12, 4)
        self.out = nn.Linear(4, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.pool(torch.relu(self.conv(x))).flatten(1)
        return self.out(torch.relu(self.hidden(h)))


def _by_loops(
    model: _Small, x: Tensor, reference: list[float], epsilon: float
) -> list[list[float]]:
    """The default LRP of one sequence (4, L), unit by unit, from the rule's definition."""

    def stabilised(z: list[float]) -> list[float]:
        spread = math.sqrt(sum(value * value for value in z) / len(z))
        return [value + epsilon * spread * (1 if value >= 0 else -1) for value in z]

    def dense(layer: nn.Linear, a: list[float]) -> list[float]:
        return [
            sum(layer.weight[j, i].item() * a[i] for i in range(len(a))) + layer.bias[j].item()
            for j in range(layer.out_features)
        ]

    def through_dense(layer: nn.Linear, a: list[float], relevance: list[float]) -> list[float]:
        denominators = stabilised(dense(layer, a))
        return [
            a[i] * sum(
                layer.weight[j, i].item() * relevance[j] / denominators[j]
                for j in range(layer.out_features)
            )
            for i in range(len(a))
        ]  # fmt: skip

    length, channels, width = x.shape[1], 3, 3
    z = [
        [
            model.conv.bias[o].item()
            + sum(
                model.conv.weight[o, c, k].item() * x[c, p + k - 1].item()
                for c in range(4) for k in range(width) if 0 <= p + k - 1 < length
            )
            for p in range(length)
        ]
        for o in range(channels)
    ]  # fmt: skip
    pooled, winners = [], []
    for o in range(channels):
        for window in range(length // 2):
            members = [2 * window, 2 * window + 1]
            winner = max(members, key=lambda p, o=o: max(z[o][p], 0.0))
            winners.append((o, winner))
            pooled.append(max(z[o][winner], 0.0))
    hidden = dense(model.hidden, pooled)
    active = [max(value, 0.0) for value in hidden]
    (output,) = dense(model.out, active)
    relevance = through_dense(model.hidden, pooled, through_dense(model.out, active, [output]))

    flat = stabilised([value for row in z for value in row])
    scores = [[0.0] * length for _ in range(4)]
    for (o, p), given in zip(winners, relevance, strict=True):
        ratio = given / flat[o * length + p]
        for c in range(4):
            for k in range(width):
                if 0 <= p + k - 1 < length:
                    change = x[c, p + k - 1].item() - reference[c]
                    scores[c][p + k - 1] += model.conv.weight[o, c, k].item() * change * ratio
    return scores


@pytest.mark.parametrize("reference", [FREQUENCIES, [0.0] * 4])
def test_the_default_is_that_of_the_definition(reference: list[float]) -> None:
    model, x = settle(_Small(), seed=5), one_hot(3, 8)
    found = motiflens.explain(
        model, x, method="lrp-epsilon", reference=torch.tensor(reference, dtype=torch.float64)
    )
    for contributions, sequence in zip(found.contributions, x, strict=True):
        wanted = torch.tensor(_by_loops(model, sequence, reference, 0.25), dtype=torch.float64)
        assert wanted.abs().max() > 1e-3
        torch.testing.assert_close(contributions, wanted, rtol=1e-9, atol=1e-12)


def test_the_default_is_not_gradient_times_distance_in_disguise() -> None:
    model, x = settle(ConvPoolDense()), one_hot(20, 30)
    lrp = motiflens.explain(model, x, method="lrp-epsilon", reference=FREQUENCIES, target=0)
    gradient = motiflens.explain(
        model, x, method="gradient-x-input", reference=FREQUENCIES, target=0
    )
    correlation = torch.stack(
        [
            torch.corrcoef(torch.stack(pair))[0, 1]
            for pair in zip(lrp.scores, gradient.scores, strict=True)
        ]
    )
    assert correlation.max() < 0.9999
    scale = lrp.scores.abs().mean() / gradient.scores.abs().mean()
    assert (lrp.scores - scale * gradient.scores).abs().max() > 0.1 * lrp.scores.abs().max()


@pytest.mark.parametrize("build", [ConvPoolDense, Plain, Folded, Mixed])
def test_lrp_0_with_a_reference_of_zeros_is_gradient_times_input(build: type[nn.Module]) -> None:
    model, x = settle(build()), one_hot(4, 30)
    gradient = motiflens.explain(model, x, method="gradient-x-input", target=0)
    for found in (attribution(model, x, "lrp-epsilon", LRP_0), lrp(model, x, "zero")):
        near(found.contributions, gradient.contributions)


@pytest.mark.parametrize("build", [Mixed, Chain])
def test_without_biases_lrp_0_is_deeplift(build: Callable[..., nn.Module]) -> None:
    model, x = made(build, bias=False), one_hot(4, 30)
    rescale = motiflens.explain(model, x, method="deeplift", **ZEROS)
    near(lrp(model, x, "zero").contributions, rescale.contributions)


@pytest.mark.parametrize("build", [ConvPoolDense, Plain, Folded])
@pytest.mark.parametrize("bias", ["absorb", "zero", "distribute"])
@pytest.mark.parametrize("scale", ["layer", "absolute"])
@pytest.mark.parametrize("sign", ["signed", "unsigned"])
def test_what_is_given_and_what_is_absorbed_is_the_output(
    build: type[nn.Module], bias: str, scale: str, sign: str
) -> None:
    options = {"bias": bias, "scale": scale, "sign": sign, "epsilon": 0.1}
    model, x = made(build), one_hot(4, 30)
    found = attribution(model, x, "lrp-epsilon", options)
    torch.testing.assert_close(
        found.scores.sum(1) + kept(found), found.prediction, rtol=1e-8, atol=1e-10
    )
    assert found.completeness_error.max() < 1e-9


CONSERVING = [name for name, row in RULES.items() if row.conserves]


@pytest.mark.parametrize("rule", [*CONSERVING, "epsilon"])
def test_without_biases_conserving_rules_keep_nothing(rule: str) -> None:
    model, x = positive(Chain, bias=False)
    given = {"rule": rule, **({"epsilon": 0.0} if rule == "epsilon" else {}), **box(rule)}
    found = lrp(model, x, given)
    near(found.scores.sum(1), found.prediction)
    assert kept(found).abs().max() <= 1e-10 * found.prediction.abs().max()
    for layer in found.layers.values():
        near(layer, found.prediction)


@pytest.mark.parametrize("rule", CONSERVING)
def test_so_they_do_on_residual_sums_and_concatenations(rule: str) -> None:
    model, x = positive(Mixed, bias=False)
    # z-box, w^2 and flat give relevance to units that are 0, which a sum cannot share out.
    first = {"rule": rule, "where": {"input": True}}
    above = rule if rule in ("zero", "gamma", "z-plus") else "gamma"
    found = lrp(model, x, first, above)
    near(found.scores.sum(1), found.prediction)
    assert kept(found).abs().max() <= 1e-10 * found.prediction.abs().max()


def nowhere_negative(found: Attribution) -> None:
    largest = found.contributions.max()
    assert largest > 0
    assert found.contributions.min() >= -1e-15 * largest


@pytest.mark.parametrize("rule", [name for name, row in RULES.items() if row.positive])
def test_positive_relevance_stays_positive(rule: str) -> None:
    model, x = positive(Mixed)
    # z-box is for what lies in the box, as bases do.
    first = {"rule": rule, "where": {"input": True}}
    nowhere_negative(lrp(model, x, first, "z-plus"))


@pytest.mark.parametrize("build", [Chain, Mixed])
@pytest.mark.parametrize("reference", [[0.0] * 4, FREQUENCIES], ids=["zeros", "frequencies"])
def test_deep_taylor_is_nowhere_negative(
    build: Callable[..., nn.Module], reference: list[float]
) -> None:
    model, x = positive(build)
    column = torch.tensor(reference, dtype=torch.float64)
    found = motiflens.explain(model, x, method="deep-taylor", reference=column)
    nowhere_negative(found)


@pytest.mark.parametrize("reference", [[0.0] * 4, FREQUENCIES], ids=["zeros", "frequencies"])
def test_what_each_layer_absorbed_is_its_own_share(reference: list[float]) -> None:
    """sum_i R_i = sum_j R_j (z_j - b_j) / (z_j + e_j); the shares follow from autograd's R_j."""
    model, x = settle(Chain(), seed=2), one_hot(3, 30)
    column = torch.tensor(reference, dtype=torch.float64)
    found = motiflens.explain(model, x, method="lrp-epsilon", reference=column)
    inputs: dict[str, Tensor] = {}
    handles = [
        layer.register_forward_hook(lambda _, given, __, name=name: inputs.update({name: given[0]}))
        for name, layer in model.named_children()
    ]
    relevance = model(x).detach()
    for handle in handles:
        handle.remove()
    layers, passed_on = list(model.named_children()), {
        "first": lambda z: F.max_pool1d(F.relu(z), 2),
        "second": lambda z: F.relu(z).flatten(1),
        "hidden": F.relu,
    }  # fmt: skip
    for number, (name, layer) in reversed(list(enumerate(layers))):
        a = inputs[name].detach().requires_grad_()
        z = layer(a)
        origin = column.view(1, 4, 1).expand_as(a) if name == "first" else torch.zeros_like(a)
        bias = layer(origin)
        spread = z.flatten(1).square().mean(1).sqrt().view(-1, *[1] * (z.dim() - 1))
        added = 0.25 * torch.where(z < 0, -spread, spread)
        r = (relevance / (z + added)).detach()
        near(found.layers[name], relevance.flatten(1).sum(1))
        near(found.absorbed[f"{name}/bias"], (r * bias).flatten(1).sum(1))
        near(found.absorbed[f"{name}/stabiliser"], (r * added).flatten(1).sum(1))
        sent = torch.autograd.grad((z * r).sum(), a)[0] * (a - origin)
        near(sent.flatten(1).sum(1), (relevance * (z - bias) / (z + added)).flatten(1).sum(1))
        if number:
            below, module = layers[number - 1]
            z = module(inputs[below]).detach().requires_grad_()
            y = passed_on[below](z)
            # An activation passes relevance, a maximum gives it to its winner.
            (share,) = torch.autograd.grad(y, z, sent / y.where(y != 0, 1))
            relevance = (share * z).detach()
    near(found.contributions, sent)


def test_absorption_is_the_leakage_identity_of_a_dense_layer() -> None:
    layer = settle(nn.Sequential(nn.Flatten(), nn.Linear(4 * 5, 1)))
    x = one_hot(3, 5)
    found = motiflens.explain(
        layer, x, method="lrp-epsilon", options={"epsilon": 0.3, "scale": "absolute"}, **ZEROS
    )
    z, b = found.prediction, layer[1].bias.item()
    epsilon = torch.where(z < 0, -0.3, 0.3)
    torch.testing.assert_close(found.scores.sum(1), z * (z - b) / (z + epsilon))
    torch.testing.assert_close(found.absorbed["1/bias"], z * b / (z + epsilon))
    torch.testing.assert_close(found.absorbed["1/stabiliser"], z * epsilon / (z + epsilon))


def sends_too_much(rule: str) -> Callable[..., Any]:
    """Return a rule of the table that sends 1 % more than it should."""
    true = LAYER_RULES[rule]

    def broken(layer: Any, options: Any) -> Any:
        pull = true(layer, options)

        def wrong(relevance: Any) -> Any:
            sent, absorbed = pull(relevance)
            return sent.each(lambda part: 1.01 * part), absorbed

        return wrong

    return broken


def divides_wrongly(rule: str) -> Callable[..., Any]:
    """Return a rule of the table whose quotients are 1 % too large."""
    true = LAYER_RULES[rule]

    class Wrong(Quotient):
        def of(self, relevance: Any) -> Tensor:
            return 1.01 * super().of(relevance)

    def while_wrong(call: Callable[..., Any], *given: Any) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            for part in ("epsilon", "gamma", "inputs", "signs"):
                # The package has functions of the same names.
                module = importlib.import_module(f"motiflens.attribution.rules.layers.{part}")
                patch.setattr(module, "Quotient", Wrong)
            return call(*given)

    def broken(layer: Any, options: Any) -> Any:
        return functools.partial(while_wrong, while_wrong(true, layer, options))

    return broken


BROKEN = [(sends_too_much, rule) for rule in RULES] + [
    (divides_wrongly, rule) for rule in RULES if rule != "flat"
]


@pytest.mark.parametrize(("how", "rule"), BROKEN)
def test_a_rule_that_is_off_by_a_hundredth_is_seen_and_named(
    how: Callable[[str], Any], rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, x = made(Chain), one_hot(2, 30)
    second = {"rule": rule, "where": {"name": "second"}, **box(rule)}
    others = "gamma" if rule != "gamma" else "epsilon"
    monkeypatch.setitem(LAYER_RULES, rule, how(rule))
    with pytest.warns(CompletenessWarning, match=r"lost at second \(") as caught:
        found = lrp(model, x, second, others)
    assert len(caught) == 1
    assert found.completeness_error.max() > 1e-4


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("method", [*PRESETS, "lrp"])
def test_eight_residual_blocks_add_up(method: str, dtype: torch.dtype) -> None:
    torch.manual_seed(5)
    model = Dilated().to(dtype)
    state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    x = one_hot(3, 240, dtype=dtype)
    options = {"rules": [{"rule": "gamma"}]} if method == "lrp" else {}
    explainer = Explainer(model, x, method=method, options=options)
    found = explainer.explain(x, reference=FREQUENCIES)
    tolerance = 1e-6 if dtype == torch.float32 else 1e-12
    assert not found.recomputed.any()
    missed = (found.scores.double().sum(1) + kept(found).double() - found.prediction.double()).abs()
    assert (missed / found.prediction.abs()).max() <= tolerance
    alone = explainer.explain(x[1:2], reference=FREQUENCIES)
    near(alone.contributions, found.contributions[1:2], 20 * tolerance)
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, state[name])
    assert not any(module._forward_hooks or module._backward_hooks for module in model.modules())


def test_the_stabiliser_is_of_each_sequence_by_itself() -> None:
    x = one_hot(6, 30)
    explainer = Explainer(settle(Folded()), x, method="lrp-epsilon")
    alone = [explainer.explain(one, reference=FREQUENCIES).scores for one in x.split(1)]
    together = explainer.explain(x, reference=FREQUENCIES).scores
    torch.testing.assert_close(torch.cat(alone), together, rtol=1e-10, atol=1e-12)


def test_relevance_of_a_unit_whose_denominator_is_zero_is_absorbed_there() -> None:
    class Cancelling(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.ones(1, dtype=torch.float64))

        def forward(self, x: Tensor) -> Tensor:
            h = x.sum((1, 2)).unsqueeze(1) * self.weight
            return torch.exp(h - h)[:, 0]

    found = motiflens.explain(Cancelling(), one_hot(2, 6), method="lrp-epsilon", **ZEROS)
    assert found.scores.abs().max() == 0
    torch.testing.assert_close(sum(found.absorbed.values()), found.prediction)


def test_relevance_that_a_control_track_takes_is_counted_as_absorbed() -> None:
    model, x, track = settle(WithControl()), one_hot(4, 30), torch.rand(4, 1, 30).double()
    found = motiflens.explain(model, x, args=[track], method="lrp-epsilon", target=0)
    assert found.completeness_error.max() < 1e-12


def test_a_batch_that_does_not_lead_is_refused() -> None:
    class Turned(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.dense = nn.Linear(4, 3)

        def forward(self, x: Tensor) -> Tensor:
            return self.dense(x.permute(2, 0, 1)).sum((0, 2))

    model, x = settle(Turned()), one_hot(3, 7)
    with pytest.raises(motiflens.errors.UnsupportedOperationError, match="first dimension"):
        motiflens.explain(model, x, method="lrp-epsilon")
    assert motiflens.explain(model, x).completeness_error.max() < 1e-12


def test_a_first_operation_that_is_no_layer_has_no_ratio() -> None:
    class Rectified(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return torch.relu(x).sum((1, 2))

    x = one_hot(2, 6)
    rules = composite_rules(EpsilonOptions())
    program = capture(Rectified(), x)
    plan = rules.plan(program, "LRP")
    message = walk(program, plan, x, torch.zeros_like(x))[0].message
    assert message.ratio is None
    torch.testing.assert_close(message.given, x)
