"""LRP-gamma: contributions of the unit's own sign count more."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.lrp_rules import Gamma
from motiflens.attribution.messages import Relevance
from motiflens.attribution.rules.layers.layer import Layer, LayerPull
from motiflens.attribution.rules.relevance import Kept, Quotient, merged


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
    shape, factor = layer.a.shape, options.gamma
    rising = layer.operation.reweighted(_rising, factor)
    falling = layer.operation.reweighted(_falling, factor)
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


def _rising(weight: Tensor, factor: float) -> Tensor:
    return weight + factor * weight.clamp(min=0)


def _falling(weight: Tensor, factor: float) -> Tensor:
    return weight + factor * weight.clamp(max=0)


def _gamma_by_sizes(layer: Layer, options: Gamma, bias: Tensor | None) -> LayerPull:
    """Return gamma's rule for inputs of both signs."""
    absolute = layer.operation.reweighted(torch.abs)
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
