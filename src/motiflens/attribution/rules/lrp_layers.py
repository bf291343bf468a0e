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
from motiflens.attribution.rules.relevance import Kept, Quotient, kept_by, merged
from motiflens.attribution.sums import inner
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
        given, kept = self.spread(r * bias)
        return replace(sent, given=given if sent.given is None else sent.given + given), kept

    def spread(self, relevance: Tensor) -> tuple[Tensor, Kept]:
        """Return relevance of the output spread evenly over the inputs in range.

        What a unit without any has (its window lies on padding alone) is placed nowhere.
        """
        count = self.operation.fan_in(self.site.inputs[0]).expand_as(relevance)
        quotient = Quotient(relevance, count)
        given = self.operation.spread(quotient.share, self.a.shape)
        return given, quotient.unplaced(Relevance(given=relevance), self.rows)


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
            kept = merged(kept, {"stabiliser": inner(r, added, layer.rows)})
        return sent, merged(kept, quotient.unplaced(relevance, layer.rows))

    return pull


def gamma(layer: Layer, options: Gamma) -> LayerPull:
    """Send in proportion, contributions of the unit's own sign counted 1 + gamma times."""
    bias = None if options.bias == "zero" else layer.bias
    if layer.nowhere_negative:
        return _gamma_by_weights(layer, options, bias)
    return _gamma_by_sizes(layer, options, bias)


def _gamma_by_weights(layer: Layer, options: Gamma, bias: Tensor | None) -> LayerPull:
    """Return gamma's rule where no input is negative.

    With t the sum with W + gamma W+ (and b + gamma b+), units above zero divide by t, and those
    below by (2 + gamma) z - t, which counts their negative terms 1 + gamma times.
    """
    weight, shape, factor = layer.operation.weight, layer.a.shape, options.gamma
    rising = layer.operation.with_weight(weight + factor * weight.clamp(min=0))
    falling = layer.operation.with_weight(weight + factor * weight.clamp(max=0))
    up = None if bias is None else bias + factor * bias.clamp(min=0)
    total = rising.forward(layer.a)
    total = total if up is None else total.add_(up)

    def pull_rising(relevance: Relevance) -> tuple[Relevance, Kept]:
        quotient = Quotient(layer.y, total)
        r = quotient.of(relevance)
        sent = Relevance(rising.transpose(r, shape))
        sent, kept = layer.share_bias(sent, r, up, options.bias)
        return sent, merged(kept, quotient.unplaced(relevance, layer.rows))

    def pull(relevance: Relevance) -> tuple[Relevance, Kept]:
        if relevance.rising:
            return pull_rising(relevance)
        above, z = layer.y > 0, layer.linear if bias is None else layer.y
        denominator = torch.where(above, total, (2 + factor) * z - total)
        quotient = Quotient(layer.y, denominator.masked_fill_(layer.y == 0, 0))
        r = quotient.of(relevance)
        below = r.masked_fill(above, 0)
        sent = Relevance(rising.transpose(r - below, shape) + falling.transpose(below, shape))
        own = None
        if bias is not None and up is not None:
            own = torch.where(above, up, bias + factor * bias.clamp(max=0))
        sent, kept = layer.share_bias(sent, r, own, options.bias)
        return sent, merged(kept, quotient.unplaced(relevance, layer.rows))

    return pull


def _gamma_by_sizes(layer: Layer, options: Gamma, bias: Tensor | None) -> LayerPull:
    """Return gamma's rule for inputs of both signs."""
    absolute = layer.operation.with_weight(layer.operation.weight.abs())
    sign, shape, factor = layer.y.sign(), layer.a.shape, options.gamma
    denominator = layer.linear + factor / 2 * (layer.linear + sign * layer.sizes)
    own = None
    if bias is not None:
        own = bias + factor * torch.where(sign > 0, bias.clamp(min=0), bias.clamp(max=0))
        denominator = denominator + own
    quotient = Quotient(layer.y, denominator.masked_fill_(layer.y == 0, 0))

    def pull(relevance: Relevance) -> tuple[Relevance, Kept]:
        r = quotient.of(relevance)
        ratio = (1 + factor / 2) * layer.operation.transpose(r, shape)
        sent = layer.sent(ratio, factor / 2 * absolute.transpose(sign * r, shape))
        sent, kept = layer.share_bias(sent, r, own, options.bias)
        return sent, merged(kept, quotient.unplaced(relevance, layer.rows))

    return pull


def z_plus(layer: Layer, options: ZPlus) -> LayerPull:
    """Send in proportion to the positive contributions."""
    whole = {"renormalize": options.renormalize, "bias": options.bias}
    return alpha_beta(layer, AlphaBeta(alpha=1, beta=0, **whole))


def alpha_beta(layer: Layer, options: AlphaBeta) -> LayerPull:
    """Send alpha times in proportion to positive, less beta times to negative contributions."""
    above = below = None
    if layer.bias is not None and options.bias != "zero":
        above, below = layer.bias.clamp(min=0), layer.bias.clamp(max=0)
    plus, minus = _by_sign(layer, above, _sends_below(options))
    to_plus, to_minus = _shares(layer.y, plus, minus, options)

    def pull(relevance: Relevance) -> tuple[Relevance, Kept]:
        p = to_plus.of(relevance)
        n = None if to_minus is None else to_minus.of(relevance)
        sent = _send_by_sign(layer, p, n)
        sent, kept = layer.share_bias(sent, p, above, options.bias)
        if n is not None:
            sent, kept_below = layer.share_bias(sent, n, below, options.bias)
            kept = merged(kept, kept_below)
        return sent, merged(kept, _made(relevance, to_plus, to_minus, layer.rows, options))

    return pull


def _sends_below(options: AlphaBeta) -> bool:
    """Return whether anything can go to negative contributions."""
    return options.beta > 0 or options.renormalize


def _by_sign(layer: Layer, above: Tensor | None, both: bool) -> tuple[Tensor, Tensor | None]:
    """Return the sums of what is positive and of what is negative, 0 where there is nothing.

    ``above`` is the positive part of a bias that counts; the negative one then counts too.
    """
    whole = layer.linear if above is None else layer.y
    if layer.nowhere_negative:
        rising = layer.operation.with_weight(layer.operation.weight.clamp(min=0))
        plus = rising.forward(layer.a)
    else:
        plus = (layer.linear + layer.sizes) / 2
        plus = plus.masked_fill_(plus < _noise(layer, layer.sizes), 0)
    plus = plus if above is None else plus.add_(above)
    if not both:
        return plus, None
    minus = whole - plus
    # What is negative has been found as a difference: all that was summed is plus less minus.
    return plus, minus.masked_fill_(-minus < _noise(layer, plus), 0)


def _noise(layer: Layer, sizes: Tensor) -> Tensor:
    """Return how large a sum may be that is empty, found from others and from the output."""
    size = sizes if layer.bias is None else sizes + layer.bias.abs()
    return _EMPTY * torch.finfo(size.dtype).eps * size


def _shares(
    y: Tensor, plus: Tensor, minus: Tensor | None, options: AlphaBeta
) -> tuple[Quotient, Quotient | None]:
    """Return what relevance becomes on its way to either sign; a sign without any gets nothing."""
    if minus is None:
        return Quotient(y, plus, options.alpha), None
    alpha: float | Tensor = options.alpha
    beta: float | Tensor = options.beta
    if options.renormalize:
        alpha = torch.where(minus == 0, 1.0, y.new_tensor(options.alpha))
        beta = torch.where(plus == 0, -1.0, y.new_tensor(options.beta))
    return Quotient(y, plus, alpha), Quotient(y, minus, -beta)


def _made(
    relevance: Relevance,
    to_plus: Quotient,
    to_minus: Quotient | None,
    rows: int,
    options: AlphaBeta,
) -> Kept:
    """Return what units with contributions of one sign lost, or (below 0) made.

    A unit hands on alpha - beta = 1 times what it has, less alpha without positive contributions,
    more beta without negative ones.
    """
    if options.renormalize:
        no_minus = None if to_minus is None else to_minus.zero
        if to_plus.zero is None or no_minus is None:
            return {}
        nothing = to_plus.zero & no_minus
        return kept_by("signs", relevance.of(to_plus.value) * nothing, rows)
    made = []
    if to_plus.zero is not None:
        made.append(options.alpha * to_plus.unplaced(relevance, rows)["unplaced"])
    if to_minus is not None and to_minus.zero is not None:
        made.append(-options.beta * to_minus.unplaced(relevance, rows)["unplaced"])
    return {"signs": torch.stack(made).sum(0)} if made else {}


def _send_by_sign(layer: Layer, p: Tensor, n: Tensor | None) -> Relevance:
    """Return sum_j (a w)^+ p + (a w)^- n."""
    weight, shape = layer.operation.weight, layer.a.shape
    if layer.nowhere_negative:
        ratio = layer.operation.with_weight(weight.clamp(min=0)).transpose(p, shape)
        if n is not None:
            ratio = ratio + layer.operation.with_weight(weight.clamp(max=0)).transpose(n, shape)
        return Relevance(ratio)
    absolute = layer.operation.with_weight(weight.abs())
    both, apart = (p / 2, p / 2) if n is None else ((p + n) / 2, (p - n) / 2)
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
    """Return the weights with their mean at the reference's frequencies taken off.

    A reference that is not the same everywhere has no frequencies for all of the weights, and the
    mean of the four is taken: any frequencies fix the gauge.
    """
    reference, weight = layer.site.reference_inputs[0], layer.operation.weight
    along = isinstance(layer.operation, Convolution) and weight.dim() == 3
    if not along or weight.shape[1] != 4:
        raise UnsupportedOperationError(
            "z-box has no weights to centre here: it needs a convolution along the sequence",
            where=str(layer.site.step.origin),
            fix="give the rule the gauge 'weights', or use another rule here",
        )
    frequencies = reference[:1, :, :1]
    if not torch.equal(reference, frequencies.expand_as(reference)):
        frequencies = torch.full_like(frequencies, 0.25)
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
        return sent, merged(kept, quotient.unplaced(relevance, layer.rows))

    return pull


def flat(layer: Layer, options: Flat) -> LayerPull:
    """Send the same to every input in range."""
    del options

    def pull(relevance: Relevance) -> tuple[Relevance, Kept]:
        given, kept = layer.spread(relevance.of(layer.y))
        return Relevance(given=given), kept

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
