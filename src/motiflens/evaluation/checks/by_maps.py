"""Class activation maps by definition, on a small network."""

from __future__ import annotations

from typing import Any

import numpy as np

from motiflens.attribution.options import MethodOptions
from motiflens.evaluation.checks.by_slopes import sent_back
from motiflens.evaluation.checks.small import Linear, Rectifier, Small
from motiflens.evaluation.metrics.types import Flags, Values


def activation_map(net: Small, x: Values, reference: Values, options: MethodOptions) -> Values:
    """Return what each position of the last map gave to the output, among the bases it sees."""
    del reference, options
    slopes, activations, sees = _last_map(net, x)
    return _shared((slopes * activations).sum(axis=0), sees)


def gradient_map(net: Small, x: Values, reference: Values, options: Any) -> Values:
    """Return the last map, each channel weighted by its mean slope, among the bases it sees."""
    del reference
    if options.layer is not None or options.upsample != "receptive-field":
        raise NotImplementedError
    slopes, activations, sees = _last_map(net, x)
    scores = (slopes.mean(axis=1, keepdims=True) * activations).sum(axis=0)
    return _shared(np.clip(scores, 0, None) if options.relu else scores, sees)


def _last_map(net: Small, x: Values) -> tuple[Values, Values, Flags]:
    """Return slopes and values (channels, Z) behind the last convolution's rectifier.

    And which bases each position sees, (Z, L).
    """
    sees = np.eye(x.size, dtype=bool)
    behind = 0
    for number, part in enumerate(net.parts):
        if isinstance(part, Linear) and part.convolution:
            sees, behind = np.asarray(part.reads @ sees), number + 1
    assert isinstance(net.parts[behind], Rectifier)
    places: Flags = np.asarray(sees.reshape(len(sees), 4, x.shape[1]).any(axis=1))
    width = len(np.unique(places, axis=0))
    slopes = sent_back(net, x, lambda m, z: m * (z > 0), down_to=behind + 1)
    values = net.values(x.reshape(1, -1))[behind + 1][0]
    return slopes.reshape(-1, width), values.reshape(-1, width), places[:width]


def _shared(scores: Values, sees: Flags) -> Values:
    return np.asarray(scores @ (sees / sees.sum(axis=1, keepdims=True)))
