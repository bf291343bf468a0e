"""What a captured model is made of, and which rule each method has for it."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from motiflens.attribution.audit_record import NO_RULE, OperationRow, Place, Refused, Resolved
from motiflens.attribution.methods import Method
from motiflens.attribution.operations import BatchNorm, Custom
from motiflens.attribution.plan import Plan, Rule, Rules
from motiflens.attribution.program import Origin, Program, Step
from motiflens.errors import UnsupportedOperationError

_FOLDED = "folded into the layer beside it"
_UNSENT = "gate: nothing is sent"

Call = tuple[Step, ...]
"""The steps that one call of an operator is read as."""


def calls(program: Program) -> Iterator[Call]:
    """Yield the calls of a program in the order in which they run."""
    for _, steps in groupby(program.steps, key=lambda step: step.origin):
        together = tuple(steps)
        # Equal steps of one line are calls of one operator, as `y + y + y` has two.
        if len({step.operation.title for step in together}) == 1:
            yield from ((step,) for step in together)
        else:
            yield together


def inventory(
    program: Program, rules: Mapping[str, Rules], plans: Mapping[str, Plan]
) -> tuple[tuple[OperationRow, ...], dict[str, int]]:
    """Return the operations of a program, and in which row each step is, by its name.

    Parameters
    ----------
    program
        The captured model.
    rules
        Of each method, by its name.
    plans
        Of each method that has a rule for every operation.
    """
    found: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Call]] = {}
    for call in calls(program):
        kinds = tuple(dict.fromkeys(step.operation.title for step in call))
        names = tuple(_names(call, rules[method], plans.get(method)) for method in rules)
        found.setdefault((call[0].origin.operator, kinds, names), []).append(call)
    rows = tuple(
        OperationRow(
            operator=operator or kinds[0],
            kinds=kinds,
            count=len(group),
            places=tuple(dict.fromkeys(place_of(call[0].origin) for call in group)),
            rules=dict(zip(rules, names, strict=True)),
        )
        for (operator, kinds, names), group in found.items()
    )
    row_of = {
        step.name: row
        for row, group in enumerate(found.values())
        for call in group
        for step in call
    }
    return rows, row_of


def unreadable(program: Program) -> tuple[Refused, ...]:
    """Return the calls that could not be read, where an output needs them: no method runs then."""
    return tuple(
        Refused("", f"no rule exists for {call}", place_of(call.origin))
        for call in program.refused
        if call.hinders
    )


def refusals(program: Program, method: Method, rules: Rules) -> tuple[Refused, ...]:
    """Return every operation on the way to the outputs that a method has no rule for."""
    found = []
    for step in rules.reached(rules.prepared(program)):
        try:
            rules.rule_at(step, method.title)
        except UnsupportedOperationError as error:
            found.append(Refused(method.name, error.what, place_of(step.origin)))
    return tuple(found)


def legend(plan: Plan, program: Program) -> dict[str, str]:
    """Return what each rule of a plan does, in a sentence, by its name."""
    steps = {step.name: step for step in program.steps}
    return {
        rule_name(rule): _sentence(rule)
        for name, rule in plan.rules.items()
        if not isinstance(steps[name].operation, Custom)
    }


def resolution(plan: Plan, program: Program) -> tuple[Resolved, ...]:
    """Return what was decided for single operations, in the order in which they run."""
    return tuple(
        Resolved(step.label, step.operation.title, plan.notes[step.name])
        for step in program.steps
        if step.name in plan.notes
    )


def rule_name(rule: Rule) -> str:
    """Return the name of a rule: its function's, as words."""
    return str(rule.__qualname__).split(".")[0].strip("_").replace("_", " ")


def place_of(origin: Origin) -> Place:
    """Return a place whose file is named as Python imports it, the same on every machine."""
    file, colon, line = origin.source.rpartition(":")
    folders = sorted((str(Path(entry).resolve()) for entry in sys.path), key=len, reverse=True)
    home = next((folder for folder in folders if file.startswith(folder + os.sep)), "")
    return Place(origin.module, f"{file[len(home) :].lstrip(os.sep)}{colon}{line}", origin.code)


def _names(call: Call, rules: Rules, plan: Plan | None) -> str:
    """Return the names of the rules of a call, each once."""
    try:
        found = [_named(step, rules, plan) for step in call if step.active]
    except UnsupportedOperationError:
        return NO_RULE
    return ", ".join(dict.fromkeys(found))


def _named(step: Step, rules: Rules, plan: Plan | None) -> str:
    if plan is not None and step.name not in plan.rules:
        return _FOLDED if isinstance(step.operation, BatchNorm) else _UNSENT
    rule = rules.rule_at(step, "") if plan is None else plan.rules[step.name]
    return _name(step, rule)


def _name(step: Step, rule: Rule) -> str:
    return "your own rule" if isinstance(step.operation, Custom) else rule_name(rule)


def _sentence(rule: Rule) -> str:
    """Return the first line of a rule's docstring, or of that of the function that made it."""
    maker = rule.__globals__.get(rule.__qualname__.split(".")[0])
    text = inspect.getdoc(rule) or inspect.getdoc(maker) or ""
    return text.splitlines()[0] if text else ""
