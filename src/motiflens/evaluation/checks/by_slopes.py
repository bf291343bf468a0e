"""Gradients and what is made of them by definition, on a small network: by finite differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from motiflens.attribution.options import MethodOptions
from motiflens.evaluation.checks.small import Linear, Maximum, Small
from motiflens.evaluation.metrics.types import Values

_STEP = 1e-5
_POINTS = 1000


def saliency(net: Small, x: Values, reference: Values, options: MethodOptions) -> Values:
    """Return the largest size of the four slopes at each position, (8,)."""
    del reference
    return np.asarray(np.abs(_gradient(net, x, options)).max(axis=0))


def times_input(net: Small, x: Values, reference: Values, options: MethodOptions) -> Values:
    """Return slopes times the distance to the reference, (8,)."""
    return np.asarray((_gradient(net, x, options) * (x - reference)).sum(axis=0))


def along_the_path(net: Small, x: Values, reference: Values, options: MethodOptions) -> Values:
    """Return the mean slope on the straight way from the reference, times the distance."""
    ways = (np.arange(_POINTS) + 0.5) / _POINTS
    points = reference + ways[:, None, None] * (x - reference)
    mean = np.mean([_gradient(net, point, options) for point in points], axis=0)
    return np.asarray((mean * (x - reference)).sum(axis=0))


def guided(net: Small, x: Values, reference: Values, options: MethodOptions) -> Values:
    """Return what is positive on its way through units that are active, times the distance."""
    del options
    message = sent_back(net, x, lambda m, z: np.clip(m, 0, None) * (z > 0))
    return _scores(message, x - reference)


def deconvolved(net: Small, x: Values, reference: Values, options: MethodOptions) -> Values:
    """Return what is positive on its way through all units, times the distance."""
    del options
    message = sent_back(net, x, lambda m, _: np.clip(m, 0, None))
    return _scores(message, x - reference)


def sent_back(
    net: Small, x: Values, through: Callable[[Values, Values], Values], down_to: int = 0
) -> Values:
    """Return what arrives at the input of a part, where rectifiers let messages ``through``."""
    at = net.values(x.reshape(1, -1))
    message = np.ones(1)
    for number in reversed(range(down_to, len(net.parts))):
        part, a = net.parts[number], at[number][0]
        if isinstance(part, Linear):
            message = part.weight.T @ message
        elif isinstance(part, Maximum):
            message = part.to_winners(a, message)
        else:
            message = through(message, a)
    return message


def _scores(message: Values, change: Values) -> Values:
    return np.asarray((message * change.ravel()).reshape(4, -1).sum(axis=0))


def _gradient(net: Small, x: Values, options: Any) -> Values:
    """Return the slopes (4, 8), less their mean over the bases where these are corrected."""
    steps = _STEP * np.eye(x.size).reshape(-1, *x.shape)
    slopes = (net.outputs(x + steps) - net.outputs(x - steps)) / (2 * _STEP)
    gradient = slopes.reshape(x.shape)
    if getattr(options, "corrected", False):
        gradient = gradient - gradient.mean(axis=0)
    return np.asarray(gradient)
