"""Batch and layer normalisation."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from motiflens.models.graphs.arrangement import Value, own_order
from motiflens.models.graphs.operations import BatchNorm, LayerNorm
from motiflens.models.importers.keras.layer import Layer, translates


@translates("BatchNormalization")
def _batch_norm(layer: Layer, inputs: Sequence[Value]) -> Value:
    layer.refuse_unless("mode", 0, 2)  # of Keras 1: 1 normalises each sequence by itself
    x, axis = inputs[0], _axis(layer, inputs[0])
    if x.dim(axis) != 1:
        others = (other for other in x.order[1:] if other != axis)
        x = layer.arranged(x, (0, axis, *others))
    channels = layer.graph.shape(x.name)[0]
    tensors = _tensors(layer, channels, "running_mean", "running_var")
    operation = BatchNorm(channels=channels, epsilon=_epsilon(layer))
    return layer.add(operation, x, tensors=tensors)


@translates("LayerNormalization")
def _layer_norm(layer: Layer, inputs: Sequence[Value]) -> Value:
    layer.refuse_unless("rms_scaling", False)
    x = inputs[0]
    if _axis(layer, x) != x.rank - 1:
        raise layer.refusal(f"its axis is {layer.options['axis']}; only the last is known")
    x = layer.arranged(x, own_order(x.rank))
    channels = layer.graph.shape(x.name)[-1]
    operation = LayerNorm(sizes=(channels,), epsilon=_epsilon(layer))
    return layer.add(operation, x, tensors=_tensors(layer, channels))


def _axis(layer: Layer, x: Value) -> int:
    """Return the one dimension along which a layer has its scale."""
    axis = layer.option("axis", -1)
    axes = [axis] if isinstance(axis, int) else list(axis)
    if len(axes) != 1:
        raise layer.refusal(f"its axis is {axis}; one is known")
    return int(axes[0]) % x.rank


def _epsilon(layer: Layer) -> float:
    return float(layer.option("epsilon", 1e-3))


def _tensors(layer: Layer, channels: int, *statistics: str) -> dict[str, Tensor]:
    """Return scale and shift, which are 1 and 0 where the layer has none, and its statistics."""
    roles = [
        *(["weight"] if layer.option("scale", True) else []),
        *(["bias"] if layer.option("center", True) else []),
        *statistics,
    ]
    found = layer.weights(dict.fromkeys(roles, (channels,)))
    return {"weight": torch.ones(channels), "bias": torch.zeros(channels)} | found
