"""LRP-epsilon: relevance handed back in proportion to what each input gave.

Bach et al. 2015 (PLoS ONE 10:e0130140), eq. 58; the stabiliser relative to the spread of a layer
is that of Montavon et al. 2019 (LNCS 11700:193-209). At the first layer the input is read as
x - reference, and the layer's value at the reference as its bias: position scores then do not
depend on the gauge of the weights, and every base has a hypothetical score. With a reference of
zeros that is LRP in its plain form.
"""

from __future__ import annotations

import math
from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.messages import AtInput, Sent
from motiflens.attribution.methods import EpsilonOptions
from motiflens.attribution.operations import (
    ActivationFunction,
    Add,
    Affine,
    Concat,
    Maximum,
    Operation,
    Shape,
    Weighted,
)
from motiflens.attribution.operations.base import unbroadcast
from motiflens.attribution.plan import Pull, Rule, Rules, Site
from motiflens.attribution.walk import per_sequence

_PROPORTIONAL = EpsilonOptions(epsilon=0)


def stabiliser(z: Tensor, options: EpsilonOptions, rows: int) -> Tensor:
    """Return what is added to the denominators ``z`` of a layer, broadcastable to it."""
    size = z.new_tensor(options.epsilon)
    if options.scale == "layer":
        layer = z.reshape(z.shape[0] // rows, -1)
        spread = torch.linalg.vector_norm(layer, dim=1) / math.sqrt(layer.shape[1])
        spread = spread.repeat_interleave(rows)
        size = options.epsilon * spread.view(-1, *[1] * (z.dim() - 1))
    return size if options.sign == "unsigned" else torch.copysign(size, z)


def layer_rule(options: EpsilonOptions) -> Rule:
    """Return the epsilon rule of an affine layer with ``options``."""

    def rule(site: Site) -> Pull:
        """R_i = a_i sum_j w_ij R_j / (z_j + e_j); b_j and e_j keep their share (or see `bias`)."""
        operation, at_input = cast(Affine, site.operation), site.step.at_input[0]
        rows = site.step.rows or 1
        a = site.inputs[0]
        z = site.output
        bias = site.reference_output if at_input else operation.offset()
        if options.bias == "zero" and bias is not None:
            z, bias = z - bias, None
        added = stabiliser(z, options, rows)
        share = _Share(z + added)

        def pull(relevance: Tensor) -> Sent:
            ratio = share.of(relevance)
            sent = operation.transpose(ratio, a.shape)
            spread = None
            kept = added
            if (
                bias is not None
                and options.bias == "distribute"
                and isinstance(operation, Weighted)
            ):
                spread = operation.spread(ratio * bias / operation.fan_in(a), a.shape)
            elif bias is not None:
                kept = added + bias
            absorbed = _inner(ratio, kept, rows)
            if (unplaced := share.unplaced(relevance, rows)) is not None:
                absorbed = absorbed + unplaced
            if at_input:
                return Sent((AtInput(sent, spread),), absorbed)
            sent = sent * a
            return Sent((sent if spread is None else sent + spread,), absorbed)

        return pull

    return rule


def _inner(a: Tensor, b: Tensor, rows: int) -> Tensor:
    """Return the sum of a * b over each sequence, (N,), in one pass over memory."""
    a, b = a.reshape(a.shape[0] // rows, -1), b.expand_as(a).reshape(a.shape[0] // rows, -1)
    product: Tensor = torch.linalg.vecdot(a, b)
    return product


class _Share:
    """Relevance over the denominators ``z`` of the units that hold it; 0 where one is 0."""

    def __init__(self, z: Tensor) -> None:
        self.inverse = z.reciprocal()
        self.zero: Tensor | None = None
        if int(torch.count_nonzero(z)) < z.numel():
            self.zero = z == 0
            self.inverse = self.inverse.masked_fill_(self.zero, 0.0)

    def of(self, relevance: Tensor) -> Tensor:
        """Return relevance / z."""
        return relevance * self.inverse

    def unplaced(self, relevance: Tensor, rows: int) -> Tensor | None:
        """Return the relevance that nothing can receive, since z is 0: (N,), or None."""
        if self.zero is None:
            return None
        return per_sequence(relevance * self.zero, rows)


def _shape(site: Site) -> Pull:
    """Send relevance, or what is on its way to x, where the numbers came from."""
    operation, shape = cast(Shape, site.operation), site.inputs[0].shape

    def pull(message: Tensor | AtInput) -> Sent:
        if not site.step.at_input[0]:
            return Sent((operation.transpose(cast(Tensor, message), shape),))
        ratio, given = _parts(message)
        return Sent(
            (
                AtInput(
                    None if ratio is None else operation.transpose(ratio, shape),
                    None if given is None else operation.transpose(given, shape),
                ),
            )
        )

    return pull


def _concat(site: Site) -> Pull:
    """Send each input its part."""
    operation = cast(Concat, site.operation)
    shapes = tuple(value.shape for value in site.inputs)
    at_input = site.step.at_input

    def pull(message: Tensor | AtInput) -> Sent:
        if not all(at_input):
            return Sent(_mark(operation.split(cast(Tensor, message), shapes), at_input))
        parts = [
            [None] * len(shapes) if part is None else operation.split(part, shapes)
            for part in _parts(message)
        ]
        return Sent(tuple(AtInput(*both) for both in zip(*parts, strict=True)))

    return pull


def _parts(message: Tensor | AtInput) -> tuple[Tensor | None, Tensor | None]:
    # A model that only moves numbers has no first layer: its relevance is given as it is.
    return (message.ratio, message.given) if isinstance(message, AtInput) else (None, message)


def _mark(messages: tuple[Tensor, ...], at_input: tuple[bool, ...]) -> tuple[Tensor | AtInput, ...]:
    """Mark relevance that reaches x without passing a layer."""
    return tuple(
        AtInput(given=message) if reached else message
        for message, reached in zip(messages, at_input, strict=True)
    )


def _pass(site: Site) -> Pull:
    """Send relevance on unchanged."""
    return lambda relevance: Sent(_mark((relevance,), site.step.at_input))


def _winner(site: Site) -> Pull:
    """Send relevance to the winner of each maximum."""
    operation, shape = cast(Maximum, site.operation), site.inputs[0].shape
    _, index = operation.winners(site.inputs[0])
    return lambda relevance: Sent(
        _mark((operation.scatter(shape, (relevance, index)),), site.step.at_input)
    )


def _add(site: Site) -> Pull:
    """Share relevance between two summands in proportion to their values.

    No stabiliser is needed: below a layer, relevance is a multiple of the sum itself, so that the
    quotient stays bounded where the summands cancel.
    """
    operation = cast(Add, site.operation)
    share, rows = _Share(site.output), site.step.rows or 1
    terms = operation.terms(*site.inputs)
    shapes = tuple(value.shape for value in site.inputs)

    def pull(relevance: Tensor) -> Sent:
        ratio = share.of(relevance)
        messages = tuple(
            unbroadcast(term * ratio, shape) for term, shape in zip(terms, shapes, strict=True)
        )
        return Sent(_mark(messages, site.step.at_input), share.unplaced(relevance, rows))

    return pull


def epsilon_rules(options: EpsilonOptions) -> Rules:
    """Return the rules of LRP-epsilon.

    Layers with weights are stabilised; averages, residual sums and diagonal maps hand relevance
    on in proportion; activations pass it; a maximum's winner takes all.
    """
    table: dict[type[Operation], Rule] = {
        Weighted: layer_rule(options),
        Affine: layer_rule(_PROPORTIONAL),
        Shape: _shape,
        Concat: _concat,
        Add: _add,
        ActivationFunction: _pass,
        Maximum: _winner,
    }
    return Rules("lrp", table, start="value")
