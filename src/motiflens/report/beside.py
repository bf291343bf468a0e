"""What stands beside the motifs of a result where it was made: their hits and their effects."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from motiflens.effects.record import FILE_NAME as EFFECTS
from motiflens.effects.record import Effects, read_effects
from motiflens.errors import StoreError
from motiflens.hits.record import HitSummary, read_hit_summary
from motiflens.hits.table import FILE_NAME as HITS
from motiflens.hits.table import Hit, read_hits
from motiflens.motifs.motif import MotifSet


@dataclass(frozen=True)
class Beside:
    """Hits and effects of the motifs of one task by one method.

    Attributes
    ----------
    hits, table
        What is said of the hits, and the hits by motif, those of largest contribution first;
        None and empty where they were not looked for.
    effects
        None where they were not measured.
    """

    hits: HitSummary | None = None
    table: dict[str, tuple[Hit, ...]] | None = None
    effects: Effects | None = None

    def between(self, chrom: str, start: int, end: int) -> list[Hit]:
        """Return the hits that lie within a stretch as a whole, by their start."""
        hits = self._by_chrom.get(chrom, [])
        first, last = (bisect_left(hits, at, key=lambda hit: hit.start) for at in (start, end))
        return [hit for hit in hits[first:last] if hit.end <= end]

    @cached_property
    def _by_chrom(self) -> dict[str, list[Hit]]:
        found: dict[str, list[Hit]] = {}
        for hits in (self.table or {}).values():
            for hit in hits:
                found.setdefault(hit.chrom, []).append(hit)
        return {chrom: sorted(hits, key=lambda hit: hit.start) for chrom, hits in found.items()}


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
        table = _by_motif(read_hits(directory / "hits" / HITS), motifs, directory)
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


def _by_motif(hits: Iterable[Hit], motifs: MotifSet, where: Path) -> dict[str, tuple[Hit, ...]]:
    found: dict[str, list[Hit]] = {motif.name: [] for motif in motifs.motifs}
    for hit in hits:
        if hit.motif not in found:
            raise StoreError(
                f"a hit is of {hit.motif}, which motifs.json does not have",
                where=str(where),
                fix="run `motiflens hits` again: the motifs have changed since",
            )
        found[hit.motif].append(hit)
    return {
        name: tuple(sorted(own, key=lambda hit: -abs(hit.contribution)))
        for name, own in found.items()
    }
