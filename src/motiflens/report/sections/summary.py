"""The first thing that a reader sees: what was found for each task, by each method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from motiflens.report.entry import Entry
from motiflens.report.inputs import Inputs
from motiflens.report.result import Result


@dataclass(frozen=True)
class Cell:
    """The first motif of one task by one method, None where there is no motif."""

    anchor: str
    result: Result
    first: Entry | None


@dataclass(frozen=True)
class Row:
    """One task: a cell for each method of the page, None where it was not run."""

    task: str
    cells: tuple[Cell | None, ...]

    @property
    def verdict(self) -> str:
        """Whether methods that can find motifs agree on the first; empty for one method."""
        ran = [cell for cell in self.cells if cell and cell.result.method.hypothetical]
        if len(ran) < 2:
            return ""
        firsts = [cell.first for cell in ran if cell.first is not None]
        if not firsts:
            return "No method found a motif."
        if len(firsts) < len(ran):
            return "Not every method found a motif."
        if len({entry.motif.sign for entry in firsts}) > 1:
            return "The methods disagree on the sign of the first motif."
        families = {entry.family.name for entry in firsts if entry.family is not None}
        if len(families) == 1 and all(entry.family is not None for entry in firsts):
            return "The methods agree: their first motifs are of one family."
        return _by_matches(firsts)


def _by_matches(firsts: Sequence[Entry]) -> str:
    matches = {entry.match.id for entry in firsts if entry.match is not None}
    if any(entry.match is None for entry in firsts):
        return "Compare the logos: not every first motif matches a known one."
    if len(matches) == 1:
        return "The methods agree: their first motifs have the same best match."
    return "The best matches differ: compare the logos, related matrices are common."


def summary_rows(inputs: Inputs, entries: Sequence[Entry]) -> tuple[Row, ...]:
    """Return one row a task."""
    firsts: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        firsts.setdefault((entry.result.task, entry.result.method.name), entry)
    results = {(result.task, result.method.name): result for result in inputs.results}
    return tuple(
        Row(
            task,
            tuple(
                Cell(inputs.anchor(results[key]), results[key], firsts.get(key))
                if (key := (task, method.name)) in results
                else None
                for method in inputs.methods
            ),
        )
        for task in inputs.tasks
    )
