"""The walk: forward through a program, then back, with what a method's rules send.

Every propagation method is this walk. Going forward, the rule for each operation sees the
operation at the sequences and at their reference and returns a function, its `Pull`, that later
turns a message at the output into messages at the inputs. What the pull needs it keeps; all else
is freed as the forward pass goes on. No autograd tape is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, cast

import torch
from torch import Tensor

from motiflens.attribution.messages import Message, Pair, Relevance, Sent, by_sign, together
from motiflens.attribution.operations import Weighted
from motiflens.attribution.plan import Plan, Pull, Site
from motiflens.attribution.program import Program, Step
from motiflens.attribution.sums import inner, per_sequence

Values = Tensor | Mapping[str, Tensor]


@dataclass(frozen=True)
class Trace:
    """Where relevance was on its way, and what became of it; empty for multipliers.

    Attributes
    ----------
    absorbed
        What each operation kept, (N,), by its label and the cause: ``conv.0/bias``. Causes are
        ``bias``, ``stabiliser``, ``signs`` (what a rule that treats signs apart lost, or, where
        negative, made), ``unplaced`` (a denominator was 0) and ``other inputs`` (of the model, or
        values that are held).
    sums
        Of each layer with weights, the sum of its output's relevance, (N,), by its label.
    channels
        Of each layer that reads the sequence, the relevance of its channels, (N, C).
    maps
        Of the layers that were asked for, the relevance of each element, (N, ...); of a layer
        that the model calls again, that of the last call, and of those before it with a number
        behind the label (``conv#2``).
    """

    absorbed: dict[str, Tensor] = field(default_factory=dict)
    sums: dict[str, Tensor] = field(default_factory=dict)
    channels: dict[str, Tensor] = field(default_factory=dict)
    maps: dict[str, Tensor] = field(default_factory=dict)

    def keep(self, label: str, cause: str, relevance: Tensor) -> None:
        """Add to what an operation kept."""
        _put(self.absorbed, f"{label}/{cause}", relevance)

    def see(self, step: Step, relevance: Relevance, value: Tensor, mapped: bool) -> None:
        """Note the relevance of a layer's output; calls of one layer are added, maps numbered."""
        rows, label = step.rows or 1, step.label
        whole = mapped or step.at_input[0]
        if not whole and relevance.given is None and relevance.ratio is not None:
            _put(self.sums, label, inner(relevance.ratio, value, rows))
            return
        here = relevance.of(value)
        _put(self.sums, label, per_sequence(here, rows))
        if step.at_input[0] and rows == 1 and here.dim() > 1:
            _put(self.channels, label, here.flatten(2).sum(2) if here.dim() > 2 else here)
        if mapped:
            calls = sum(name.partition("#")[0] == label for name in self.maps)
            self.maps[f"{label}#{calls + 1}" if calls else label] = here


def _put(sums: dict[str, Tensor], label: str, part: Tensor) -> None:
    sums[label] = sums[label] + part if label in sums else part


@dataclass(frozen=True)
class Walked:
    """What a walk found for one explained output.

    Attributes
    ----------
    message
        What arrived at x: contributions are ``message.of(x - reference)``.
    prediction, reference_prediction
        The explained scalar, (N,) each.
    trace
        Of relevance on its way.
    """

    message: Relevance
    prediction: Tensor
    reference_prediction: Tensor
    trace: Trace


@dataclass(frozen=True)
class Forward:
    """What a forward pass leaves for the way back.

    Attributes
    ----------
    pulls
        By the name of each step on the way from x to the outputs.
    parts
        Of the values whose change is followed in two parts (`Plan.splits`), by name.
    at_x, at_reference
        The explained scalars.
    layers
        Values whose relevance is traced, by name.
    other_inputs
        Values that do not depend on x, where relevance can be sent to them, by step and number.
    """

    pulls: dict[str, Pull]
    parts: dict[str, Pair]
    at_x: tuple[Tensor, ...]
    at_reference: tuple[Tensor, ...]
    layers: dict[str, Tensor]
    other_inputs: dict[tuple[str, int], Tensor]


Observer = Callable[[Step, Message, Sent, Mapping[str, Pair]], None]


def walk(
    program: Program,
    plan: Plan,
    x: Values,
    reference: Values,
    args: Sequence[Tensor] = (),
    observe: Observer | None = None,
    memory: dict[str, Any] | None = None,
    maps: Set[str] = frozenset(),
) -> tuple[Walked, ...]:
    """Walk forward once, and back once for each explained output.

    Parameters
    ----------
    program
        The captured model, on the device of ``x``.
    plan
        What each operation sends.
    x
        Sequences, (N, ...); or all values of a pass at them (`Program.values`).
    reference
        Reference of each sequence, (N, ...); or all values of a pass at references, (N, ...), or
        (1, ...) each where one is shared.
    args
        Further inputs of the model, (N, ...) each, the same for sequence and reference.
    observe
        Called with each step, the message at its output, what it sent, and the parts of values
        that are followed in two.
    memory
        Kept by the caller between walks of the same sequences: what rules compute of these alone.
    maps
        Labels of the layers whose relevance is kept element by element.
    """
    memory = {} if memory is None else memory
    with torch.inference_mode():
        forward = _forward(program, plan, x, reference, args, memory)
        found = []
        for number, name in enumerate(program.outputs):
            prediction = forward.at_x[number]
            one = torch.ones_like(prediction)
            start: Message = one if plan.start == "one" else Relevance(one)
            last = number == len(program.outputs) - 1
            trace = Trace()
            arrived = _backward(program, plan, forward, {name: start}, last, observe, trace, maps)
            at_reference = forward.at_reference[number].expand_as(prediction)
            message = _message(arrived, forward.parts.get(program.inputs[0]))
            message = message if plan.finish is None else plan.finish(message)
            found.append(Walked(message, prediction, at_reference, trace))
        return tuple(found)


def _forward(
    program: Program,
    plan: Plan,
    x: Values,
    reference: Values,
    args: Sequence[Tensor],
    memory: dict[str, Any],
) -> Forward:
    at_x = program.run(*_inputs(x, args), known=None if isinstance(x, Tensor) else x)
    pulls: dict[str, Pull] = {}
    parts = _parts_of_input(program.inputs[0], plan, x, reference)
    references: dict[str, Tensor] = {}
    at_reference = None
    layers: dict[str, Tensor] = {}
    other_inputs: dict[tuple[str, int], Tensor] = {}
    for step, values in at_x:
        if at_reference is None:
            at_reference = program.run(
                *_inputs(reference, args),
                known=None if isinstance(reference, Tensor) else reference,
                frozen=values,
            )
        _, references = next(at_reference)
        if step.name in plan.rules:
            site = Site(
                step,
                tuple(values[name] for name in step.inputs),
                values[step.name],
                tuple(references[name] for name in step.inputs),
                references[step.name],
                tuple(parts.get(name) for name in step.inputs),
                memory,
            )
            if step.name in plan.splits:
                parts[step.name] = plan.splits[step.name](site)
            pulls[step.name] = plan.rules[step.name](site)
            if plan.start == "value":
                if isinstance(step.operation, Weighted):
                    layers[step.name] = site.output
                for number, name in enumerate(step.inputs):
                    if name not in plan.rules and name != program.inputs[0]:
                        other_inputs[step.name, number] = site.inputs[number]
    return Forward(
        pulls,
        parts,
        tuple(values[name] for name in program.outputs),
        tuple(references[name] for name in program.outputs),
        layers,
        other_inputs,
    )


def _inputs(values: Values, args: Sequence[Tensor]) -> tuple[Tensor, ...]:
    return (values, *args) if isinstance(values, Tensor) else ()


def _backward(
    program: Program,
    plan: Plan,
    forward: Forward,
    messages: dict[str, Any],
    last: bool,
    observe: Observer | None,
    trace: Trace,
    maps: Set[str],
) -> Message | None:
    for step in reversed(program.steps):
        # With the last way back, a pull is dropped with what it kept as soon as it has been used.
        pull = (forward.pulls.pop if last else forward.pulls.get)(step.name, None)
        if pull is None or step.name not in messages:
            continue
        message = messages.pop(step.name)
        if step.name in forward.layers:
            trace.see(step, message, forward.layers[step.name], step.label in maps)
        sent = pull(message)
        if observe is not None:
            observe(step, message, sent, forward.parts)
        for number, (name, part) in enumerate(zip(step.inputs, sent.messages, strict=True)):
            if part is None:
                continue
            if (step.name, number) in forward.other_inputs:
                lost = cast(Relevance, part).of(forward.other_inputs[step.name, number])
                trace.keep(step.label, "other inputs", per_sequence(lost, step.rows or 1))
            elif name == program.inputs[0] or name in plan.rules:
                messages[name] = together(messages[name], part) if name in messages else part
        for cause, kept in (sent.absorbed or {}).items():
            trace.keep(step.label, cause, kept)
    found: Message | None = messages.get(program.inputs[0])
    return found


def _parts_of_input(name: str, plan: Plan, x: Values, reference: Values) -> dict[str, Pair]:
    if name not in plan.splits:
        return {}
    at_x, at_reference = (v if isinstance(v, Tensor) else v[name] for v in (x, reference))
    return {name: by_sign(at_x - at_reference)}


def _message(arrived: Message | None, parts: Pair | None) -> Relevance:
    if isinstance(arrived, Relevance):
        return arrived
    if isinstance(arrived, Pair):
        assert parts is not None
        return Relevance(arrived.for_change(parts.plus + parts.minus))
    return Relevance(arrived)
