"""An audit as tables on the standard output."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from motiflens.attribution.audit_record import Audit, OperationRow, ReferenceComparison

_WIDTH = 200  # of what goes to a file
_LINES = 3  # of the model's source in an operation's row; the file has all
_COLUMNS = 5  # methods side by side
_NONE = "-"


def print_audit(audit: Audit) -> None:
    """Print operations, refusals, verdicts, sums by operation, and references."""
    # What comes from a model's source is no markup.
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = _WIDTH
    for table in _tables(audit):
        console.print(table)
    for refused in audit.refused:
        who = refused.method or "all methods"
        console.print(f"refused, {who}: {refused.reason}\n  where: {refused.place}")
    for comparison in audit.references:
        console.print(_references(comparison))
        console.print(f"{comparison.task}: {comparison.recommendation}")


def _tables(audit: Audit) -> Iterator[Table]:
    methods = list(audit.operations[0].rules) if audit.operations else []
    yield _places_of_operations(audit)
    for some in _groups(methods):
        table = _table("The rules for them", "operation", *some)
        for row in audit.operations:
            table.add_row(row.title, *(row.rules[method] for method in some))
        yield table
    for method, resolved in audit.composites.items():
        table = _table(f"Layers of {method}", "layer", "operation", "rule")
        for one in resolved:
            table.add_row(one.place, one.operation, one.decision)
        yield table
    title = "The most that operations did not hand on, relative to what is explained"
    for some in _groups(methods):
        table = _table(title, "operation", *some)
        for number, row in enumerate(audit.operations):
            if any(row.rules.values()):
                lost = (audit.imbalance(number, method) for method in some)
                table.add_row(row.title, *map(_size, lost))
        yield table
    yield _verdicts(audit)


def _places_of_operations(audit: Audit) -> Table:
    table = _table("Operations", "operation", "count", "where")
    for row in audit.operations:
        table.add_row(row.title, str(row.count), _places(row))
    return table


def _groups(methods: list[str]) -> Iterator[list[str]]:
    """Yield the methods, as many at a time as fit side by side."""
    for start in range(0, len(methods), _COLUMNS):
        yield methods[start : start + _COLUMNS]


def _verdicts(audit: Audit) -> Table:
    table = _table(
        f"Completeness over {audit.sequences} sequences, {audit.precision}",
        *("method", "reference", "median", "99.9 %", "max", "tolerance", "verdict"),
    )
    for one in audit.methods:
        found = one.completeness
        sizes = (found.median, found.p999, found.maximum, found.tolerance) if found else [None] * 4
        table.add_row(one.name, one.reference or _NONE, *map(_size, sizes), one.verdict)
    return table


def _references(comparison: ReferenceComparison) -> Table:
    table = _table(
        f"References for {comparison.task}: {comparison.windows} windows by {comparison.method}",
        *("reference", "of a window", "f(r)", "percentile", "check"),
        *(f"agrees with {comparison.standard}", "motifs kept"),
    )
    for row in comparison.rows:
        check = row.check
        table.add_row(
            row.name,
            str(check.count),
            f"{check.output:.2f}",
            f"{check.percentile:.1f} of {check.n} {check.background}",
            check.verdict,
            _NONE if row.agreement is None else f"{row.agreement:.2f}",
            _NONE if row.motifs_kept is None else f"{row.motifs_kept} of {row.motifs_standard}",
        )
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", min_width=40 if column == "where" else None)
    return table


def _places(row: OperationRow) -> str:
    """Return the lines of the model's source, and the modules that they run for."""
    modules: dict[str, list[str]] = {}
    for place in row.places:
        modules.setdefault(place.source, []).append(place.module)
    lines = [f"{source} {', '.join(filter(None, names))}" for source, names in modules.items()]
    more = [f"and {len(lines) - _LINES} more lines"] if len(lines) > _LINES else []
    return "\n".join([*lines[:_LINES], *more]).strip()


def _size(value: float | None) -> str:
    return _NONE if value is None else "0" if value == 0 else f"{value:.1e}"
