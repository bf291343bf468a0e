"""Operators that only move numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from motiflens.models.graphs.arrangement import Order, Value, arranged, own_order
from motiflens.models.graphs.operations import Concatenate, Flip, Pad, Reshape, Slice
from motiflens.models.importers.onnx.call import Call, translates
from motiflens.models.importers.onnx.operators.pooling import without

_END = 2**31 - 1
"""From here on the end of a slice is that of the dimension."""


@translates("Identity", "Dropout")
def _identity(call: Call) -> Value:
    return call.x


@translates("Cast")
def _cast(call: Call) -> Value:
    if call.attribute("to") != 1:
        raise call.refusal("it changes the precision of a value; only float32 is known")
    return call.x


@translates("Transpose")
def _transpose(call: Call) -> Value:
    """Nothing moves: only the names of the dimensions do."""
    x = call.x
    permutation = call.integers("perm", range(x.rank)[::-1])
    renamed = {old: new for new, old in enumerate(permutation)}
    return Value(x.name, tuple(renamed[axis] for axis in x.order))


@translates("Flatten")
def _flatten(call: Call) -> Value:
    if int(call.attribute("axis", 1)) != 1:
        raise call.refusal("it joins the batch to other dimensions")
    x = call.plain
    return call.add(Reshape(sizes=(math.prod(call.shape(x)),)), x, order=own_order(2))


@translates("Reshape")
def _reshape(call: Call) -> Value:
    """Reshape to what the target is for the batch that all shapes are computed for."""
    x, target = call.x, call.constant(1, "shape")
    if target is None:
        raise call.refusal("it has no shape")
    batch = x.order[0]
    ordered = (batch, *sorted(x.order[1:]))
    x = arranged(call.graph, x, ordered)
    taken = list(call.shape(x))
    taken.insert(batch, call.batch)
    sizes = [taken[n] if size == 0 else int(size) for n, size in enumerate(target)]
    known = math.prod(size for size in sizes if size != -1)
    sizes = [math.prod(taken) // max(known, 1) if size == -1 else size for size in sizes]
    if sizes[: batch + 1] != taken[: batch + 1] or math.prod(sizes) != math.prod(taken):
        raise call.refusal(f"it makes {sizes} of {taken}, which mixes the sequences of a batch")
    order = (batch, *(axis for axis in range(len(sizes)) if axis != batch))
    rest = tuple(size for axis, size in enumerate(sizes) if axis != batch)
    return (
        x if order == ordered and taken == sizes else call.add(Reshape(sizes=rest), x, order=order)
    )


@translates("Squeeze")
def _squeeze(call: Call) -> Value:
    x, axes = call.x, _axes(call)
    if axes is None:
        raise call.refusal("it does not say which dimensions it leaves out: a batch of one is one")
    if any(_size(call, x, axis) != 1 for axis in axes):
        raise call.refusal(f"it leaves out dimensions {axes} of {call.shape(x)} that are not one")
    gone = {call.axis(x, axis) for axis in axes}
    sizes = tuple(n for dim, n in enumerate(call.shape(x), 1) if dim not in gone)
    return call.add(Reshape(sizes=sizes), x, order=without(x.order, tuple(axes)))


@translates("Unsqueeze")
def _unsqueeze(call: Call) -> Value:
    x, axes = call.x, _axes(call) or []
    rank = x.rank + len(axes)
    new = sorted(axis % rank for axis in axes)
    kept = [axis for axis in range(rank) if axis not in new]
    order: Order = (*(kept[axis] for axis in x.order), *new)
    # The new dimensions go last in the graph, and are moved where something needs them elsewhere.
    return call.add(Reshape(sizes=(*call.shape(x), *[1] * len(new))), x, order=order)


@translates("Concat")
def _concatenate(call: Call) -> Value:
    values = [call.in_order(value) for value in call.values]
    axis = call.axis(values[0], int(call.attribute("axis")))
    return call.add(Concatenate(dim=axis), *values)


@translates("Slice")
def _slice(call: Call) -> Value:
    x = call.x
    starts, ends = (_numbers(call, number, name) for number, name in ((1, "starts"), (2, "ends")))
    if starts is None or ends is None:
        raise call.refusal("it does not say where it begins and ends")
    axes = _numbers(call, 3, "axes") or list(range(len(starts)))
    steps = _numbers(call, 4, "steps") or [1] * len(starts)
    for number, (start, end, axis, step) in enumerate(zip(starts, ends, axes, steps, strict=True)):
        x = _part(call, x, axis, slice(start, end, step), number)
    return x


@translates("Split")
def _split(call: Call) -> Sequence[Value]:
    x, count = call.x, len(call.node.output)
    axis = int(call.attribute("axis", 0))
    size = _size(call, x, axis)
    lengths = _numbers(call, 1, "split") or [-(-size // count)] * count
    parts, start = [], 0
    for number, length in enumerate(lengths):
        parts.append(_part(call, x, axis, slice(start, start + length), number))
        start += length
    return parts


@translates("Gather")
def _gather(call: Call) -> Value:
    x, axis, index = call.x, int(call.attribute("axis", 0)), call.constant(1, "index")
    if index is None or index.ndim > 1:
        raise call.refusal("its index is not one number or a list of them")
    size = _size(call, x, axis)
    places = [int(place) % size for place in np.atleast_1d(index)]
    steps = {int(step) for step in np.diff(places)} or {1}
    if len(steps) > 1 or 0 in steps:
        raise call.refusal(f"its indices {places} are not evenly spaced")
    step = steps.pop()
    last = places[-1] + (1 if step > 0 else -1)
    part = _part(call, x, axis, slice(places[0], None if last < 0 else last, step), 0)
    if index.ndim:
        return part
    dim = call.axis(part, axis)
    sizes = tuple(n for other, n in enumerate(call.shape(part), 1) if other != dim)
    return call.add(Reshape(sizes=sizes), part, order=without(part.order, (axis,)), part="one")


@translates("Pad")
def _pad(call: Call) -> Value:
    if call.attribute("mode", "constant") != "constant":
        raise call.refusal("only padding with a constant is known")
    x = call.plain
    pads = _numbers(call, 1, "pads") or []
    if _numbers(call, 3, "axes") or len(pads) != 2 * x.rank:
        raise call.refusal("its pads are not given for each dimension")
    if pads[0] or pads[x.rank] or min(pads) < 0:
        raise call.refusal(f"its pads {pads} are of the batch, or negative")
    value = call.constant(2, "value")
    number = float(call.attribute("value", 0.0)) if value is None else float(value.reshape(()))
    widths = [n for axis in reversed(range(1, x.rank)) for n in (pads[axis], pads[x.rank + axis])]
    while len(widths) > 2 and widths[-2:] == [0, 0]:
        del widths[-2:]
    return call.add(Pad(widths=tuple(widths), value=number), x)


def _part(call: Call, x: Value, axis: int, chosen: slice, number: int) -> Value:
    """Return part of a dimension, in reverse where the step is negative."""
    if x.dim(axis) == 0 and chosen.step in (None, 1) and not chosen.start and chosen.stop >= _END:
        return x  # the whole batch, however large
    part, size = str(number), _size(call, x, axis)
    places = range(size)[chosen]
    if len(places) == 0:
        raise call.refusal(f"it takes nothing of dimension {axis}")
    if places == range(size):
        return x
    dim, step = call.axis(x, axis), abs(places.step)
    first = min(places[0], places[-1])
    if len(places) < size:
        x = call.add(Slice(dim=dim, start=first, length=len(places), step=step), x, part=part)
    return call.add(Flip(dim=dim), x, part=f"{part}_reverse") if places.step < 0 else x


def _size(call: Call, x: Value, axis: int) -> int:
    return call.shape(x)[call.axis(x, axis) - 1]


def _axes(call: Call) -> list[int] | None:
    return _numbers(call, 1, "axes")


def _numbers(call: Call, number: int, name: str) -> list[int] | None:
    """Return whole numbers that are an input, or an attribute as in older versions."""
    given = call.constant(number, name)
    if given is None:
        given = call.attribute(name)
    return None if given is None else [int(item) for item in given]
