"""A program as JSON and arrays, and back: what a capture found, for the next start.

Tensors that the model itself holds, or views of them, are named and not written; its constants are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from torch import Tensor, nn

from motiflens.attribution import operations
from motiflens.attribution.operations import (
    ActivationFunction,
    Custom,
    Elementwise,
    Operation,
)
from motiflens.attribution.operations.elementwise import FACTORIES
from motiflens.attribution.program import Origin, Program, RefusedCall, Step

_KINDS: dict[str, type[Operation]] = {
    name: kind
    for name, kind in vars(operations).items()
    if isinstance(kind, type) and issubclass(kind, Operation) and kind is not Custom
}
_PLAIN = (str, int, float, bool, type(None))


class UnwritableError(Exception):
    """An operation holds what cannot be written, such as a user's own operator."""


def as_text(program: Program, model: nn.Module) -> tuple[dict[str, Any], list[Tensor]]:
    """Return what JSON can hold of the program of a model, and the tensors that it refers to.

    Raises
    ------
    UnwritableError
        Where an operation cannot be made again from what can be written.
    """
    writer = _Writer(model)
    text = {
        "steps": [
            {
                "name": step.name,
                "operation": writer.operation(step.operation),
                "inputs": step.inputs,
                "active": step.active,
                "at_input": step.at_input,
                "rows": step.rows,
                "origin": asdict(step.origin),
            }
            for step in program.steps
        ],
        "inputs": program.inputs,
        "outputs": program.outputs,
        "shares_reference": program.shares_reference,
        "refused": [asdict(call) for call in program.refused],
    }
    return text, writer.tensors


def from_text(text: Mapping[str, Any], tensors: list[Tensor], model: nn.Module) -> Program:
    """Return the program of a model that `as_text` wrote."""
    reader = _Reader(tensors, model)
    return Program(
        tuple(
            Step(
                step["name"],
                reader.operation(step["operation"]),
                tuple(step["inputs"]),
                step["active"],
                tuple(step["at_input"]),
                step["rows"],
                Origin(**step["origin"]),
            )
            for step in text["steps"]
        ),
        tuple(text["inputs"]),
        tuple(text["outputs"]),
        text["shares_reference"],
        tuple(
            RefusedCall(**(call | {"origin": Origin(**call["origin"])})) for call in text["refused"]
        ),
    )


class _Writer:
    """Writes operations; the tensors that the model does not hold are gathered, each once."""

    def __init__(self, model: nn.Module) -> None:
        self.held = {_memory(tensor): name for name, tensor in _tensors(model).items()}
        self.tensors: list[Tensor] = []
        self.written: dict[tuple[Any, ...], int] = {}

    def operation(self, operation: Operation) -> dict[str, Any]:
        kind = type(operation).__name__
        if isinstance(operation, Elementwise):
            if operation.recipe is None:
                raise UnwritableError(operation.title)
            factory, given = operation.recipe
            values = {name: self.value(value) for name, value in given.items()}
            constants = self.value(operation.constants)
            return {"kind": kind, "factory": factory, "given": values, "constants": constants}
        if _KINDS.get(kind) is not type(operation):
            raise UnwritableError(operation.title)
        names = [field.name for field in fields(operation)]  # type: ignore[arg-type]
        return {"kind": kind} | {name: self.value(getattr(operation, name)) for name in names}

    def value(self, value: Any) -> Any:
        if isinstance(value, Tensor):
            return self.tensor(value)
        if isinstance(value, tuple):
            return [self.value(item) for item in value]
        if type(value) not in _PLAIN:
            raise UnwritableError(type(value).__name__)
        return value

    def tensor(self, tensor: Tensor) -> dict[str, Any]:
        lies = {"shape": [*tensor.shape], "stride": [*tensor.stride()]}
        if _memory(tensor) in self.held:
            return {"of": self.held[_memory(tensor)], "offset": tensor.storage_offset(), **lies}
        where = (_memory(tensor), tensor.storage_offset(), tensor.shape, tensor.stride())
        if where not in self.written:
            self.written[where] = len(self.tensors)
            self.tensors.append(tensor)
        return {"number": self.written[where], **lies}


class _Reader:
    """Makes the operations again."""

    def __init__(self, tensors: list[Tensor], model: nn.Module) -> None:
        self.tensors = tensors
        self.held = _tensors(model)

    def operation(self, text: Mapping[str, Any]) -> Operation:
        rest = dict(text)
        kind = rest.pop("kind")
        if "factory" not in rest:
            return _KINDS[kind](**{name: self.value(value) for name, value in rest.items()})
        given = {name: self.value(value) for name, value in rest["given"].items()}
        made = FACTORIES[rest["factory"]](**given)
        if isinstance(made, ActivationFunction) and kind == Elementwise.__name__:
            made = made.inside_a_formula()
        return replace(made, constants=self.value(rest["constants"]))

    def value(self, value: Any) -> Any:
        if isinstance(value, list):
            return tuple(self.value(item) for item in value)
        return self.tensor(value) if isinstance(value, dict) else value

    def tensor(self, text: Mapping[str, Any]) -> Tensor:
        if "number" in text:
            own: Tensor = self.tensors[text["number"]]
            return own.view(text["shape"])
        held: Tensor = self.held[text["of"]]
        return held.as_strided(text["shape"], text["stride"], text["offset"])


def _tensors(model: nn.Module) -> dict[str, Tensor]:
    named = (*model.named_parameters(), *model.named_buffers())
    return {name: tensor.detach() for name, tensor in named}


def _memory(tensor: Tensor) -> tuple[Any, ...]:
    """Return what tensors share that are views of each other."""
    return tensor.untyped_storage().data_ptr(), tensor.dtype, tensor.device
