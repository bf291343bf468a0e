"""LRP by its definition, on a small network: every rule as shares of one contribution each."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import cast

import numpy as np

from motiflens.attribution.composites import RelevanceOptions
from motiflens.attribution.lrp_rules import (
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
from motiflens.attribution.options import MethodOptions
from motiflens.evaluation.checks.small import Linear, Maximum, Small
from motiflens.evaluation.metrics.types import Values


def relevance(net: Small, x: Values, reference: Values, options: MethodOptions) -> Values:
    """Return scores (8,) of x (4, 8): relevance that starts as the output.

    Raises
    ------
    NotImplementedError
        For options that are not written out here.
    """
    chosen = cast(RelevanceOptions, options)
    if chosen.maxima != "winner":
        raise NotImplementedError
    rules = _resolve(net, chosen.composite())
    at = net.values(x.reshape(1, -1))
    sent = at[-1][0]
    for number in reversed(range(len(net.parts))):
        part, a = net.parts[number], at[number][0]
        if isinstance(part, Linear):
            origin = reference.ravel() if number == 0 else None
            sent = _layer(part, a, sent, rules[number], origin)
        elif isinstance(part, Maximum):
            sent = part.to_winners(a, sent)
    return np.asarray(sent.reshape(4, -1).sum(axis=0))


def _resolve(net: Small, composite: tuple[LayerRule, ...]) -> dict[int, LayerRule]:
    """Return the rule of each layer, by the number of its part."""
    layers = [number for number, part in enumerate(net.parts) if isinstance(part, Linear)]
    found = {}
    for order, number in enumerate(layers):
        kind = "convolution" if cast(Linear, net.parts[number]).convolution else "dense"
        depth = order / (len(layers) - 1)
        for rule in composite:
            low, high = rule.where.depth or (0, 1)
            if rule.where.name and not fnmatchcase(str(number), rule.where.name):
                continue
            fits = rule.where.kind in (None, kind) and (order == 0 or not rule.where.input)
            if fits and low <= depth <= high:
                found[number] = rule
                break
    return found


def _layer(
    part: Linear, a: Values, received: Values, rule: LayerRule, origin: Values | None
) -> Values:
    """Return the relevance of each input: the sum of its shares of what outputs received."""
    if getattr(rule, "bias", "absorb") == "distribute":
        raise NotImplementedError
    if isinstance(rule, ZBox | WSquare | Flat):
        shares = _of_weights(part, a, rule, origin)
        total = shares.sum(axis=1)
    else:
        shares, total = _of_contributions(part, a, rule, origin)
    placed = np.where(total == 0, 0, received / np.where(total == 0, 1, total))
    return np.asarray(shares.T @ placed)


def _of_contributions(
    part: Linear, a: Values, rule: LayerRule, origin: Values | None
) -> tuple[Values, Values]:
    """Return what each input gave (out, in), as the rule counts it, and what it is a share of."""
    moved = a if origin is None else a - origin
    bias = part.bias if origin is None else part.forward(origin[None])[0]
    if getattr(rule, "bias", "absorb") == "zero":
        bias = np.zeros_like(bias)
    given = part.weight * moved
    z = given.sum(axis=1) + bias
    if isinstance(rule, Zero | Epsilon):
        return given, z + _stabiliser(z, rule)
    if isinstance(rule, Gamma):
        sign = np.sign(part.forward(a[None])[0])
        own = np.where(given * sign[:, None] > 0, given, 0)
        own_bias = np.where(bias * sign > 0, bias, 0)
        total = z + rule.gamma * (own.sum(axis=1) + own_bias)
        return given + rule.gamma * own, np.where(sign == 0, 0, total)
    if isinstance(rule, AlphaBeta | ZPlus):
        return _by_sign(given, bias, rule)
    raise NotImplementedError


def _stabiliser(z: Values, rule: Zero | Epsilon) -> Values:
    if isinstance(rule, Zero):
        return np.zeros_like(z)
    size = rule.epsilon * (np.sqrt((z**2).mean()) if rule.scale == "layer" else 1.0)
    return np.full_like(z, size) if rule.sign == "unsigned" else np.copysign(size, z)


def _by_sign(given: Values, bias: Values, rule: AlphaBeta | ZPlus) -> tuple[Values, Values]:
    """Return shares of 1: alpha times those of what raised, less beta times those of the rest."""
    if rule.renormalize:
        raise NotImplementedError
    alpha, beta = (rule.alpha, rule.beta) if isinstance(rule, AlphaBeta) else (1.0, 0.0)
    shares = np.zeros_like(given)
    for sign, weight in ((1, alpha), (-1, -beta)):
        part = np.where(given * sign > 0, given, 0)
        total = part.sum(axis=1) + np.where(bias * sign > 0, bias, 0)
        safe = np.where(total == 0, 1, total)
        shares += weight * np.where(total == 0, 0, 1)[:, None] * part / safe[:, None]
    return shares, np.ones(len(bias))


def _of_weights(
    part: Linear, a: Values, rule: ZBox | WSquare | Flat, origin: Values | None
) -> Values:
    if isinstance(rule, Flat):
        return part.reads.astype(np.float64)
    if isinstance(rule, WSquare):
        return np.asarray(part.weight**2)
    weight = part.weight
    if rule.gauge == "reference" and origin is not None:
        # What all four bases of a position have in common is taken off, as the reference has them.
        by_base = weight.reshape(len(weight), 4, -1)
        common = (by_base * origin.reshape(4, -1)).sum(axis=1, keepdims=True)
        weight = np.where(part.reads, (by_base - common).reshape(weight.shape), 0)
    least = rule.low * np.clip(weight, 0, None) + rule.high * np.clip(weight, None, 0)
    return np.asarray(a * weight - least)
