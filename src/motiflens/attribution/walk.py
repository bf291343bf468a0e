"""The walk: forward through a program, then back, with what a method's rules send.

Every propagation method is this walk. Going forward, the rule for each operation sees the
operation at the sequences and at their reference and returns a function, its `Pull`, that later
turns a message at the output into messages at the inputs. What the pull needs it keeps; all else
is freed as the forward pass goes on. No autograd tape is made.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import torch
from torch import Tensor

from motiflens.attribution.operations import Operation
from motiflens.attribution.program import Program, Step
from motiflens.errors import UnsupportedOperationError


@dataclass(frozen=True)
class Site:
    """An operation in one forward pass, as a rule sees it.

    Attributes
    ----------
    step
        Its place in the program.
    inputs, output
        Values at the sequences, (N, ...).
    reference_inputs, reference_output
        Values at the reference, (N, ...) or (1, ...) where it is shared.
    """

    step: Step
    inputs: tuple[Tensor, ...]
    output: Tensor
    reference_inputs: tuple[Tensor, ...]
    reference_output: Tensor

    @property
    def operation(self) -> Operation:
        """The operation itself."""
        return self.step.operation


@dataclass(frozen=True)
class AtInput:
    """Relevance that has left the first layer, on its way to x.

    Attributes
    ----------
    ratio
        What x - reference is multiplied with to give relevance: it says what another base would
        have received.
    given
        Relevance itself, where it is no multiple of x - reference.
    """

    ratio: Tensor | None = None
    given: Tensor | None = None

    def __add__(self, other: AtInput) -> AtInput:
        """Return the sum, part by part."""
        return AtInput(_plus(self.ratio, other.ratio), _plus(self.given, other.given))


def _plus(a: Tensor | None, b: Tensor | None) -> Tensor | None:
    return b if a is None else a if b is None else a + b


Message = Tensor | AtInput


class Sent(NamedTuple):
    """What an operation sends back.

    Attributes
    ----------
    messages
        One for each input, in its shape.
    absorbed
        Relevance that the operation kept, (N,): LRP only.
    """

    messages: tuple[Message, ...]
    absorbed: Tensor | None = None


Pull = Callable[[Any], Sent]
Rule = Callable[[Site], Pull]
Observer = Callable[[Step, Any, Sent], None]


@dataclass(frozen=True)
class Rules:
    """A method, to the walk.

    Attributes
    ----------
    table
        From a kind of operation to its rule; a kind without one takes its base class' rule.
    start
        The message at the explained output: ``one`` for multipliers, its ``value`` for relevance.
    """

    table: Mapping[type[Operation], Rule]
    start: Literal["one", "value"]

    def rule(self, kind: type[Operation]) -> Rule | None:
        """Return the rule for a kind of operation, or None."""
        return next((self.table[base] for base in kind.__mro__ if base in self.table), None)


@dataclass(frozen=True)
class Walked:
    """What one walk found.

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


def check_rules(program: Program, rules: Rules, method: str) -> None:
    """Raise where an operation on the way from x to the output has no rule.

    Raises
    ------
    UnsupportedOperationError
        Naming the operation and its line in the model.
    """
    for step in program.steps:
        kind = getattr(step.operation, "name", type(step.operation).__name__)
        if step.active and rules.rule(type(step.operation)) is None:
            raise UnsupportedOperationError(
                f"{method} has no rule for {kind}",
                where=str(step.origin),
                fix="choose another method (docs/methods.md says which has a rule for what)",
            )
        if step.active and rules.start == "value" and step.rows is None:
            raise UnsupportedOperationError(
                f"{method} needs the sequences in the first dimension, and {kind} has them "
                "elsewhere",
                where=str(step.origin),
                fix="write this part of the model with the batch first",
            )


def walk(
    program: Program,
    rules: Rules,
    x: Tensor,
    reference: Tensor | Mapping[str, Tensor],
    args: Sequence[Tensor] = (),
    observe: Observer | None = None,
) -> Walked:
    """Walk forward and back once.

    Parameters
    ----------
    program
        The captured model, on the device of ``x``.
    rules
        What each operation sends; see `check_rules`.
    x
        Sequences, (N, ...).
    reference
        Reference of each sequence, (N, ...); or all values of a pass at a shared reference
        (`Program.values`), (1, ...) each.
    args
        Further inputs of the model, (N, ...) each, the same for sequence and reference.
    observe
        Called with each step, the message at its output and what it sent.
    """
    with torch.inference_mode():
        pulls, prediction, reference_prediction = _forward(program, rules, x, reference, args)
        start = torch.ones_like(prediction) if rules.start == "one" else prediction
        arrived, absorbed = _backward(program, rules, pulls, start, observe)
        message = arrived if isinstance(arrived, AtInput) else AtInput(ratio=arrived)
        return Walked(message, prediction, reference_prediction.expand_as(prediction), absorbed)


def _forward(
    program: Program,
    rules: Rules,
    x: Tensor,
    reference: Tensor | Mapping[str, Tensor],
    args: Sequence[Tensor],
) -> tuple[dict[str, Pull], Tensor, Tensor]:
    pulls: dict[str, Pull] = {}
    at_x = program.run(x, *args)
    if isinstance(reference, Tensor):
        at_reference: Iterator[Mapping[str, Tensor]]
        at_reference = (values for _, values in program.run(reference, *args))
    else:
        at_reference = itertools.repeat(reference, len(program.steps))
    for (step, values), references in zip(at_x, at_reference, strict=True):
        if step.active:
            site = Site(
                step,
                tuple(values[name] for name in step.inputs),
                values[step.name],
                tuple(references[name] for name in step.inputs),
                references[step.name],
            )
            rule = rules.rule(type(step.operation))
            assert rule is not None
            pulls[step.name] = rule(site)
    return pulls, values[program.output], references[program.output]


def _backward(
    program: Program,
    rules: Rules,
    pulls: dict[str, Pull],
    start: Tensor,
    observe: Observer | None,
) -> tuple[Message | None, dict[str, Tensor]]:
    messages: dict[str, Any] = {program.output: start}
    absorbed: dict[str, Tensor] = {}
    active = {program.inputs[0], *pulls}
    for step in reversed(program.steps):
        # The pull is dropped with what it kept as soon as it has been used.
        pull = pulls.pop(step.name, None)
        if pull is None or step.name not in messages:
            continue
        message = messages.pop(step.name)
        sent = pull(message)
        if observe is not None:
            observe(step, message, sent)
        kept = sent.absorbed
        for name, part in zip(step.inputs, sent.messages, strict=True):
            if name in active:
                messages[name] = messages[name] + part if name in messages else part
            elif rules.start == "value":
                # What goes to the model's further inputs does not reach the sequence.
                lost = per_sequence(part, step.rows or 1)
                kept = lost if kept is None else kept + lost
        if kept is not None:
            absorbed[step.label] = absorbed[step.label] + kept if step.label in absorbed else kept
    return messages.get(program.inputs[0]), absorbed


def per_sequence(relevance: Any, rows: int) -> Tensor:
    """Return the sum of ``relevance`` over each sequence, (N,); see `Step.rows`."""
    total: Tensor = relevance.reshape(relevance.shape[0] // rows, -1).sum(1)
    return total
