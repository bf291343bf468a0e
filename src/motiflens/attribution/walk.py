"""The walk: forward through a program, then back, with what a method's rules send.

Every propagation method is this walk. Going forward, the rule for each operation sees the
operation at the sequences and at their reference and returns a function, its `Pull`, that later
turns a message at the output into messages at the inputs. What the pull needs it keeps; all else
is freed as the forward pass goes on. No autograd tape is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from motiflens.attribution.messages import AtInput, Message, Pair, Sent, by_sign, together
from motiflens.attribution.plan import Plan, Pull, Site
from motiflens.attribution.program import Program, Step

Values = Tensor | Mapping[str, Tensor]


@dataclass(frozen=True)
class Walked:
    """What a walk found for one explained output.

    Attributes
    ----------
    message
        What arrived at x; contributions are (x - reference) * ``message.ratio`` and
        ``message.given``.
    prediction, reference_prediction
        The explained scalar, (N,) each.
    absorbed
        Relevance that each operation kept, (N,) by its label; empty for multipliers.
    """

    message: AtInput
    prediction: Tensor
    reference_prediction: Tensor
    absorbed: dict[str, Tensor]


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
    """

    pulls: dict[str, Pull]
    parts: dict[str, Pair]
    at_x: tuple[Tensor, ...]
    at_reference: tuple[Tensor, ...]


Observer = Callable[[Step, Message, Sent, Mapping[str, Pair]], None]


def walk(
    program: Program,
    plan: Plan,
    x: Values,
    reference: Values,
    args: Sequence[Tensor] = (),
    observe: Observer | None = None,
    memory: dict[str, Any] | None = None,
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
    """
    memory = {} if memory is None else memory
    with torch.inference_mode():
        forward = _forward(program, plan, x, reference, args, memory)
        found = []
        for number, name in enumerate(program.outputs):
            prediction = forward.at_x[number]
            start = torch.ones_like(prediction) if plan.start == "one" else prediction
            last = number == len(program.outputs) - 1
            arrived, absorbed = _backward(program, plan, forward, {name: start}, last, observe)
            at_reference = forward.at_reference[number].expand_as(prediction)
            message = _message(arrived, forward.parts.get(program.inputs[0]))
            found.append(Walked(message, prediction, at_reference, absorbed))
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
    for step, values in at_x:
        if at_reference is None:
            at_reference = program.run(
                *_inputs(reference, args),
                known=None if isinstance(reference, Tensor) else reference,
                frozen=values,
            )
        _, references = next(at_reference)
        if step.active:
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
    return Forward(
        pulls,
        parts,
        tuple(values[name] for name in program.outputs),
        tuple(references[name] for name in program.outputs),
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
) -> tuple[Message | None, dict[str, Tensor]]:
    absorbed: dict[str, Tensor] = {}
    for step in reversed(program.steps):
        # With the last way back, a pull is dropped with what it kept as soon as it has been used.
        pull = (forward.pulls.pop if last else forward.pulls.get)(step.name, None)
        if pull is None or step.name not in messages:
            continue
        message = messages.pop(step.name)
        sent = pull(message)
        if observe is not None:
            observe(step, message, sent, forward.parts)
        kept = sent.absorbed
        for name, part in zip(step.inputs, sent.messages, strict=True):
            if name == program.inputs[0] or name in plan.rules:
                messages[name] = together(messages[name], part) if name in messages else part
            elif plan.start == "value":
                # What goes to the model's further inputs does not reach the sequence.
                lost = per_sequence(part, step.rows or 1)
                kept = lost if kept is None else kept + lost
        if kept is not None:
            absorbed[step.label] = absorbed[step.label] + kept if step.label in absorbed else kept
    return messages.get(program.inputs[0]), absorbed


def _parts_of_input(name: str, plan: Plan, x: Values, reference: Values) -> dict[str, Pair]:
    if name not in plan.splits:
        return {}
    at_x, at_reference = (v if isinstance(v, Tensor) else v[name] for v in (x, reference))
    return {name: by_sign(at_x - at_reference)}


def _message(arrived: Message | None, parts: Pair | None) -> AtInput:
    if isinstance(arrived, AtInput):
        return arrived
    if isinstance(arrived, Pair):
        assert parts is not None
        return AtInput(ratio=arrived.for_change(parts.plus + parts.minus))
    return AtInput(ratio=arrived)


def per_sequence(relevance: Any, rows: int) -> Tensor:
    """Return the sum of ``relevance`` over each sequence, (N,); see `Step.rows`."""
    total: Tensor = relevance.reshape(relevance.shape[0] // rows, -1).sum(1)
    return total
