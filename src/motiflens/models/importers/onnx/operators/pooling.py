"""Pooling and reductions."""

from __future__ import annotations

from motiflens.models.graphs.arrangement import Order, Value
from motiflens.models.graphs.operations import AveragePool, LogSumExp, Max, MaxPool, Mean, Sum
from motiflens.models.importers.onnx.call import Call, Shape, translates
from motiflens.models.importers.onnx.operators.windows import Margins, kernel_rank, margins

_REDUCTIONS: dict[str, type[Mean | Sum | Max | LogSumExp]] = {
    "ReduceMean": Mean,
    "ReduceSum": Sum,
    "ReduceMax": Max,
    "ReduceLogSumExp": LogSumExp,
}


@translates("MaxPool", "AveragePool")
def _pool(call: Call) -> Value:
    x = call.plain
    rank = kernel_rank(call, x.rank)
    kernel, stride = call.integers("kernel_shape", []), call.integers("strides", [1] * rank)
    if set(call.integers("dilations", [1] * rank)) != {1}:
        raise call.refusal("its windows are dilated, which is not known")
    sizes = call.shape(x)[1:]
    padding = margins(call, sizes, kernel, stride)
    zeros = bool(call.attribute("count_include_pad", 0))
    if call.attribute("ceil_mode", 0):
        if zeros:
            raise call.refusal("its ceil_mode and count_include_pad at once are not known")
        padding = _rounded_up(padding, sizes, kernel, stride)
    if call.node.op_type == "MaxPool":
        return call.add(MaxPool(kernel=kernel, stride=stride, padding=padding), x)
    return call.add(AveragePool(kernel=kernel, stride=stride, padding=padding, zeros=zeros), x)


def _rounded_up(padding: Margins, sizes: Shape, kernel: Shape, stride: Shape) -> Margins:
    """Return the padding that has a last window where one is begun but not full."""
    rounded = []
    for (before, behind), size, width, step in zip(padding, sizes, kernel, stride, strict=True):
        spare = size + before + behind - width
        count = -(-spare // step) + 1
        if (count - 1) * step >= size + before:  # it would begin in the padding
            count -= 1
        rounded.append((before, max(behind, (count - 1) * step + width - size - before)))
    return tuple(rounded)


@translates("GlobalMaxPool", "GlobalAveragePool")
def _global_pool(call: Call) -> Value:
    x = call.plain
    reduce = Max if call.node.op_type == "GlobalMaxPool" else Mean
    return call.add(reduce(dims=tuple(range(2, x.rank)), keep=True), x)


@translates(*_REDUCTIONS)
def _reduce(call: Call) -> Value:
    x = call.x
    given = call.constant(1, "axes")
    axes = call.integers("axes", []) if given is None else tuple(int(axis) for axis in given)
    if not axes and call.attribute("noop_with_empty_axes", 0):
        return x
    axes = axes or tuple(range(x.rank))
    keep = bool(call.attribute("keepdims", 1))
    dims = tuple(sorted(call.axis(x, axis) for axis in axes))
    operation = _REDUCTIONS[call.node.op_type](dims=dims, keep=keep)
    return call.add(operation, x, order=x.order if keep else without(x.order, axes))


def without(order: Order, axes: tuple[int, ...]) -> Order:
    """Return the order of a value when dimensions of the source are left out."""
    gone = {axis % len(order) for axis in axes}
    kept = [axis for axis in order if axis not in gone]
    ranks = {axis: rank for rank, axis in enumerate(sorted(kept))}
    return tuple(ranks[axis] for axis in kept)
