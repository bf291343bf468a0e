"""Layers that only move numbers, and those that do nothing when a model is used."""

from __future__ import annotations

import math
from collections.abc import Sequence

from motiflens.models.graphs.arrangement import Value, channels_first, own_order
from motiflens.models.graphs.operations import Pad, Repeat, Reshape, Slice
from motiflens.models.importers.keras.layer import Layer, Shape, translates


@translates(
    "Dropout",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "GaussianDropout",
    "GaussianNoise",
    "AlphaDropout",
    "ActivityRegularization",
)
def _nothing(layer: Layer, inputs: Sequence[Value]) -> Value:  # noqa: ARG001 - as all translators
    return inputs[0]


@translates("Flatten")
def _flatten(layer: Layer, inputs: Sequence[Value]) -> Value:
    x = inputs[0]
    if x.rank == 2:
        return x
    # Keras 2 and 3 move channels that come first behind all else; Keras 1 did not.
    last = layer.data_format == "channels_first" and layer.version > 1
    order = (0, *range(2, x.rank), 1) if last else own_order(x.rank)
    x = layer.arranged(x, order)
    sizes = (math.prod(layer.graph.shape(x.name)),)
    return layer.add(Reshape(sizes=sizes), x, order=own_order(2))


@translates("Reshape")
def _reshape(layer: Layer, inputs: Sequence[Value]) -> Value:
    x = inputs[0]
    target = tuple(int(size) for size in layer.options["target_shape"])
    numbers = math.prod(layer.shape(x))
    known = math.prod(size for size in target if size != -1)
    sizes = tuple(numbers // max(known, 1) if size == -1 else size for size in target)
    if math.prod(sizes) != numbers:
        raise layer.refusal(f"it makes {target} of {layer.shape(x)}, which has {numbers} numbers")
    if sizes == layer.shape(x):
        return x
    plain = layer.arranged(x, own_order(x.rank))
    return layer.add(Reshape(sizes=sizes), plain, order=own_order(len(sizes) + 1))


@translates("Permute")
def _permute(layer: Layer, inputs: Sequence[Value]) -> Value:
    """Nothing moves: only the names of the dimensions do."""
    x, dims = inputs[0], tuple(int(dim) for dim in layer.options["dims"])
    if sorted(dims) != list(range(1, x.rank)):
        raise layer.refusal(f"its dims are {dims}, for a value of {x.rank - 1} dimensions")
    renamed = {0: 0, **{old: new for new, old in enumerate(dims, 1)}}
    return Value(x.name, tuple(renamed[axis] for axis in x.order))


@translates("Cropping1D", "Cropping2D")
def _crop(layer: Layer, inputs: Sequence[Value]) -> Value:
    x = layer.channels_first(inputs[0])
    for axis, (before, behind) in enumerate(_pairs(layer, "cropping", x.rank - 2)):
        length = layer.graph.shape(x.name)[axis + 1] - before - behind
        if length < 1:
            raise layer.refusal(
                f"it crops {before} and {behind} of {length + before + behind} positions"
            )
        if before or behind:
            operation = Slice(dim=axis + 2, start=before, length=length)
            x = layer.add(operation, x, part=str(axis) if axis else "")
    return x


@translates("ZeroPadding1D", "ZeroPadding2D")
def _pad(layer: Layer, inputs: Sequence[Value]) -> Value:
    x = layer.channels_first(inputs[0])
    pairs = _pairs(layer, "padding", x.rank - 2)
    return layer.add(Pad(widths=tuple(n for pair in reversed(pairs) for n in pair)), x)


@translates("UpSampling1D", "UpSampling2D")
def _repeat(layer: Layer, inputs: Sequence[Value]) -> Value:
    layer.refuse_unless("interpolation", "nearest")
    x = layer.channels_first(inputs[0])
    for axis, times in enumerate(layer.integers("size", x.rank - 2, 2)):
        x = layer.add(Repeat(dim=axis + 2, times=times), x, part=str(axis) if axis else "")
    return x


@translates("RepeatVector")
def _repeat_vector(layer: Layer, inputs: Sequence[Value]) -> Value:
    (units,), times = layer.shape(inputs[0]), int(layer.options["n"])
    one = layer.add(Reshape(sizes=(units, 1)), inputs[0], order=channels_first(3), part="row")
    return layer.add(Repeat(dim=2, times=times), one)


def _pairs(layer: Layer, name: str, count: int) -> list[Shape]:
    """Return how much before and behind, for each dimension; one number stands for both."""
    value = layer.option(name, 1)
    if isinstance(value, int):
        return [(value, value)] * count
    if count == 1:
        value = [value[0] if isinstance(value[0], list) else value]
    pairs = [(item, item) if isinstance(item, int) else tuple(item) for item in value]
    if len(pairs) != count or any(len(pair) != 2 for pair in pairs):
        raise layer.refusal(f"its {name} is {layer.options[name]}, which is not known")
    return pairs
