"""What stands beside the motifs of a result where it was made: their hits and their effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from motiflens.effects.record import FILE_NAME as EFFECTS
from motiflens.effects.record import Effects, read_effects
from motiflens.errors import StoreError
from motiflens.hits.columns import HitColumns, read_hits
from motiflens.hits.record import HitSummary, read_hit_summary
from motiflens.hits.table import FILE_NAME as HITS
from motiflens.hits.table import Hit
from motiflens.motifs.motif import MotifSet


@dataclass(frozen=True)
class Beside:
    """Hits and effects of the motifs of one task by one method.

    Attributes
    ----------
    hits, table
        What is said of the hits, and the hits; None where they were not looked for.
    effects
        None where they were not measured.
    """

    hits: HitSummary | None = None
    table: HitColumns | None = None
    effects: Effects | None = None

    def between(self, chrom: str, start: int, end: int) -> list[Hit]:
        """Return the hits that lie within a stretch as a whole, by their start."""
        near = () if self.table is None else self.table.overlapping(chrom, start, end)
        inside = (hit for hit in near if start <= hit.start and hit.end <= end)
        return sorted(inside, key=lambda hit: hit.start)

    def of(self, motif: str, count: int | None = None) -> Sequence[Hit]:
        """Return the hits of a motif, or ``count`` of them, those of largest contribution first."""
        if self.table is None:
            return ()
        rows = self.table.named("motif", motif)
        order = np.argsort(-np.abs(self.table.column("contribution")[rows]), kind="stable")
        return self.table.only(rows[order[:count]])


def read_beside(directory: Path, motifs: MotifSet) -> Beside:
    """Read what there is in the folder of a result.

    Raises
    ------
    StoreError
        Where a file is damaged, or is not of these motifs.
    """
    hits, table, effects = None, None, None
    if (directory / "hits").is_dir():
        hits = read_hit_summary(directory / "hits")
        _check(hits, motifs, [one.name for one in hits.motifs], directory, "hits")
        table = read_hits(directory / "hits" / HITS)
        _check_known(table, motifs, directory)
    if (directory / EFFECTS).is_file():
        effects = read_effects(directory / EFFECTS)
        _check(effects, motifs, [one.name for one in effects.motifs], directory, "effects")
    return Beside(hits, table, effects)


def _check(
    found: HitSummary | Effects, motifs: MotifSet, names: list[str], where: Path, what: str
) -> None:
    if (found.task, found.method) != (motifs.task, motifs.method):
        raise StoreError(
            f"the {what} are of {found.task} by {found.method}, "
            f"the motifs of {motifs.task} by {motifs.method}",
            where=str(where),
            fix=f"run `motiflens {what}` on this result",
        )
    unknown = set(names) - {motif.name for motif in motifs.motifs}
    if unknown:
        raise StoreError(
            f"the {what} are of other motifs than motifs.json has ({sorted(unknown)[0]})",
            where=str(where),
            fix=f"run `motiflens {what}` again: the motifs have changed since",
        )


def _check_known(hits: HitColumns, motifs: MotifSet, where: Path) -> None:
    found = hits.names[np.unique(hits.column("motif"))]
    unknown = sorted(set(found.tolist()) - {motif.name for motif in motifs.motifs})
    if unknown:
        raise StoreError(
            f"a hit is of {unknown[0]}, which motifs.json does not have",
            where=str(where),
            fix="run `motiflens hits` again: the motifs have changed since",
        )
