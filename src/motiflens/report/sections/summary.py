"""The first thing that a reader sees: which motif each method found for each task."""

from __future__ import annotations

from dataclasses import dataclass

from motiflens.report.inputs import Inputs
from motiflens.report.motif_card import CONTRIBUTION, MotifCard, motif_card
from motiflens.report.result import Result


@dataclass(frozen=True)
class Cell:
    """The first motif of one task by one method, None where there is no motif."""

    anchor: str
    result: Result
    first: MotifCard | None


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
        firsts = [cell.first for cell in ran if cell.first is not None]
        if len(firsts) < len(ran):
            return "Not every method found a motif."
        if len({card.motif.sign for card in firsts}) > 1:
            return "The methods disagree on the sign of the first motif."
        matches = {card.match.id for card in firsts if card.match is not None}
        if any(card.match is None for card in firsts):
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
    cards = (
        motif_card(result, motif, (CONTRIBUTION,), f"{anchor}-summary")
        for motif in result.motifs.motifs[:1]
    )
    return Cell(anchor, result, next(cards, None))
