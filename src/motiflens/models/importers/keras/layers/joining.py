"""Layers that take several values."""

from __future__ import annotations

from collections.abc import Sequence

from motiflens.models.graphs.arrangement import Value
from motiflens.models.graphs.operations import Combine, Concatenate, Scale
from motiflens.models.graphs.operations.joining import Pairwise
from motiflens.models.importers.keras.layer import Layer, translates

_HOW: dict[str, Pairwise] = {
    "Add": "add",
    "Subtract": "subtract",
    "Multiply": "multiply",
    "Average": "add",
    "Maximum": "maximum",
    "Minimum": "minimum",
}


@translates(*_HOW)
def _combine(layer: Layer, inputs: Sequence[Value]) -> Value:
    if len(inputs) == 1:
        return inputs[0]
    y = layer.add(Combine(how=_HOW[layer.kind]), *_alike(layer, inputs))
    if layer.kind == "Average":
        return layer.add(Scale(factor=1 / len(inputs)), y, part="mean")
    return y


@translates("Concatenate")
def _concatenate(layer: Layer, inputs: Sequence[Value]) -> Value:
    values = _alike(layer, inputs)
    return layer.add(Concatenate(dim=values[0].dim(int(layer.option("axis", -1)))), *values)


def _alike(layer: Layer, inputs: Sequence[Value]) -> list[Value]:
    """Return values with their dimensions in one order."""
    first = inputs[0]
    if any(value.rank != first.rank for value in inputs):
        shapes = ", ".join(str(layer.shape(value)) for value in inputs)
        raise layer.refusal(f"it joins values of different numbers of dimensions: {shapes}")
    return [layer.arranged(value, first.order) for value in inputs]
