"""Methods that change the sequence, by definition: one call for each change, in plain loops."""

from __future__ import annotations

from itertools import combinations
from math import factorial
from typing import Any

import numpy as np

from motiflens.attribution.options import MethodOptions
from motiflens.evaluation.checks.small import Small
from motiflens.evaluation.metrics.types import Values


def mutagenesis(net: Small, x: Values, reference: Values, options: MethodOptions) -> Values:
    """Return f(x) less the mean of f over all four bases, at each position."""
    del reference, options
    return _without_knowing(net, x, np.full(x.shape, 0.25))


def prediction_difference(
    net: Small, x: Values, reference: Values, options: MethodOptions
) -> Values:
    """Return f(x) less the mean of f over the bases as the reference has them."""
    del options
    return _without_knowing(net, x, reference)


def _without_knowing(net: Small, x: Values, weights: Values) -> Values:
    scores = np.zeros(x.shape[1])
    for place in range(x.shape[1]):
        for base in range(4):
            mutant = x.copy()
            mutant[:, place] = np.eye(4)[base]
            lost = net.outputs(x[None])[0] - net.outputs(mutant[None])[0]
            scores[place] += weights[base, place] * lost
    return scores


def occlusion(net: Small, x: Values, reference: Values, options: Any) -> Values:
    """Return what is lost without each window; a position has the mean over its windows."""
    width, length = getattr(options, "width", 1), x.shape[1]
    lost: list[list[float]] = [[] for _ in range(length)]
    for start in range(length - width + 1):
        without = x.copy()
        without[:, start : start + width] = reference[:, start : start + width]
        effect = net.outputs(x[None])[0] - net.outputs(without[None])[0]
        for place in range(start, start + width):
            lost[place].append(effect)
    return np.array([np.mean(effects) for effects in lost])


def shapley(net: Small, x: Values, reference: Values, options: Any) -> Values:
    """Return what windows of bases add on average over all orders, shared evenly by their bases."""
    width, length = getattr(options, "width", 1), x.shape[1]
    player = np.arange(length) // width
    count = int(player[-1]) + 1

    def worth(members: tuple[int, ...]) -> float:
        present = np.isin(player, members)
        return float(net.outputs(np.where(present, x, reference)[None])[0])

    values = np.zeros(count)
    for one in range(count):
        others = [other for other in range(count) if other != one]
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for members in combinations(others, size):
                values[one] += weight * (worth((*members, one)) - worth(members))
    return np.asarray(values[player] / np.bincount(player)[player])
