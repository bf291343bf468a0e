"""The first thing that a reader sees: which motif each method found for each task."""

from __future__ import annotations

from dataclasses import dataclass

from motiflens.motifs.motif import Match, Motif
from motiflens.report.drawing import Drawing
from motiflens.report.inputs import Inputs
from motiflens.report.result import Result
from motiflens.report.sections.motifs import logo


@dataclass(frozen=True)
class Cell:
    """The first motif of one task by one method, or why there is none."""

    anchor: str
    result: Result
    motif: Motif | None
    logo: Drawing | None

    @property
    def match(self) -> Match | None:
        """The best match, if it is significant."""
        if self.motif is None or not self.motif.matches:
            return None
        best = self.motif.matches[0]
        return best if best.significant else None


@dataclass(frozen=True)
class Row:
    """One task: a cell for each method of the page, None where it was not run."""

    task: str
    cells: tuple[Cell | None, ...]

    @property
    def verdict(self) -> str:
        """Whether the methods agree on the first motif, in words; empty for one method."""
        ran = [cell for cell in self.cells if cell is not None]
        if len(ran) < 2:
            return ""
        if any(cell.motif is None for cell in ran):
            return "Not every method found a motif."
        if len({cell.motif.sign for cell in ran if cell.motif}) > 1:
            return "The methods disagree on the sign of the first motif."
        matches = {cell.match.id if cell.match else None for cell in ran}
        if None in matches:
            return "Compare the logos: not every first motif matches a known one."
        if len(matches) == 1:
            return "The methods agree: their first motifs have the same best match."
        return "The best matches differ: compare the logos, related matrices are common."


def summary_rows(inputs: Inputs) -> tuple[Row, ...]:
    """Return one row a task."""
    return tuple(Row(task, _cells(inputs, task)) for task in inputs.tasks)


def _cells(inputs: Inputs, task: str) -> tuple[Cell | None, ...]:
    results = {result.method.name: result for result in inputs.of(task)}
    return tuple(
        _cell(results[method.name], inputs.anchor(results[method.name]))
        if method.name in results
        else None
        for method in inputs.methods
    )


def _cell(result: Result, anchor: str) -> Cell:
    if not result.motifs.motifs:
        return Cell(anchor, result, None, None)
    first = result.motifs.motifs[0]
    return Cell(
        anchor,
        result,
        first,
        logo(result.logos, first, "contribution", f"{anchor}-summary"),
    )
