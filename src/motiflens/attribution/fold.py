"""Batch normalisation folded into the layer before it, where that changes nothing but rounding."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from motiflens.attribution.operations import BatchNorm, Convolution, Dense
from motiflens.attribution.program import Program, Step


def fold_batch_norm(program: Program) -> Program:
    """Merge each batch norm into the convolution or dense layer that it alone reads.

    With scale g and shift h of the batch norm, W' = g W and b' = g b + h. A batch norm in another
    place (after an activation, before a layer) stays an operation of its own.
    """
    readers = Counter(name for step in program.steps for name in step.inputs)
    readers.update(program.outputs)
    steps: dict[str, Step] = {}
    for step in program.steps:
        layer = steps.get(step.inputs[0])
        if (
            isinstance(step.operation, BatchNorm)
            and layer is not None
            and readers[layer.name] == 1
            and (merged := _merge(layer, step.operation)) is not None
        ):
            del steps[layer.name]
            step = replace(layer, name=step.name, operation=merged)
        steps[step.name] = step
    return replace(program, steps=tuple(steps.values()))


def _merge(layer: Step, norm: BatchNorm) -> Convolution | Dense | None:
    operation = layer.operation
    # A dense layer writes its features last; the batch norm's channels are those only where
    # there is no dimension behind them.
    dense_features = isinstance(operation, Dense) and norm.scale.dim() == 1
    if not (isinstance(operation, Convolution) or dense_features):
        return None
    assert isinstance(operation, Convolution | Dense)
    scale, shift = norm.scale.flatten(), norm.shift.flatten()
    weight = operation.weight * scale.view(-1, *[1] * (operation.weight.dim() - 1))
    bias = shift if operation.bias is None else operation.bias * scale + shift
    return replace(operation, weight=weight, bias=bias)
