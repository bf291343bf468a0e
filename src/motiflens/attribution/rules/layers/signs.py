"""LRP-alpha-beta and z+: positive and negative contributions apart.

(a w)^+ and (a w)^- are what a contribution is where it is positive and where it is negative. Where
no input is negative, they come from the positive and the negative weights; elsewhere from
(a w)^+- = (a w +- |a| |w|) / 2.
"""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.lrp_rules import AlphaBeta, ZPlus
from motiflens.attribution.messages import Relevance
from motiflens.attribution.rules.layers.layer import Layer, LayerPull
from motiflens.attribution.rules.relevance import Kept, Quotient, kept_by, merged

_EMPTY = 64
"""A sum of one sign smaller than this many units of rounding of all terms is empty."""


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
        rising = layer.operation.reweighted(_rising)
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
    shape = layer.a.shape
    if layer.nowhere_negative:
        ratio = layer.operation.reweighted(_rising).transpose(p, shape)
        if n is not None:
            ratio = ratio + layer.operation.reweighted(_falling).transpose(n, shape)
        return Relevance(ratio)
    absolute = layer.operation.reweighted(torch.abs)
    both, apart = (p / 2, p / 2) if n is None else ((p + n) / 2, (p - n) / 2)
    return layer.sent(layer.operation.transpose(both, shape), absolute.transpose(apart, shape))


def _rising(weight: Tensor) -> Tensor:
    return weight.clamp(min=0)


def _falling(weight: Tensor) -> Tensor:
    return weight.clamp(max=0)
