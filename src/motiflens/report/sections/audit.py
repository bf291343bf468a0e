"""What was tried before anything was explained: rules, sums by operation, references."""

from __future__ import annotations

from dataclasses import dataclass

from motiflens.attribution.audit_record import Audit, MethodAudit, OperationRow
from motiflens.attribution.methods import METHODS, Method


@dataclass(frozen=True)
class OperationView:
    """One row of the table of operations: by method the rule, and what was lost at most."""

    row: OperationRow
    lines: tuple[tuple[str, str], ...]
    cells: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True)
class AuditView:
    """What the section shows.

    Attributes
    ----------
    audit
        What was found.
    methods
        Each method with what was found of it.
    walking
        Those that follow a rule at each operation.
    operations
        Rows in the order of the model.
    legend
        What each rule does, by its name.
    """

    audit: Audit
    methods: tuple[tuple[Method, MethodAudit], ...]
    walking: tuple[Method, ...]
    operations: tuple[OperationView, ...]
    legend: dict[str, str]


def audit_view(audit: Audit | None) -> AuditView | None:
    """Return what the section shows, None where no audit was given."""
    if audit is None:
        return None
    methods = tuple((METHODS[found.name], found) for found in audit.methods)
    operations = (_operation(audit, number, row) for number, row in enumerate(audit.operations))
    legend = {name: text for rules in audit.rules.values() for name, text in rules.items()}
    walking = tuple(METHODS[name] for name in _walking(audit))
    return AuditView(audit, methods, walking, tuple(operations), dict(sorted(legend.items())))


def _walking(audit: Audit) -> list[str]:
    """Return the methods that follow a rule at each operation."""
    return [found.name for found in audit.methods if METHODS[found.name].rules]


def _operation(audit: Audit, number: int, row: OperationRow) -> OperationView:
    modules: dict[str, list[str]] = {}
    for place in row.places:
        modules.setdefault(place.source, []).append(place.module)
    return OperationView(
        row=row,
        lines=tuple((line, ", ".join(filter(None, names))) for line, names in modules.items()),
        cells=tuple((row.rules[name], audit.imbalance(number, name)) for name in _walking(audit)),
    )
