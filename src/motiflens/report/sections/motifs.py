"""The table of all motifs, and where there is none, what was tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from motiflens.report.entry import Entry
from motiflens.report.inputs import Inputs
from motiflens.report.limits import THUMBNAILS
from motiflens.report.result import Result


@dataclass(frozen=True)
class Empty:
    """A result without a motif; ``anchor`` is that of the result."""

    anchor: str
    result: Result


@dataclass(frozen=True)
class MotifTable:
    """What the section shows.

    Attributes
    ----------
    entries
        A row each.
    empty
        Results without a motif.
    hits, effects, families
        Whether any motif has them, so that the table needs the column.
    unit
        Of effects.
    """

    entries: tuple[Entry, ...]
    empty: tuple[Empty, ...]
    hits: bool
    effects: bool
    families: bool
    unit: str

    @property
    def n_pages(self) -> int:
        """Motifs that have a page of their own."""
        return sum(entry.has_page for entry in self.entries)

    @property
    def n_logos(self) -> int:
        """Rows with a logo."""
        return min(len(self.entries), THUMBNAILS)


def motif_table(inputs: Inputs, entries: Sequence[Entry]) -> MotifTable:
    """Return what the section shows."""
    units = (one.beside.effects.unit for one in inputs.results if one.beside.effects is not None)
    return MotifTable(
        entries=tuple(entries),
        empty=tuple(
            Empty(inputs.anchor(result), result)
            for result in inputs.results
            if not result.motifs.motifs
        ),
        hits=any(entry.hits is not None for entry in entries),
        effects=any(entry.effect is not None for entry in entries),
        families=any(entry.family is not None for entry in entries),
        unit=next(units, ""),
    )
