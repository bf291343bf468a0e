"""Pooling, by windows and over the whole sequence."""

from __future__ import annotations

from collections.abc import Sequence

from motiflens.models.graphs.arrangement import Value, own_order
from motiflens.models.graphs.operations import AveragePool, Max, MaxPool, Mean
from motiflens.models.importers.keras.layer import Layer, translates
from motiflens.models.importers.keras.layers.margins import margins


@translates("MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D")
def _pool(layer: Layer, inputs: Sequence[Value]) -> Value:
    x = layer.channels_first(inputs[0])
    rank = x.rank - 2
    kernel = layer.integers("pool_size", rank, 2)
    stride = kernel if layer.option("strides") is None else layer.integers("strides", rank)
    padding = margins(layer, layer.graph.shape(x.name)[1:], kernel, stride)
    if layer.kind.startswith("Max"):
        return layer.add(MaxPool(kernel=kernel, stride=stride, padding=padding), x)
    if layer.version > 2 and any(before != behind for before, behind in padding):
        layer.notes.append(
            f"layer {layer.name}: padding is left out of means, as TensorFlow and JAX have it; "
            "Keras on PyTorch repeats the last position in its place"
        )
    return layer.add(AveragePool(kernel=kernel, stride=stride, padding=padding), x)


@translates(
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
)
def _global_pool(layer: Layer, inputs: Sequence[Value]) -> Value:
    x = layer.channels_first(inputs[0])
    keep = bool(layer.option("keepdims", False))
    reduce = Max if layer.kind.startswith("GlobalMax") else Mean
    order = x.order if keep else own_order(2)
    return layer.add(reduce(dims=tuple(range(2, x.rank)), keep=keep), x, order=order)
