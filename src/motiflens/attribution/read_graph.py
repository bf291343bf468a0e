"""From an exported graph to a `Program`: constants computed once, activations typed."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, fx
from torch.export import ExportedProgram
from torch.export.graph_signature import InputKind

from motiflens.attribution.aten import (
    BUILDERS,
    Activation,
    BatchDependent,
    Call,
    Refusal,
    custom_call,
)
from motiflens.attribution.operations import Concat, Detach, Operation, Shape
from motiflens.attribution.origin import operation_name, origin_of
from motiflens.attribution.program import Origin, Program, Step
from motiflens.attribution.user_rules import has_user_rule
from motiflens.errors import CaptureError, UnsupportedOperationError


def read_graph(exported: ExportedProgram) -> Program:
    """Return the typed program of an exported model whose outputs are (N,) each.

    Raises
    ------
    UnsupportedOperationError
        Where an operation on activations has no typed form; it is named with its line.
    CaptureError
        Where an output does not depend on the first input.
    """
    reader = _Reader(exported)
    for node in exported.graph.nodes:
        reader.read(node)
    return reader.program()


class _Several:
    """Stands for the several results of one node, of which a later node picks one."""

    def __init__(self, node: fx.Node) -> None:
        self.node = node


class _Reader:
    """Reads nodes in order; what each stands for is kept in ``values``."""

    def __init__(self, exported: ExportedProgram) -> None:
        self.constants = _constants(exported)
        self.inputs = exported.graph_signature.user_inputs
        self.outputs = exported.graph_signature.user_outputs
        self.dtype = _input(exported, self.inputs[0]).dtype
        self.values: dict[str, Any] = {}
        self.steps: list[Step] = []
        self.active = {self.inputs[0]}
        self.at_input = {self.inputs[0]}
        self.leading = set(self.inputs)

    def read(self, node: fx.Node) -> None:
        """Enter what ``node`` stands for, and a step where it computes an activation."""
        if node.op == "placeholder":
            self.values[node.name] = (
                Activation(node.name, *_sizes(node))
                if node.name in self.inputs
                else self.constants[node.name]
            )
        elif node.op == "call_function" and "val" in node.meta:  # not a mere assertion
            self.values[node.name] = self._call(node)

    def program(self) -> Program:
        """Return the steps that the outputs need."""
        outputs = tuple(self._explained(str(name)) for name in self.outputs)
        steps = _needed(self.steps, outputs)
        activations = [v for v in self.values.values() if isinstance(v, Activation)]
        shares = all(a.sizes[a.batch_axis] == 1 for a in activations)
        return Program(steps, tuple(map(str, self.inputs)), outputs, shares)

    def _explained(self, name: str) -> str:
        value = self.values[name]
        if not isinstance(value, Activation) or value.name not in self.active:
            raise CaptureError(
                "the explained output does not depend on the sequence",
                fix="choose another `target`",
            )
        return value.name

    def _call(self, node: fx.Node) -> Any:
        inputs = [self.values[parent.name] for parent in node.all_input_nodes]
        result = node.meta["val"]
        if isinstance(result, torch.SymInt):
            return BatchDependent()
        if any(isinstance(value, _Several) for value in inputs):
            return self._activation(node, inputs[0].node, index=node.args[1])
        if any(isinstance(value, Activation) for value in inputs):
            single = isinstance(result, Tensor)
            return self._activation(node, node) if single else _Several(node)
        if any(isinstance(value, BatchDependent) for value in inputs):
            return BatchDependent()
        with torch.no_grad():
            return node.target(*self._resolve(node.args), **self._resolve(node.kwargs))  # type: ignore[operator]

    def _activation(self, node: fx.Node, call: fx.Node, index: Any = None) -> Activation:
        """Type ``call``, of whose results ``node`` is the one at ``index``."""
        origin = origin_of(call)
        try:
            sizes, axis = _sizes(node)
            arguments = self._arguments(call)
            if has_user_rule(call.target):
                built = custom_call(call.target, arguments)
            elif call.target in BUILDERS:
                built = BUILDERS[call.target](Call(arguments, sizes, axis, self.dtype, index))
            else:
                raise Refusal("motiflens does not know this operation")
        except Refusal as refusal:
            raise UnsupportedOperationError(
                f"no rule exists for {operation_name(call)}: {refusal}",
                where=str(origin),
                fix="write this part of the model with operations that have rules "
                "(docs/methods.md lists them), or explain the part that comes before it",
            ) from None
        if isinstance(built, Activation):
            return built
        operation, parents = built
        inputs = tuple(parent.name for parent in parents)
        rows = sizes[0] if axis == 0 and self.leading.issuperset(inputs) else None
        self.steps.append(self._step(node.name, operation, inputs, rows, origin))
        return Activation(node.name, sizes, axis)

    def _step(
        self,
        name: str,
        operation: Operation,
        inputs: tuple[str, ...],
        rows: int | None,
        origin: Origin,
    ) -> Step:
        active = not self.active.isdisjoint(inputs) and not isinstance(operation, Detach)
        at_input = tuple(parent in self.at_input for parent in inputs)
        if active:
            self.active.add(name)
        if all(at_input) and isinstance(operation, Shape | Concat):
            self.at_input.add(name)
        if rows is not None:
            self.leading.add(name)
        return Step(name, operation, inputs, active, at_input, rows, origin)

    def _arguments(self, node: fx.Node) -> dict[str, Any]:
        schema = node.target._schema.arguments  # type: ignore[union-attr]
        given = {argument.name: value for argument, value in zip(schema, node.args, strict=False)}
        given.update(node.kwargs)
        return {
            argument.name: self._resolve(given.get(argument.name, argument.default_value))
            for argument in schema
        }

    def _resolve(self, value: Any) -> Any:
        return fx.node.map_arg(value, lambda node: self.values[node.name])


def _constants(exported: ExportedProgram) -> dict[str, Tensor]:
    """Return parameters, buffers and tensors written in the code, by placeholder."""
    found = {}
    for spec in exported.graph_signature.input_specs:
        if spec.kind is InputKind.USER_INPUT:
            continue
        held = exported.state_dict if spec.target in exported.state_dict else exported.constants
        found[spec.arg.name] = held[spec.target].detach()
    return found


def _input(exported: ExportedProgram, name: Any) -> Tensor:
    value: Tensor = next(node for node in exported.graph.nodes if node.name == name).meta["val"]
    return value


def _sizes(node: fx.Node) -> tuple[tuple[int, ...], int]:
    """Return the sizes of a node's value for a batch of one, and which of them is the batch's."""
    shape = node.meta["val"].shape
    symbolic = [axis for axis, size in enumerate(shape) if not isinstance(size, int)]
    if len(symbolic) != 1:
        raise Refusal("it mixes the sequences of a batch")
    sizes = [size if isinstance(size, int) else _for_one(size) for size in shape]
    return tuple(sizes), symbolic[0]


def _for_one(size: torch.SymInt) -> int:
    expression = size.node.expr
    return int(expression.subs(dict.fromkeys(expression.free_symbols, 1)))


def _needed(steps: list[Step], outputs: tuple[str, ...]) -> tuple[Step, ...]:
    """Return the steps that ``outputs`` depend on, in order."""
    wanted, kept = set(outputs), []
    for step in reversed(steps):
        if step.name in wanted:
            wanted.update(step.inputs)
            kept.append(step)
    return tuple(reversed(kept))
