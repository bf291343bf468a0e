"""Batch normalisation."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from motiflens.models.graphs.arrangement import Value
from motiflens.models.graphs.operations import BatchNorm
from motiflens.models.importers.keras.layer import Layer, translates


@translates("BatchNormalization")
def _batch_norm(layer: Layer, inputs: Sequence[Value]) -> Value:
    layer.refuse_unless("mode", 0, 2)  # of Keras 1: 1 normalises each sequence by itself
    x = inputs[0]
    axis = layer.option("axis", -1)
    axis = (axis if isinstance(axis, int) else axis[0]) % x.rank
    if x.dim(axis) != 1:
        others = (other for other in x.order[1:] if other != axis)
        x = layer.arranged(x, (0, axis, *others))
    channels = layer.graph.shape(x.name)[0]
    roles = [
        *(["weight"] if layer.option("scale", True) else []),
        *(["bias"] if layer.option("center", True) else []),
        "running_mean",
        "running_var",
    ]
    tensors = {"weight": torch.ones(channels), "bias": torch.zeros(channels)}
    tensors |= layer.weights(dict.fromkeys(roles, (channels,)))
    epsilon = float(layer.option("epsilon", 1e-3))
    return layer.add(BatchNorm(channels=channels, epsilon=epsilon), x, tensors=tensors)
