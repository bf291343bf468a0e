"""How the positive and the negative part of a change pass through operations.

RevealCancel follows them from a layer with weights to the activation behind it, and other
operations may stand between the two. For each kind of operation, a `Carrier` says how parts go
forward and pairs of multipliers back, so that nothing is lost:
plus x change+ + minus x change- over the inputs is the same at the output.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.messages import Message, Pair, Sent, as_pair, by_sign
from motiflens.attribution.operations import (
    Add,
    Averaging,
    BatchNorm,
    Concat,
    Convolution,
    Dense,
    Elementwise,
    Maximum,
    Operation,
    Scale,
    Shape,
    Shift,
)
from motiflens.attribution.plan import Pull, Rule, Site, Split
from motiflens.attribution.rules.deeplift import credits

_EMPTY = 64
"""A part smaller than this many units of rounding of what was summed is empty."""


@dataclass(frozen=True)
class Carrier:
    """How one kind of operation treats parts.

    Attributes
    ----------
    split
        The parts of the output's change.
    rule
        From the rule that knows no parts to one that takes pairs of multipliers.
    carries
        Whether it needs the parts of its inputs; else parts begin here.
    """

    split: Split
    rule: Callable[[Rule], Rule]
    carries: bool


def carrier(operation: Operation) -> Carrier:
    """Return how ``operation`` treats parts; one of no kind known here tells none apart."""
    kinds = type(operation).__mro__
    return next((_CARRIERS[kind] for kind in kinds if kind in _CARRIERS), _WHOLE)


def parts_of(site: Site, index: int = 0) -> Pair:
    """Return the parts of an input's change; what does not depend on x has none."""
    found = site.parts[index]
    return by_sign(site.inputs[index] - site.reference_inputs[index]) if found is None else found


def _total(site: Site) -> Pair:
    return by_sign(site.output - site.reference_output)


def whole(rule: Rule) -> Rule:
    """Return a rule that takes a change for what its sign says."""

    def one(site: Site) -> Pull:
        pull, change = rule(site), site.output - site.reference_output

        def pull_one(message: Message) -> Sent:
            return pull(message.for_change(change) if isinstance(message, Pair) else message)

        return pull_one

    return one


def each(rule: Rule) -> Rule:
    """Return a rule that treats both parts alike, where none of its factors is negative."""

    def both(site: Site) -> Pull:
        pull = rule(site)

        def pull_both(message: Message) -> Sent:
            pair = as_pair(message)
            sent = zip(pull(pair.plus).messages, pull(pair.minus).messages, strict=True)
            return Sent(tuple(Pair(cast(Tensor, a), cast(Tensor, b)) for a, b in sent))

        return pull_both

    return both


def _sloped(rule: Rule) -> Rule:
    """Return a rule for y = f(x), number by number: where f falls, the parts change places."""

    def both(site: Site) -> Pull:
        pull, rises = rule(site), _slope(site) >= 0

        def pull_both(message: Message) -> Sent:
            pair = as_pair(message)
            (plus,) = pull(torch.where(rises, pair.plus, pair.minus)).messages
            (minus,) = pull(torch.where(rises, pair.minus, pair.plus)).messages
            return Sent((Pair(cast(Tensor, plus), cast(Tensor, minus)),))

        return pull_both

    return both


def _split_sloped(site: Site) -> Pair:
    slope, parts = _slope(site), parts_of(site)
    rises = slope >= 0
    return Pair(
        slope * torch.where(rises, parts.plus, parts.minus),
        slope * torch.where(rises, parts.minus, parts.plus),
    )


def _slope(site: Site) -> Tensor:
    match site.operation:
        case BatchNorm(scale=slope) | Scale(factor=slope):
            return slope
        case Shift(sign=sign):
            return site.output.new_tensor(sign)
        case Elementwise() as function:
            (z,), (z0,) = site.inputs, site.reference_inputs
            return function.secant(z, z0, site.output, site.reference_output)
    raise AssertionError(site.operation)


def _weighted(rule: Rule) -> Rule:
    """Return the rule of a layer with weights: it ends the pair.

    With m+ and m- at the output, an input that rose takes W+^T m+ + W-^T m-, one that fell
    W-^T m+ + W+^T m-, one that did not change the mean of both (Shrikumar 2017, eq. 6-13): half
    of W^T (m+ + m-), and plus or minus half of |W|^T (m+ - m-).
    """
    del rule

    def one(site: Site) -> Pull:
        operation = cast(Convolution | Dense, site.operation)
        change = site.inputs[0] - site.reference_inputs[0]

        def pull(message: Message) -> Sent:
            pair = as_pair(message)
            both = operation.transpose(pair.plus + pair.minus, change.shape)
            apart = operation.reweighted(torch.abs).transpose(pair.plus - pair.minus, change.shape)
            return Sent(((both + change.sign() * apart) / 2,))

        return pull

    return one


def _split_weighted(site: Site) -> Pair:
    """Return the sum of the terms w (x - x0) that are positive, and of those that are negative."""
    operation = cast(Convolution | Dense, site.operation)
    change = site.output - site.reference_output
    distance = (site.inputs[0] - site.reference_inputs[0]).abs()
    size = operation.reweighted(torch.abs).forward(distance)
    noise = _EMPTY * torch.finfo(change.dtype).eps * size
    plus = torch.where(size + change < noise, 0, (size + change) / 2)
    plus = torch.where(size - change < noise, change, plus)
    return Pair(plus, change - plus)


def _split_linear(site: Site) -> Pair:
    parts = [parts_of(site, index) for index in range(len(site.inputs))]
    nothing = site.operation.forward(*(torch.zeros_like(part.plus) for part in parts))
    return Pair(
        site.operation.forward(*(part.plus for part in parts)) - nothing,
        site.operation.forward(*(part.minus for part in parts)) - nothing,
    )


def _add(rule: Rule) -> Rule:
    """Return the rule of a sum; where the second summand is taken off, its parts change places."""

    def both(site: Site) -> Pull:
        pull, factor = rule(site), cast(Add, site.operation).factor

        def pull_both(message: Message) -> Sent:
            pair = as_pair(message)
            (a_plus, b_plus), (a_minus, b_minus) = (
                cast(tuple[Tensor, Tensor], pull(m).messages) for m in (pair.plus, pair.minus)
            )
            second = (b_plus, b_minus) if factor >= 0 else (b_minus, b_plus)
            return Sent((Pair(a_plus, a_minus), Pair(*second)))

        return pull_both

    return both


def _split_add(site: Site) -> Pair:
    factor = cast(Add, site.operation).factor
    a, b = parts_of(site, 0), parts_of(site, 1)
    rising, falling = (b.plus, b.minus) if factor >= 0 else (b.minus, b.plus)
    return Pair(a.plus + factor * rising, a.minus + factor * falling)


def _split_maximum(site: Site) -> Pair:
    operation, parts = cast(Maximum, site.operation), parts_of(site)
    plus, minus = (
        sum(share * operation.gather(part, index) for share, index in credits(site))
        for part in (parts.plus, parts.minus)
    )
    return Pair(cast(Tensor, plus), cast(Tensor, minus))


_WHOLE = Carrier(_total, whole, carries=False)
_LINEAR = Carrier(_split_linear, each, carries=True)
_SLOPED = Carrier(_split_sloped, _sloped, carries=True)
_WEIGHTED = Carrier(_split_weighted, _weighted, carries=False)
_CARRIERS: dict[type[Operation], Carrier] = {
    Convolution: _WEIGHTED,
    Dense: _WEIGHTED,
    Shape: _LINEAR,
    Averaging: _LINEAR,
    Concat: _LINEAR,
    BatchNorm: _SLOPED,
    Scale: _SLOPED,
    Shift: _SLOPED,
    Elementwise: _SLOPED,
    Add: Carrier(_split_add, _add, carries=True),
    Maximum: Carrier(_split_maximum, each, carries=True),
}
