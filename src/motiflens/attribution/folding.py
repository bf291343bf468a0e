"""Batch norm folded into the layer with weights beside it, where that changes nothing.

LRP's rules tell a layer's contributions apart by sign and size, and a batch norm behind the layer
changes both: W' = s W and b' = s b + t. A batch norm before a layer is folded, W' = W s and
b' = b + W t, where no padding would show its shift.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import cast

from torch import Tensor

from motiflens.attribution.operations import BatchNorm, Convolution, Dense, Operation
from motiflens.attribution.program import Program, Step


def fold_batch_norm(program: Program) -> Program:
    """Return the program with each batch norm folded that has a layer to itself."""
    while True:
        norms = [step for step in program.steps if isinstance(step.operation, BatchNorm)]
        folded = (_fold(program, norm) for norm in norms if norm.active)
        changed = next((one for one in folded if one is not program), None)
        if changed is None:
            return program
        program = changed


def _fold(program: Program, norm: Step) -> Program:
    """Return the program without one batch norm, or as it is where it cannot be folded."""
    uses = Counter(name for step in program.steps for name in step.inputs)
    uses.update(program.outputs)
    (source,), operation = norm.inputs, cast(BatchNorm, norm.operation)
    before = next((step for step in program.steps if step.name == source), None)
    if before is not None and uses[source] == 1:
        merged = _after(before.operation, operation)
        if merged is not None:
            return _merged(program, before, replace(before, operation=merged), norm)
    users = [step for step in program.steps if norm.name in step.inputs]
    if len(users) == 1 and uses[norm.name] == 1:
        (after,) = users
        merged = _before(operation, after.operation)
        if merged is not None:
            folded = replace(after, operation=merged, inputs=norm.inputs, at_input=norm.at_input)
            return _merged(program, after, folded, norm)
    return program


def _merged(program: Program, old: Step, new: Step, norm: Step) -> Program:
    """Return the program with a layer exchanged, which takes the place of the batch norm too."""

    def named(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new.name if name == norm.name else name for name in names)

    steps = (new if step is old else step for step in program.steps if step is not norm)
    return replace(
        program,
        steps=tuple(replace(step, inputs=named(step.inputs)) for step in steps),
        outputs=named(program.outputs),
    )


def _after(layer: Operation, norm: BatchNorm) -> Convolution | Dense | None:
    """Return a layer with the batch norm behind it."""
    if not isinstance(layer, Convolution | Dense):
        return None
    scale, shift = norm.scale.flatten(), norm.shift.flatten()
    if len(scale) != len(layer.weight) or _axis(norm) != _axis_of_outputs(layer):
        return None
    weight = layer.weight * scale.view(-1, *[1] * (layer.weight.dim() - 1))
    bias = shift if layer.bias is None else shift + scale * layer.bias
    return replace(layer, weight=weight, bias=bias)


def _before(norm: BatchNorm, layer: Operation) -> Convolution | Dense | None:
    """Return a layer with the batch norm before it."""
    if not isinstance(layer, Convolution | Dense) or _axis(norm) != _axis_of_outputs(layer):
        return None
    scale, shift = norm.scale.flatten(), norm.shift.flatten()
    if isinstance(layer, Convolution) and (
        layer.groups != 1 or any(layer.padding) or any(layer.trailing)
    ):
        return None
    if len(scale) != layer.weight.shape[1]:
        return None
    rest = [1] * (layer.weight.dim() - 2)
    weight = layer.weight * scale.view(1, -1, *rest)
    moved: Tensor = (layer.weight * shift.view(1, -1, *rest)).flatten(1).sum(1)
    return replace(layer, weight=weight, bias=moved if layer.bias is None else layer.bias + moved)


def _axis(norm: BatchNorm) -> int:
    """Return how many dimensions stand behind the channels."""
    return norm.scale.dim() - 1


def _axis_of_outputs(layer: Convolution | Dense) -> int:
    return len(layer.stride) if isinstance(layer, Convolution) else 0
