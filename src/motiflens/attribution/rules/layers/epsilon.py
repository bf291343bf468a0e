"""LRP-0 and LRP-epsilon: in proportion to what each input gave."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from motiflens.attribution.lrp_rules import Epsilon, Zero
from motiflens.attribution.messages import Relevance
from motiflens.attribution.rules.layers.layer import Layer, LayerPull
from motiflens.attribution.rules.relevance import Kept, Quotient, merged
from motiflens.attribution.sums import inner


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
