"""From an exported graph to a `Program`: constants computed once, activations typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, fx
from torch.export import ExportedProgram
from torch.export.graph_signature import InputKind

from motiflens.attribution.aten import (
    BUILDERS,
    Activation,
    BatchDependent,
    Built,
    Call,
    Refusal,
    custom_call,
    why_refused,
)
from motiflens.attribution.batch_sizes import (
    batch_of,
    for_any_batch,
    of_batch,
    outer_rows,
    reads_sizes,
)
from motiflens.attribution.operations import (
    ActivationFunction,
    Concat,
    Constant,
    Detach,
    Operation,
    Shape,
)
from motiflens.attribution.origin import in_formula, origin_of, refused
from motiflens.attribution.program import Origin, Program, RefusedCall, Step
from motiflens.attribution.user_rules import has_user_rule
from motiflens.errors import CaptureError


def read_graph(exported: ExportedProgram) -> Program:
    """Return the typed program of an exported model whose outputs are (N,) each.

    Reading goes on behind a call that has no typed form, so that `Program.refused` names all;
    what is computed from its result is not read, and not named.

    Raises
    ------
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


class _Unread:
    """Stands for a value that depends on refused calls, by their names."""

    def __init__(self, causes: frozenset[str]) -> None:
        self.causes = causes


class _Reader:
    """Reads nodes in order; what each stands for is kept in ``values``."""

    def __init__(self, exported: ExportedProgram) -> None:
        self.constants = _constants(exported)
        self.inputs = exported.graph_signature.user_inputs
        self.outputs = exported.graph_signature.user_outputs
        self.dtype = _input(exported, self.inputs[0]).dtype
        self.values: dict[str, Any] = {}
        self.steps: list[Step] = []
        self.refused: dict[str, RefusedCall] = {}
        self.active = {self.inputs[0]}
        self.at_input = {self.inputs[0]}
        self.leading = set(self.inputs)

    def read(self, node: fx.Node) -> None:
        """Enter what ``node`` stands for, and a step where it computes an activation."""
        if node.op == "placeholder":
            self.values[node.name] = (
                Activation(node.name, *batch_of(node))
                if node.name in self.inputs
                else self.constants[node.name]
            )
        elif node.op == "call_function" and "val" in node.meta:  # not a mere assertion
            self.values[node.name] = self._call(node)

    def program(self) -> Program:
        """Return the steps that the outputs need, or all where one could not be read."""
        ends = [self.values[str(name)] for name in self.outputs]
        causes = {name for end in ends if isinstance(end, _Unread) for name in end.causes}
        outputs = tuple(self._explained(end) for end in ends if not isinstance(end, _Unread))
        steps = tuple(self.steps) if causes else _needed(self.steps, outputs)
        activations = [v for v in self.values.values() if isinstance(v, Activation)]
        shares = all(a.sizes[a.batch_axis] == 1 for a in activations)
        refused = tuple(
            replace(call, hinders=name in causes) for name, call in self.refused.items()
        )
        return Program(steps, tuple(map(str, self.inputs)), outputs, shares, refused)

    def _explained(self, value: Any) -> str:
        if not isinstance(value, Activation) or value.name not in self.active:
            raise CaptureError(
                "the explained output does not depend on the sequence",
                fix="choose another `target`",
            )
        return value.name

    def _call(self, node: fx.Node) -> Any:
        inputs = [self.values[parent.name] for parent in node.all_input_nodes]
        unread = [value.causes for value in inputs if isinstance(value, _Unread)]
        if unread:
            return _Unread(frozenset().union(*unread))
        several = next((value for value in inputs if isinstance(value, _Several)), None)
        call = node if several is None else several.node
        try:
            return self._value(node, call, inputs)
        except Refusal as refusal:
            self.refused[call.name] = refused(call, refusal)
            return _Unread(frozenset({call.name}))

    def _value(self, node: fx.Node, call: fx.Node, inputs: list[Any]) -> Any:
        result = node.meta["val"]
        if call is not node:
            return self._activation(node, call, index=node.args[1])
        if not reads_sizes(node) and any(isinstance(value, Activation) for value in inputs):
            single = isinstance(result, Tensor)
            return self._activation(node, node) if single else _Several(node)
        if any(isinstance(value, Activation | BatchDependent) for value in inputs):
            return for_any_batch(*(self._constant(node, batch) for batch in (1, 2)))
        return self._constant(node, 1)

    def _constant(self, node: fx.Node, batch: int) -> Any:
        """Compute a constant, for a batch of one or of two where it depends on its size."""
        if torch.Tag.nondeterministic_seeded in getattr(node.target, "tags", ()):
            raise Refusal("it is random")

        def resolve(parent: fx.Node) -> Any:
            return of_batch(self.values[parent.name], batch, self.dtype)

        args: Any = fx.node.map_arg(node.args, resolve)
        kwargs: Any = fx.node.map_arg(node.kwargs, resolve)
        with torch.no_grad():
            return node.target(*args, **kwargs)  # type: ignore[operator]

    def _activation(self, node: fx.Node, call: fx.Node, index: Any = None) -> Activation:
        """Type ``call``, of whose results ``node`` is the one at ``index``."""
        origin = origin_of(call)
        built = self._built(node, call, origin, index)
        if isinstance(built, Activation):
            return built
        operation, parents = built
        if isinstance(operation, ActivationFunction) and in_formula(call):
            operation = operation.inside_a_formula()
        return self._enter(node.name, operation, parents, *batch_of(node), origin)

    def _built(
        self, node: fx.Node, call: fx.Node, origin: Origin, index: Any
    ) -> Built | Activation:
        if has_user_rule(call.target):
            return custom_call(call.target, self._arguments(call))
        if call.target not in BUILDERS:
            raise Refusal(why_refused(call.target))
        made = 0

        def enter(
            operation: Operation,
            parents: tuple[Activation, ...],
            sizes: tuple[int, ...],
            axis: int,
        ) -> Activation:
            nonlocal made
            made += 1
            return self._enter(f"{node.name}:{made}", operation, parents, sizes, axis, origin)

        return BUILDERS[call.target](
            Call(
                arguments=self._arguments(call),
                sizes=(sizes := batch_of(node))[0],
                batch_axis=sizes[1],
                dtype=self.dtype,
                result_dtype=node.meta["val"].dtype,
                enter=enter,
                index=index,
            )
        )

    def _enter(
        self,
        name: str,
        operation: Operation,
        parents: tuple[Activation, ...],
        sizes: tuple[int, ...],
        axis: int,
        origin: Origin,
    ) -> Activation:
        """Enter a step."""
        outer = outer_rows(operation, parents, sizes, axis)
        inputs = tuple(parent.name for parent in parents)
        active = not self.active.isdisjoint(inputs) and not isinstance(operation, Detach | Constant)
        at_input = tuple(parent in self.at_input for parent in inputs)
        leads = axis == 0 and outer == 1 and self.leading.issuperset(inputs)
        rows = sizes[0] if leads else None
        if active:
            self.active.add(name)
        if all(at_input) and isinstance(operation, Shape | Concat):
            self.at_input.add(name)
        if leads:
            self.leading.add(name)
        self.steps.append(Step(name, operation, inputs, active, at_input, rows, origin))
        return Activation(name, sizes, axis, outer)

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


def _needed(steps: list[Step], outputs: tuple[str, ...]) -> tuple[Step, ...]:
    """Return the steps that ``outputs`` depend on, in order."""
    wanted, kept = set(outputs), []
    for step in reversed(steps):
        if step.name in wanted:
            wanted.update(step.inputs)
            kept.append(step)
    return tuple(reversed(kept))
