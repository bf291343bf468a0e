"""Batch normalisation folded into the layer beside it, where that changes nothing but rounding."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from torch import Tensor

from motiflens.attribution.operations import BatchNorm, Convolution, Dense, Operation
from motiflens.attribution.program import Program, Step


def fold_batch_norm(program: Program) -> Program:
    """Merge each batch norm into the convolution or dense layer that it alone reads.

    With scale g and shift h of the batch norm, W' = g W and b' = g b + h. A batch norm in another
    place (after an activation, before a layer) stays an operation of its own.
    """
    readers = _readers(program)
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


def fold_into_next_layer(program: Program) -> Program:
    """Merge each batch norm that is left into the convolution or dense layer that alone reads it.

    W' = W g and b' = b + W h, where no padding would show the shift. LRP's rules tell a layer's
    contributions apart by size and sign, and so must see them as they leave the batch norm.
    """
    readers = _readers(program)
    steps = {step.name: step for step in program.steps}
    # From the last on: of two in a row, the second must be gone before the first meets the layer.
    for norm in reversed(program.steps):
        alone = norm.active and readers[norm.name] == 1
        if not isinstance(norm.operation, BatchNorm) or not alone:
            continue
        layer = next((step for step in steps.values() if norm.name in step.inputs), None)
        merged = None if layer is None else _merge_into_next(norm.operation, layer.operation)
        if layer is not None and merged is not None:
            del steps[norm.name]
            steps[layer.name] = replace(
                layer, operation=merged, inputs=norm.inputs, at_input=norm.at_input
            )
    return replace(program, steps=tuple(steps.values()))


def _readers(program: Program) -> Counter[str]:
    """Return how often each value is read, an output once more."""
    readers = Counter(name for step in program.steps for name in step.inputs)
    readers.update(program.outputs)
    return readers


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


def _merge_into_next(norm: BatchNorm, layer: Operation) -> Convolution | Dense | None:
    if not isinstance(layer, Convolution | Dense) or norm.scale.numel() != layer.weight.shape[1]:
        return None
    dimensions = 0
    if isinstance(layer, Convolution):
        dimensions = len(layer.stride)
        if layer.groups != 1 or any(layer.padding) or any(layer.trailing):
            return None
    if norm.scale.dim() != dimensions + 1:
        return None
    rest = [1] * (layer.weight.dim() - 2)
    scale, shift = (part.view(1, -1, *rest) for part in (norm.scale, norm.shift))
    moved: Tensor = (layer.weight * shift).flatten(1).sum(1)
    bias = moved if layer.bias is None else layer.bias + moved
    return replace(layer, weight=layer.weight * scale, bias=bias)
