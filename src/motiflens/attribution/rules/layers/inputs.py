"""Rules for layers that read the sequence: z-box, w-square and flat."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.lrp_rules import Flat, WSquare, ZBox
from motiflens.attribution.messages import Relevance
from motiflens.attribution.operations import Convolution
from motiflens.attribution.rules.layers.layer import Layer, LayerPull
from motiflens.attribution.rules.relevance import Kept, Quotient, merged
from motiflens.errors import UnsupportedOperationError


def z_box(layer: Layer, options: ZBox) -> LayerPull:
    """Send in proportion to how far each input is from the worst that the box allows."""
    operation = layer.operation.with_weight(
        _centred(layer) if _centres(layer, options) else layer.operation.weight
    )
    absolute = operation.reweighted(torch.abs)
    x = layer.site.inputs[0]
    middle, half = (options.low + options.high) / 2, (options.high - options.low) / 2
    # l w^+ + h w^- is the middle of the box times w, less half its width times |w|.
    edges = half * absolute.forward(torch.ones_like(x[:1]))
    quotient = Quotient(layer.y, operation.forward(x - middle).add_(edges))

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
    squares = layer.operation.reweighted(torch.square)
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
