"""Rules, and the plan of a walk: which rule each operation of a program follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, cast

from torch import Tensor

from motiflens.attribution.messages import Pair, Relevance, Sent
from motiflens.attribution.operations import Custom, Operation
from motiflens.attribution.program import Program, Step
from motiflens.attribution.user_rules import user_rule
from motiflens.errors import UnsupportedOperationError

_T = TypeVar("_T")


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
    parts
        Of each input the positive and the negative part of its change, where the plan follows
        them (`Plan.splits`), else None.
    memory
        Of what was computed of the same sequences before, by the name of the step; see `once`.
    """

    step: Step
    inputs: tuple[Tensor, ...]
    output: Tensor
    reference_inputs: tuple[Tensor, ...]
    reference_output: Tensor
    parts: tuple[Pair | None, ...] = ()
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def operation(self) -> Operation:
        """The operation itself."""
        return self.step.operation

    def once(self, compute: Callable[[], _T]) -> _T:
        """Return what depends on the sequences alone, computed once for all of their references."""
        if self.step.name not in self.memory:
            self.memory[self.step.name] = compute()
        found: _T = self.memory[self.step.name]
        return found


Pull = Callable[[Any], Sent]
Rule = Callable[[Site], Pull]
Split = Callable[[Site], Pair]


@dataclass(frozen=True)
class Plan:
    """What each step of one program does in a walk.

    Attributes
    ----------
    rules
        By the name of the step, for every step on the way from x to the outputs.
    splits
        Those values whose change is followed in a positive and a negative part, and how the
        parts are found.
    start
        The message at an explained output: ``one`` for multipliers, its ``value`` for relevance.
    notes
        What was decided for single steps (the rule of a composite, the gate of a product), in
        words, by name; for people.
    finish
        What is done to the message that arrives at x.
    """

    rules: Mapping[str, Rule]
    start: Literal["one", "value"]
    splits: Mapping[str, Split] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    finish: Callable[[Relevance], Relevance] | None = None


@dataclass(frozen=True)
class Rules:
    """A method: its rules by kind of operation.

    Attributes
    ----------
    family
        ``deeplift``, ``gradient`` or ``lrp``: whose rules of a user's own apply (`user_rules`).
    table
        From a kind of operation to its rule; a kind without one takes its base class' rule.
    start
        As in `Plan`.
    refine
        Called with the program and the rules found by kind; returns the plan, where a method
        needs more than the table says.
    prepare
        Called with the program before all else, where a method reads another form of it.
    unsent
        Called with the program; returns the inputs, by step and number, to which nothing is sent.
    finish
        As in `Plan`.
    """

    family: str
    table: Mapping[type[Operation], Rule]
    start: Literal["one", "value"]
    refine: Callable[[Program, Plan], Plan] | None = None
    prepare: Callable[[Program], Program] | None = None
    unsent: Callable[[Program], Set[tuple[str, int]]] | None = None
    finish: Callable[[Relevance], Relevance] | None = None

    def prepared(self, program: Program) -> Program:
        """Return the form of a program that the method reads."""
        return program if self.prepare is None else self.prepare(program)

    def reached(self, program: Program) -> list[Step]:
        """Return the steps that a message can reach, in the order in which they run."""
        unsent = frozenset() if self.unsent is None else self.unsent(program)
        wanted, found = set(program.outputs), []
        for step in reversed(program.steps):
            if step.name in wanted and step.active:
                found.append(step)
                wanted.update(
                    name
                    for number, name in enumerate(step.inputs)
                    if (step.name, number) not in unsent
                )
        return found[::-1]

    def rule(self, operation: Operation) -> Rule | None:
        """Return the rule for an operation, or None."""
        if isinstance(operation, Custom):
            own = user_rule(self.family, operation.operator)
            return None if own is None else _applied(own, self.start == "value")
        return self.rule_for(type(operation))

    def rule_for(self, kind: type[Operation]) -> Rule | None:
        """Return the rule for a kind of operation, or None."""
        return next((self.table[base] for base in kind.__mro__ if base in self.table), None)

    def plan(self, program: Program, method: str) -> Plan:
        """Return the plan of a program; ``method`` names the method in errors.

        Raises
        ------
        UnsupportedOperationError
            Where an operation on the way from x to the output has no rule; it is named with its
            line in the model.
        """
        found = {step.name: self.rule_at(step, method) for step in self.reached(program)}
        plan = Plan(found, self.start, finish=self.finish)
        return plan if self.refine is None else self.refine(program, plan)

    def rule_at(self, step: Step, method: str) -> Rule:
        """Return the rule for one step; raise as `plan` does where there is none."""
        rule = self.rule(step.operation)
        if rule is None:
            raise UnsupportedOperationError(
                f"{method} has no rule for {step.operation.title}",
                where=str(step.origin),
                fix="choose another method (docs/coverage.md says which has a rule for what)",
            )
        if self.start == "value" and step.rows is None:
            raise UnsupportedOperationError(
                f"{method} needs the sequences in the first dimension, and "
                f"{step.operation.title} has them elsewhere",
                where=str(step.origin),
                fix="write this part of the model with the batch first; within PyTorch's own "
                "recurrent and attention modules it is not, whatever `batch_first` says, and "
                "`motiflens audit` names methods that take these",
            )
        return rule


def _applied(own: Callable[[Site, Tensor], Any], relevance: bool) -> Rule:
    """Return a user's function as a rule; it is given relevance itself, and returns it."""

    def rule(site: Site) -> Pull:
        def pull(message: Tensor | Relevance) -> Sent:
            arrived = message.of(site.output) if isinstance(message, Relevance) else message
            sent = own(site, arrived)
            found = sent if isinstance(sent, Sent) else Sent(_several(sent))
            if not relevance:
                return found
            parts = (
                part if part is None else Relevance(given=cast(Tensor, part))
                for part in found.messages
            )
            return found._replace(messages=tuple(parts))

        return pull

    return rule


def _several(sent: Any) -> tuple[Any, ...]:
    return (sent,) if isinstance(sent, Tensor) else tuple(sent)
