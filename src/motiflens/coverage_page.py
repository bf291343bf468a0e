"""``docs/coverage.md``: which operations a model may hold, and what each method does with them."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from motiflens.attribution import operations
from motiflens.attribution.aten import BUILDERS
from motiflens.attribution.formulas import FORMULAS
from motiflens.attribution.inventory import rule_name
from motiflens.attribution.methods import PROPAGATING
from motiflens.attribution.operations import (
    ActivationFunction,
    Custom,
    Detach,
    Elementwise,
    Operation,
    Weighted,
)
from motiflens.attribution.plan import Rules
from motiflens.attribution.propagation import load_rules

_HEAD = """\
<!-- Made by `make docs` from src/motiflens/attribution: edit the tables and docstrings there. -->

# Operations, by method

A captured model is made of the operations below. Where a method has a rule for one, its name
stands in the table; where it has none, the method refuses a model that holds it, with its line in
the model's source, and so does every method with an operator that is not listed here.
`motiflens audit` says the same of one model. [attribution.md](attribution.md) explains the rules,
and how to add one of your own.
"""


def coverage_page() -> str:
    """Return the page as Markdown."""
    return "\n".join([_HEAD, _table(), _operators()])


def kinds() -> list[type[Operation]]:
    """Return the kinds of operations that a captured model may hold."""
    named = (getattr(operations, name) for name in operations.__all__)
    return [
        kind
        for kind in named
        if issubclass(kind, Operation) and not inspect.isabstract(kind) and kind is not Custom
    ]


def _table() -> str:
    rules = {
        name: load_rules(row.rules)(row.options.model_validate({}))
        for name, row in PROPAGATING.items()
    }
    # Methods that treat every kind alike share a column.
    columns: dict[tuple[str, ...], list[str]] = {}
    for name in PROPAGATING:
        columns.setdefault(tuple(_rule(rules[name], kind) for kind in kinds()), []).append(name)
    head = " | ".join(", ".join(f"`{name}`" for name in names) for names in columns.values())
    rows = "".join(
        f"| {kind.__name__} | {_first_line(kind)} | {' | '.join(cells)} |\n"
        for kind, cells in zip(kinds(), zip(*columns, strict=True), strict=True)
    )
    return f"| operation | what it is | {head} |\n| --- | --- |{' --- |' * len(columns)}\n{rows}"


def _rule(rules: Rules, kind: type[Operation]) -> str:
    if kind is Detach:
        return "constant"
    rule = rules.rule_for(kind)
    if rule is None:
        gate = rules.family == "lrp" and issubclass(kind, Elementwise)
        return "in gates only" if gate else "refused"
    if rules.family == "lrp" and issubclass(kind, Weighted):
        return "the composite's"
    name = rule_name(rule)
    if rules.family == "deeplift" and rules.refine and issubclass(kind, ActivationFunction):
        return f"{name} or revealcancel"
    return name


def _operators() -> str:
    return (
        "## PyTorch's operators\n\n"
        f"Read as one of these operations: {_names(BUILDERS)}.\n\n"
        f"Read as a composition of them: {_names(FORMULAS)}.\n"
    )


def _names(table: Mapping[Any, Any] | Iterable[Any]) -> str:
    names = sorted({str(operator).split(".")[1] for operator in table})
    return ", ".join(f"`{name}`" for name in names)


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").splitlines()[0].replace("|", "\\|")
