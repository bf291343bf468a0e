"""LRP's rules for layers with weights, one function each.

A rule is given a `Layer` and its parameters, and returns a function from the relevance of the
layer's output to that of its input. All are written for y = sum a w + b; at the layers that read
the sequence, a is x - reference and b the layer's value at the reference. (a w)^+ and (a w)^- are
what a contribution is where it is positive and where it is negative. Where no input is negative,
they come from the positive and the negative weights; elsewhere from
(a w)^+- = (a w +- |a| |w|) / 2.

Definitions and sources stand in the table, `motiflens.attribution.lrp_rules`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import torch
from torch import Tensor

from motiflens.attribution.lrp_rules import (
    AlphaBeta,
    Bias,
    Epsilon,
    Flat,
    Gamma,
    WSquare,
    ZBox,
    Zero,
    ZPlus,
)
from motiflens.attribution.messages import Relevance
from motiflens.attribution.operations import Convolution, Weighted
from motiflens.attribution.plan import Site
from motiflens.attribution.rules.relevance import Kept, Quotient, inner
from motiflens.errors import UnsupportedOperationError

_EMPTY = 64
"""A sum of one sign smaller than this many units of rounding of all terms is empty."""

LayerPull = Callable[[Relevance], tuple[Relevance, Kept]]


@dataclass(frozen=True)
class Layer:
    """A layer with weights in one forward pass.

    Attributes
    ----------
    site
        The layer, its input and its output.
    """

    site: Site

    @property
    def operation(self) -> Weighted:
        """The layer."""
        return cast(Weighted, self.site.operation)

    @property
    def at_input(self) -> bool:
        """Whether it reads the sequence."""
        return self.site.step.at_input[0]

    @property
    def rows(self) -> int:
        """Rows of each sequence; see `Step.rows`."""
        return self.site.step.rows or 1

    @property
    def y(self) -> Tensor:
        """The output."""
        return self.site.output

    @cached_property
    def a(self) -> Tensor:
        """The input."""
        if self.at_input:
            return self.site.inputs[0] - self.site.reference_inputs[0]
        return self.site.inputs[0]

    @cached_property
    def bias(self) -> Tensor | None:
        """The bias, broadcastable to the output."""
        return self.site.reference_output if self.at_input else self.operation.offset()

    @cached_property
    def linear(self) -> Tensor:
        """The output without the bias, sum a w."""
        return self.y if self.bias is None else self.y - self.bias

    @cached_property
    def nowhere_negative(self) -> bool:
        """Whether no input is negative."""
        return not self.at_input and bool(self.a.min() >= 0)

    @cached_property
    def sizes(self) -> Tensor:
        """The sum of |a| |w|."""
        return self.operation.with_weight(self.operation.weight.abs()).forward(self.a.abs())

    def sent(self, ratio: Tensor, size: Tensor | None = None) -> Relevance:
        """Return a * ratio + |a| * size as relevance of the input."""
        if size is None or self.at_input:
            return Relevance(ratio, size)
        return Relevance(ratio + self.a.sign() * size)

    def share_bias(
        self, sent: Relevance, r: Tensor, bias: Tensor | None, kind: Bias
    ) -> tuple[Relevance, Kept]:
        """Return relevance with the share of ``bias``, times r, given to the inputs or kept."""
        if bias is None:
            return sent, {}
        if kind != "distribute":
            return sent, {"bias": inner(r, bias, self.rows)}
        spread = r * bias / self.operation.fan_in(self.site.inputs[0])
        given = self.operation.spread(spread, self.a.shape)
        return replace(sent, given=given if sent.given is None else sent.given + given), {}


def stabiliser(z: Tensor, options: Epsilon, rows: int) -> Tensor:
    """Return what is added to the denominators ``z`` of a layer, broadcastable to it."""
    size = z.new_tensor(options.epsilon)
    if options.scale == "layer":
        layer = z.reshape(z.shape[0] // rows, -1)
        spread = torch.linalg.vector_norm(layer, dim=1) / math.sqrt(layer.shape[1])
        spread = spread.repeat_interleave(rows)
        size = options.epsilon * spread.view(-1, *[1] * (z.dim() - 1))
    return size if options.sign == "unsigned" else torch.copysign(size, z)


def zero(layer: Layer, options: Zero) -> LayerPull:
    """Send in proportion to what each input gave."""
    return epsilon(layer, Epsilon(epsilon=0, scale="absolute", bias=options.bias))


def epsilon(layer: Layer, options: Epsilon) -> LayerPull:
    """Send in proportion to what each input gave; a stabiliser keeps a share."""
    counts = layer.bias is not None and options.bias != "zero"
    z = layer.y if counts or layer.bias is None else layer.linear
    added = stabiliser(z, options, layer.rows) if options.epsilon else None
    quotient = Quotient(layer.y, z if added is None else z + added)

    def pull(relevance: Relevance) -> tuple[Relevance, Kept]:
        r = quotient.of(relevance)
        sent = Relevance(layer.operation.transpose(r, layer.a.shape))
        sent, kept = layer.share_bias(sent, r, layer.bias if counts else None, options.bias)
        if added is not None:
            kept = {**kept, "stabiliser": inner(r, added, layer.rows)}
        return sent, {**kept, **quotient.unplaced(relevance, layer.rows)}

    return pull


def gamma(layer: Layer, options: Gamma) -> LayerPull:
    """Send in proportion, contributions of the unit's own sign counted 1 + gamma times."""
    counts = layer.bias is not None and options.bias != "zero"
    z = layer.y
    bias = layer.bias if counts else None
    if bias is not None:
        own = torch.where(z > 0, bias.clamp(min=0), bias.clamp(max=0))
        bias = bias + options.gamma * own
    if layer.nowhere_negative:
        denominator, send = _gamma_by_weights(layer, z, options.gamma)
    else:
        denominator, send = _gamma_by_sizes(layer, z, options.gamma)
    quotient = Quotient(layer.y, denominator if bias is None else denominator + bias)

    def pull(relevance: Relevance) -> tuple[Relevance, Kept]:
        r = quotient.of(relevance)
        sent, kept = layer.share_bias(send(r), r, bias, options.bias)
        return sent, {**kept, **quotient.unplaced(relevance, layer.rows)}

    return pull


def _gamma_by_weights(
    layer: Layer, z: Tensor, factor: float
) -> tuple[Tensor, Callable[[Tensor], Relevance]]:
    """Return gamma's denominators but for the bias, and what sends, for inputs of one sign."""
    weight, shape = layer.operation.weight, layer.a.shape
    rising = layer.operation.with_weight(weight + factor * weight.clamp(min=0))
    falling = layer.operation.with_weight(weight + factor * weight.clamp(max=0))
    above = z > 0
    total = rising.forward(layer.a)
    # Units below zero count their negative terms: what rising counts twice, they count once.
    denominator = torch.where(above, total, (2 + factor) * layer.linear - total)
    denominator = denominator.masked_fill(z == 0, 0)

    def send(r: Tensor) -> Relevance:
        below = r.masked_fill(above, 0)
        if not bool(below.any()):
            return Relevance(rising.transpose(r, shape))
        up = rising.transpose(r - below, shape)
        return Relevance(up + falling.transpose(below, shape))

    return denominator, send


def _gamma_by_sizes(
    layer: Layer, z: Tensor, factor: float
) -> tuple[Tensor, Callable[[Tensor], Relevance]]:
    """Return the same for inputs of both signs."""
    absolute = layer.operation.with_weight(layer.operation.weight.abs())
    sign, shape = z.sign(), layer.a.shape
    denominator = layer.linear + factor / 2 * (layer.linear + sign * layer.sizes)
    denominator = denominator.masked_fill(z == 0, 0)

    def send(r: Tensor) -> Relevance:
        ratio = (1 + factor / 2) * layer.operation.transpose(r, shape)
        return layer.sent(ratio, factor / 2 * absolute.transpose(sign * r, shape))

    return denominator, send


def z_plus(layer: Layer, options: ZPlus) -> LayerPull:
    """Send in proportion to the positive contributions."""
    return alpha_beta(
        layer,
        AlphaBeta(alpha=1, beta=0, renormalize=options.renormalize, bias=options.bias),
    )


def alpha_beta(layer: Layer, options: AlphaBeta) -> LayerPull:
    """Send alpha times in proportion to positive, less beta times to negative contributions."""
    plus, minus = _by_sign(layer)
    above = below = None
    if layer.bias is not None and options.bias != "zero":
        above, below = layer.bias.clamp(min=0), layer.bias.clamp(max=0)
        plus, minus = plus + above, minus + below
    for_plus, for_minus, handed_on = _weights(plus, minus, options)

    def pull(relevance: Relevance) -> tuple[Relevance, Kept]:
        arrived = relevance.of(layer.y)
        p, n = arrived * for_plus, arrived * for_minus
        sent = _send_by_sign(layer, p, n)
        sent, kept = layer.share_bias(sent, p, above, options.bias)
        sent, kept_below = layer.share_bias(sent, n, below, options.bias)
        if below is not None and kept:
            kept = {"bias": kept["bias"] + kept_below["bias"]}
        return sent, {**kept, "signs": inner(arrived, 1 - handed_on, layer.rows)}

    return pull


def _by_sign(layer: Layer) -> tuple[Tensor, Tensor]:
    """Return the sums of the positive and of the negative contributions, 0 where there is none."""
    if layer.nowhere_negative:
        plus = layer.operation.with_weight(layer.operation.weight.clamp(min=0)).forward(layer.a)
        minus = layer.linear - plus
        sizes = plus - minus
    else:
        sizes = layer.sizes
        plus, minus = (layer.linear + sizes) / 2, (layer.linear - sizes) / 2
    noise = _EMPTY * torch.finfo(sizes.dtype).eps * sizes
    return plus.masked_fill(plus < noise, 0), minus.masked_fill(-minus < noise, 0)


def _weights(plus: Tensor, minus: Tensor, options: AlphaBeta) -> tuple[Tensor, Tensor, Tensor]:
    """Return what relevance is multiplied with on its way to either sign, and what share goes on.

    A sign without contributions gets nothing, so that a unit hands on 1, alpha, -beta or 0 times
    what it has.
    """
    has_plus, has_minus = (plus != 0).to(plus), (minus != 0).to(minus)
    alpha, beta = options.alpha * has_plus, options.beta * has_minus
    if options.renormalize:
        alpha, beta = has_plus * (1 + beta), has_minus * (beta * has_plus + has_plus - 1)
    to_plus, to_minus = (total.reciprocal().masked_fill(total == 0, 0) for total in (plus, minus))
    return alpha * to_plus, -beta * to_minus, alpha - beta


def _send_by_sign(layer: Layer, p: Tensor, n: Tensor) -> Relevance:
    """Return sum_j (a w)^+ p + (a w)^- n."""
    weight, shape = layer.operation.weight, layer.a.shape
    if layer.nowhere_negative:
        ratio = layer.operation.with_weight(weight.clamp(min=0)).transpose(p, shape)
        if bool(n.any()):
            ratio = ratio + layer.operation.with_weight(weight.clamp(max=0)).transpose(n, shape)
        return Relevance(ratio)
    absolute = layer.operation.with_weight(weight.abs())
    both, apart = (p + n) / 2, (p - n) / 2
    return layer.sent(layer.operation.transpose(both, shape), absolute.transpose(apart, shape))


def z_box(layer: Layer, options: ZBox) -> LayerPull:
    """Send in proportion to how far each input is from the worst that the box allows."""
    operation = layer.operation.with_weight(
        _centred(layer) if _centres(layer, options) else layer.operation.weight
    )
    absolute = layer.operation.with_weight(operation.weight.abs())
    x = layer.site.inputs[0]
    middle, half = (options.low + options.high) / 2, (options.high - options.low) / 2
    # l w^+ + h w^- is the middle of the box times w, less half its width times |w|.
    edges = half * absolute.forward(torch.ones_like(x[:1]))
    quotient = Quotient(layer.y, operation.forward(x - middle) + edges)

    def pull(relevance: Relevance) -> tuple[Relevance, Kept]:
        r = quotient.of(relevance)
        ratio = operation.transpose(r, x.shape)
        given = half * absolute.transpose(r, x.shape)
        origin = middle - layer.site.reference_inputs[0] if layer.at_input else middle
        sent = Relevance(ratio, given=given - origin * ratio)
        return sent, quotient.unplaced(relevance, layer.rows)

    return pull


def _centres(layer: Layer, options: ZBox) -> bool:
    """Return whether all filters see the four channels, so that there is a gauge to fix."""
    grouped = isinstance(layer.operation, Convolution) and layer.operation.groups > 1
    return options.gauge == "reference" and layer.at_input and not grouped


def _centred(layer: Layer) -> Tensor:
    """Return the weights with their mean at the reference's frequencies taken off."""
    reference, weight = layer.site.reference_inputs[0], layer.operation.weight
    frequencies = reference[:1, :, :1]
    along = isinstance(layer.operation, Convolution) and weight.dim() == 3
    alike = torch.equal(reference, frequencies.expand_as(reference))
    if not along or weight.shape[1] != 4 or not alike:
        raise UnsupportedOperationError(
            "z-box has no weights to centre here: it needs a convolution along the sequence and "
            "a reference of the same base frequencies everywhere",
            where=str(layer.site.step.origin),
            fix="give frequencies as the reference, or the rule the gauge 'weights'",
        )
    centred: Tensor = weight - (weight * frequencies).sum(1, keepdim=True)
    return centred


def w_square(layer: Layer, options: WSquare) -> LayerPull:
    """Send in proportion to the squares of the weights."""
    squares = layer.operation.with_weight(layer.operation.weight.square())
    total = squares.forward(torch.ones_like(layer.site.inputs[0][:1]))
    bias = None if options.bias == "zero" else layer.operation.offset()
    bias = None if bias is None else bias.square()
    quotient = Quotient(layer.y, (total if bias is None else total + bias).expand_as(layer.y))

    def pull(relevance: Relevance) -> tuple[Relevance, Kept]:
        r = quotient.of(relevance)
        sent = Relevance(given=squares.transpose(r, layer.a.shape))
        sent, kept = layer.share_bias(sent, r, bias, options.bias)
        return sent, {**kept, **quotient.unplaced(relevance, layer.rows)}

    return pull


def flat(layer: Layer, options: Flat) -> LayerPull:
    """Send the same to every input in range."""
    del options
    count = layer.operation.fan_in(layer.site.inputs[0])

    def pull(relevance: Relevance) -> tuple[Relevance, Kept]:
        share = relevance.of(layer.y) / count
        return Relevance(given=layer.operation.spread(share, layer.a.shape)), {}

    return pull


LAYER_RULES: dict[str, Callable[[Layer, Any], LayerPull]] = {
    "zero": zero,
    "epsilon": epsilon,
    "gamma": gamma,
    "alpha-beta": alpha_beta,
    "z-plus": z_plus,
    "z-box": z_box,
    "w-square": w_square,
    "flat": flat,
}
