"""Every rule of LRP for layers with weights, against loops over units from its definition.

A layer's matrix is its Jacobian, taken by autograd, so that the loops share nothing with the
engine: neither how it convolves nor how it tells positive from negative contributions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from motiflens.attribution.lrp_rules import (
    RULES,
    AlphaBeta,
    Epsilon,
    Flat,
    Gamma,
    LayerRule,
    WSquare,
    ZBox,
    Zero,
    ZPlus,
)
from motiflens.attribution.messages import Relevance
from motiflens.attribution.operations import (
    Convolution,
    Dense,
    TransposedConvolution,
    Weighted,
)
from motiflens.attribution.plan import Site
from motiflens.attribution.program import Origin, Step
from motiflens.attribution.rules.lrp import layer_rule

BOX = (-1.5, 2.0)
BIASES = ("absorb", "zero", "distribute")
CHOICES: dict[str, LayerRule] = {
    **{f"zero, {bias}": Zero(bias=bias) for bias in BIASES},
    **{
        f"epsilon {scale} {sign}, {bias}": Epsilon(epsilon=0.3, scale=scale, sign=sign, bias=bias)
        for scale in ("absolute", "layer")
        for sign in ("signed", "unsigned")
        for bias in BIASES
    },
    **{f"gamma, {bias}": Gamma(gamma=0.4, bias=bias) for bias in BIASES},
    **{
        f"alpha-beta {alpha:g}{', renormalized' * again}, {bias}": AlphaBeta(
            alpha=alpha, beta=alpha - 1, renormalize=again, bias=bias
        )
        for alpha in (2.0, 1.0, 1.5)
        for again in (False, True)
        for bias in BIASES
    },
    **{f"z-plus, {bias}": ZPlus(bias=bias) for bias in BIASES},
    "z-plus, renormalized": ZPlus(renormalize=True),
    "z-box": ZBox(low=BOX[0], high=BOX[1], gauge="weights"),
    **{f"w-square, {bias}": WSquare(bias=bias) for bias in BIASES},
    "flat": Flat(),
}


def test_every_rule_of_the_table_is_tried() -> None:
    assert {chosen.rule for chosen in CHOICES.values()} == set(RULES)


@dataclass(frozen=True)
class Drawn:
    """A layer, what it reads, and the relevance of its output."""

    module: nn.Module
    x: Tensor
    reference: Tensor | None
    relevance: Tensor
    message: Relevance

    @property
    def operation(self) -> Weighted:
        module = self.module
        weight, bias = module.weight.detach(), module.bias
        bias = None if bias is None else bias.detach()
        if isinstance(module, nn.Linear):
            return Dense(weight, bias)
        if isinstance(module, nn.ConvTranspose1d):
            return TransposedConvolution(
                weight, bias, module.stride, module.padding, module.output_padding,
                module.dilation, module.groups,
            )  # fmt: skip
        return Convolution(
            weight, bias, module.stride, module.padding, module.dilation, (0,), module.groups
        )

    @property
    def site(self) -> Site:
        at_input = self.reference is not None
        reference = torch.zeros_like(self.x) if self.reference is None else self.reference
        step = Step("it", self.operation, ("x",), True, (at_input,), 1, Origin("it"))
        with torch.no_grad():
            return Site(step, (self.x,), self.module(self.x), (reference,), self.module(reference))

    def sequences(self) -> list[_Units]:
        """Return the layer of each sequence as numbers."""
        with torch.no_grad():
            y = self.module(self.x)
        origin = torch.zeros_like(self.x) if self.reference is None else self.reference
        found = []
        for x, x0, out, r in zip(self.x, origin, y, self.relevance, strict=True):
            with torch.no_grad():
                at_origin = self.module(x0[None])[0]
            jacobian = torch.autograd.functional.jacobian(self.module, x[None])
            found.append(
                _Units(
                    jacobian.reshape(out.numel(), x.numel()).T.tolist(),
                    (x - x0).flatten().tolist(),
                    x.flatten().tolist(),
                    at_origin.flatten().tolist(),
                    self._own_bias(out).flatten().tolist(),
                    out.flatten().tolist(),
                    r.flatten().tolist(),
                )
            )
        return found

    def _own_bias(self, out: Tensor) -> Tensor:
        bias = self.module.bias
        if bias is None:
            return torch.zeros_like(out)
        return (bias if out.dim() == 1 else bias[:, None]).detach().expand_as(out)


CAUSES = ("bias", "stabiliser", "signs", "unplaced")


@dataclass
class _Units:
    """A layer of one sequence: z_j = sum_i a_i w_ij + b_j, and R_j.

    ``least`` is the smallest denominator met so far, over the sizes of what it sums up.
    """

    w: list[list[float]]
    a: list[float]
    x: list[float]
    b: list[float]
    own_bias: list[float]
    z: list[float]
    r: list[float]
    least: float = math.inf

    def terms(self, j: int) -> list[float]:
        return [a * row[j] for a, row in zip(self.a, self.w, strict=True)]

    def reach(self, j: int) -> list[int]:
        """Return the inputs that reach unit j; a drawn weight is nowhere 0."""
        return [i for i, row in enumerate(self.w) if row[j] != 0]

    def send(self, chosen: LayerRule) -> tuple[list[float], dict[str, float]]:
        """Return the relevance of each input, and what the layer kept by its cause."""
        sent, kept = [0.0] * len(self.a), dict.fromkeys(CAUSES, 0.0)
        unit = getattr(self, "_" + chosen.rule.replace("-", "_"))
        for j in range(len(self.z)):
            unit(chosen, j, sent, kept)
        return sent, kept

    def _shared(
        self, j: int, terms: list[float], bias: float, added: float, chosen: Any,
        sent: list[float], kept: dict[str, float], relevance: float | None = None,
    ) -> None:  # fmt: skip
        """Send a unit's relevance in proportion to ``terms``, with a bias and a stabiliser."""
        relevance = self.r[j] if relevance is None else relevance
        mode = getattr(chosen, "bias", "absorb")
        bias = 0.0 if mode == "zero" else bias
        denominator, reach = sum(terms) + bias + added, self.reach(j)
        if denominator == 0:
            kept["unplaced"] += relevance
            return
        sizes = sum(map(abs, terms)) + abs(bias) + abs(added)
        self.least = min(self.least, abs(denominator) / sizes)
        ratio = relevance / denominator
        for i, term in enumerate(terms):
            sent[i] += term * ratio
        kept["stabiliser"] += added * ratio
        if mode == "distribute" and reach:
            for i in reach:
                sent[i] += bias / len(reach) * ratio
        else:
            kept["unplaced" if mode == "distribute" else "bias"] += bias * ratio

    def _zero(self, chosen: Zero, j: int, sent: list[float], kept: dict[str, float]) -> None:
        self._shared(j, self.terms(j), self.b[j], 0.0, chosen, sent, kept)

    def _epsilon(self, chosen: Epsilon, j: int, sent: list[float], kept: dict[str, float]) -> None:
        before = self.z
        if chosen.bias == "zero":
            before = [z - b for z, b in zip(self.z, self.b, strict=True)]
        size = chosen.epsilon
        if chosen.scale == "layer":
            size *= math.sqrt(sum(z * z for z in before) / len(before))
        added = -size if chosen.sign == "signed" and before[j] < 0 else size
        self._shared(j, self.terms(j), self.b[j], added, chosen, sent, kept)

    def _gamma(self, chosen: Gamma, j: int, sent: list[float], kept: dict[str, float]) -> None:
        sign = 1 if self.z[j] > 0 else -1

        def raised(term: float) -> float:
            return term * (1 + chosen.gamma) if term * sign > 0 else term

        terms = [raised(term) for term in self.terms(j)]
        self._shared(j, terms, raised(self.b[j]), 0.0, chosen, sent, kept)

    def _alpha_beta(
        self, chosen: AlphaBeta, j: int, sent: list[float], kept: dict[str, float]
    ) -> None:
        bias = 0.0 if chosen.bias == "zero" else self.b[j]
        terms = self.terms(j)
        above = any(term > 0 for term in (*terms, bias))
        below = any(term < 0 for term in (*terms, bias))
        alpha, beta = chosen.alpha * above, chosen.beta * below
        if chosen.renormalize and above != below:
            # All of the relevance goes to the one sign there is.
            alpha, beta = float(above), -float(below)
        handed_on = 0.0
        for there, sign, weight in ((above, 1, alpha), (below, -1, -beta)):
            if there and weight:
                some = [term if term * sign > 0 else 0.0 for term in terms]
                own = bias if bias * sign > 0 else 0.0
                self._shared(j, some, own, 0.0, chosen, sent, kept, self.r[j] * weight)
                handed_on += weight
        kept["signs"] += self.r[j] * (1 - handed_on)

    def _z_plus(self, chosen: ZPlus, j: int, sent: list[float], kept: dict[str, float]) -> None:
        same = AlphaBeta(alpha=1, beta=0, renormalize=chosen.renormalize, bias=chosen.bias)
        self._alpha_beta(same, j, sent, kept)

    def _z_box(self, chosen: ZBox, j: int, sent: list[float], kept: dict[str, float]) -> None:
        terms = [
            x * row[j] - chosen.low * max(row[j], 0) - chosen.high * min(row[j], 0)
            for x, row in zip(self.x, self.w, strict=True)
        ]
        self._shared(j, terms, 0.0, 0.0, chosen, sent, kept)

    def _w_square(self, chosen: WSquare, j: int, sent: list[float], kept: dict[str, float]) -> None:
        squares = [row[j] ** 2 for row in self.w]
        self._shared(j, squares, self.own_bias[j] ** 2, 0.0, chosen, sent, kept)

    def _flat(self, chosen: Flat, j: int, sent: list[float], kept: dict[str, float]) -> None:
        self._shared(j, [float(row[j] != 0) for row in self.w], 0.0, 0.0, chosen, sent, kept)


def _layer(draw: Any, kinds: tuple[str, ...]) -> tuple[nn.Module, tuple[int, ...]]:
    """Return a layer, and the shape of what it reads but for the batch."""
    kind, biased = draw(st.sampled_from(kinds)), draw(st.booleans())
    if kind == "dense":
        inputs = draw(st.integers(1, 9))
        return nn.Linear(inputs, draw(st.integers(1, 6)), bias=biased), (inputs,)
    groups = draw(st.integers(1, 2)) if "input" not in kinds else 1
    channels = 4 if "input" in kinds else groups * draw(st.integers(1, 2))
    kernel, dilation = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    reach = dilation * (kernel - 1)
    length = draw(st.integers(reach + 1, 7))
    stride = draw(st.integers(1, 3))
    shape = (channels, groups * draw(st.integers(1, 2)), kernel)
    if kind == "upwards":
        padding = draw(st.integers(0, min(reach, (length - 1) * stride // 2)))
        layer = nn.ConvTranspose1d(
            *shape, stride, padding, draw(st.integers(0, max(stride, dilation) - 1)),
            groups, biased, dilation,
        )  # fmt: skip
    else:
        padding = draw(st.integers(0, reach))
        layer = nn.Conv1d(*shape, stride, padding, dilation, groups, biased)
    return layer, (channels, length)


@st.composite
def hidden(draw: Any) -> Drawn:
    """Draw a layer behind others: its inputs are positive and zero, or of both signs."""
    torch.manual_seed(draw(st.integers(0, 10_000)))
    module, shape = _layer(draw, ("convolution", "dense", "upwards"))
    x = torch.randn(2, *shape, dtype=torch.float64).clamp(*BOX)
    if draw(st.booleans()):
        x = x.clamp(min=0)
    return _settled(draw, module, x, None)


@st.composite
def first(draw: Any) -> Drawn:
    """Draw a convolution that reads a sequence, and frequencies of bases as its reference."""
    torch.manual_seed(draw(st.integers(0, 10_000)))
    module, (_, length) = _layer(draw, ("convolution", "input"))
    codes = torch.randint(0, 4, (2, length))
    x = torch.eye(4, dtype=torch.float64)[codes].transpose(1, 2)
    frequencies = torch.rand(4).double() + 0.1
    reference = (frequencies / frequencies.sum()).view(1, 4, 1).expand_as(x)
    return _settled(draw, module, x, reference)


def _settled(draw: Any, module: nn.Module, x: Tensor, reference: Tensor | None) -> Drawn:
    module = module.double().requires_grad_(False)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.normal_()
        y = module(x)
    drawn = torch.randn(y.shape, dtype=torch.float64)
    kind = draw(st.sampled_from(["relevance", "a multiple", "behind a ReLU"]))
    if kind == "a multiple":
        return Drawn(module, x, reference, drawn * y, Relevance(drawn))
    if kind == "behind a ReLU":
        drawn = drawn.where(y > 0, 0)
        return Drawn(module, x, reference, drawn * y, Relevance(drawn, rising=True))
    return Drawn(module, x, reference, drawn, Relevance(given=drawn))


def _agree(drawn: Drawn, chosen: LayerRule) -> None:
    wanted = drawn.sequences()
    by_loops = [units.send(chosen) for units in wanted]
    # Where a denominator cancels, rounding alone shows.
    assume(min(units.least for units in wanted) > 1e-4)
    (message,), kept = layer_rule(chosen)(drawn.site)(drawn.message)
    origin = torch.zeros_like(drawn.x) if drawn.reference is None else drawn.reference
    found = message.of(drawn.x - origin).flatten(1)
    assert set(kept) <= set(CAUSES)
    for number, (sent, by_cause) in enumerate(by_loops):
        largest = max(map(abs, (*sent, *wanted[number].r)))
        assert (found[number] - found.new_tensor(sent)).abs().max() <= 1e-10 * largest
        for cause, amount in by_cause.items():
            ours = float(kept[cause][number]) if cause in kept else 0.0
            assert abs(ours - amount) <= 1e-10 * max(abs(amount), largest), cause


@pytest.mark.parametrize("name", CHOICES)
@settings(max_examples=20, deadline=None)
@given(drawn=hidden())
def test_rules_are_those_of_their_definition(name: str, drawn: Drawn) -> None:
    _agree(drawn, CHOICES[name])


@pytest.mark.parametrize("name", CHOICES)
@settings(max_examples=10, deadline=None)
@given(drawn=first())
def test_at_the_input_they_are_of_the_distance_to_the_reference(name: str, drawn: Drawn) -> None:
    _agree(drawn, CHOICES[name])


def _kept_and_sent(module: nn.Module, x: Tensor, chosen: LayerRule) -> tuple[Tensor, Tensor]:
    """Return the relevance of the output and what became of it, in sum."""
    drawn = Drawn(module, x, None, torch.ones_like(module(x)), Relevance(given=None))
    (message,), kept = layer_rule(chosen)(drawn.site)(Relevance(given=drawn.relevance))
    return drawn.relevance.sum(), message.of(x).sum() + sum(
        kept.values(), torch.zeros(1, dtype=x.dtype)
    )


@pytest.mark.parametrize("chosen", [Flat(), Zero(bias="distribute")], ids=["flat", "distribute"])
@pytest.mark.parametrize("build", [nn.Conv1d, nn.ConvTranspose1d])
def test_relevance_of_a_unit_without_inputs_is_counted(
    build: type[nn.Module], chosen: LayerRule
) -> None:
    # A window on padding alone, and the gaps that a stride leaves.
    module = build(1, 1, 1, **({"padding": 1} if build is nn.Conv1d else {"stride": 2})).double()
    x = torch.rand(1, 1, 3, dtype=torch.float64) + 1
    arrived, placed = _kept_and_sent(module.requires_grad_(False), x, chosen)
    assert abs(float(placed - arrived)) <= 1e-12 * float(arrived)


@pytest.mark.parametrize("bias", ["absorb", "zero"])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("signed", [False, True])
def test_a_large_bias_makes_no_contribution_of_the_other_sign(
    signed: bool, sign: int, bias: str
) -> None:
    torch.manual_seed(0)
    module = nn.Linear(6, 40).double().requires_grad_(False)
    module.weight[:] = sign * torch.rand(40, 6).double()
    module.bias[:] = sign * (20 + torch.rand(40).double())
    x = torch.rand(1, 6, dtype=torch.float64) / 50
    if signed:
        x[:, ::2], module.weight[:, ::2] = -x[:, ::2], -module.weight[:, ::2]
    # Each unit has contributions of one sign, which have all of its relevance.
    arrived, placed = _kept_and_sent(module, x, AlphaBeta(renormalize=True, bias=bias))
    assert abs(float(placed - arrived)) <= 1e-12 * float(arrived)
