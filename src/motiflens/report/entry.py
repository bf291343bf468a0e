"""A motif as the page speaks of it, with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from motiflens.effects.record import MotifEffect
from motiflens.families.record import Family
from motiflens.hits.record import MotifHits
from motiflens.motifs.motif import Match, Motif
from motiflens.report.drawings.logo import thumbnail
from motiflens.report.inputs import Inputs
from motiflens.report.result import Result


@dataclass(frozen=True)
class Entry:
    """One motif.

    Attributes
    ----------
    anchor
        Where its page is: ``motif-1-deeplift-pos-0``.
    result, motif
        Where it was found, and what.
    hits, effect, family
        None where they were not looked for.
    has_page
        Whether it has a page, or stands in the table alone.
    """

    anchor: str
    result: Result
    motif: Motif
    hits: MotifHits | None
    effect: MotifEffect | None
    family: Family | None
    has_page: bool = True

    @property
    def match(self) -> Match | None:
        """The best match in the database, if it is significant."""
        return self.motif.match

    @property
    def turned(self) -> bool:
        """Whether the best match reads on the other strand than the motif in its files."""
        return self.match is not None and self.match.strand == "-"

    @property
    def consensus(self) -> tuple[str, str]:
        """On the strand of the files, and on the other."""
        return self.motif.consensus, reverse_complement(self.motif.consensus)

    @property
    def known(self) -> str:
        """Consensus as the best match is known; without one, as in the files."""
        return self.consensus[self.turned]

    @property
    def label(self) -> str:
        """A short name for marks: what it matches, else its name without task and method."""
        return self.match.name if self.match else ".".join(self.motif.name.split(".")[-2:])

    @property
    def share(self) -> float | None:
        """Share of the windows that have a hit."""
        searched = self.result.beside.hits
        if self.hits is None or searched is None or not searched.n_windows:
            return None
        return self.hits.n_windows / searched.n_windows

    def logo(self) -> Markup:
        """Return its contributions as a small logo, as its best match is known."""
        rows = on_strand(self.motif.drawn("contribution"), turned=self.turned)
        return thumbnail(rows, title=f"Logo of {self.motif.name}: {self.known}")


def entries(inputs: Inputs, pages: int) -> tuple[Entry, ...]:
    """Return all motifs in the order of results, the first of each with ``pages`` shared out."""
    own = max(1, pages // len(inputs.results))
    return tuple(
        _entry(inputs, result, motif, has_page=rank < own)
        for result in inputs.results
        for rank, motif in enumerate(result.motifs.motifs)
    )


def on_strand(rows: NDArray[np.float64], *, turned: bool) -> NDArray[np.float64]:
    """Return a matrix (w, 4), or that of the other strand."""
    return rows[::-1, ::-1] if turned else rows


def reverse_complement(consensus: str) -> str:
    """Return IUPAC letters as they read on the other strand."""
    from Bio.Seq import reverse_complement

    return str(reverse_complement(consensus))  # type: ignore[no-untyped-call]


def _entry(inputs: Inputs, result: Result, motif: Motif, *, has_page: bool) -> Entry:
    beside = result.beside
    by_name = {} if beside.hits is None else {one.name: one for one in beside.hits.motifs}
    return Entry(
        anchor=_anchor(inputs, result, motif),
        result=result,
        motif=motif,
        hits=by_name.get(motif.name),
        effect=None if beside.effects is None else beside.effects.of(motif.name),
        family=None if inputs.families is None else inputs.families.of(motif.name),
        has_page=has_page,
    )


def _anchor(inputs: Inputs, result: Result, motif: Motif) -> str:
    """Return a name in the page of letters that no user chose, unlike the task's."""
    sign, number = motif.name.split(".")[-2:]
    return f"{inputs.anchor(result).replace('task', 'motif', 1)}-{sign}-{number}"
