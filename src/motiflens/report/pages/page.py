"""One page a motif."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motiflens.report.downloads import Download, hits_download, matrix_downloads
from motiflens.report.drawing import Drawing
from motiflens.report.entry import Entry
from motiflens.report.inputs import Inputs
from motiflens.report.limits import HITS
from motiflens.report.pages.effect import EffectView, effect_view
from motiflens.report.pages.examples import example_drawings
from motiflens.report.pages.logos import logo_drawings
from motiflens.report.pages.partners import Partners, partners
from motiflens.report.pages.placement import Placement, placement


@dataclass(frozen=True)
class Page:
    """What the page of a motif shows; ``before`` and ``after`` are the pages beside it.

    ``others`` are the motifs of its family, itself left out. ``saved`` counts the hits in the
    table that can be saved.
    """

    entry: Entry
    before: Entry | None
    after: Entry | None
    logos: tuple[Drawing, ...]
    placement: Placement
    effect: EffectView | None
    examples: tuple[Drawing, ...]
    partners: Partners | None
    others: tuple[Entry, ...]
    downloads: tuple[Download, ...]
    saved: int


def motif_pages(inputs: Inputs, entries: Sequence[Entry], unit: str) -> tuple[Page, ...]:
    """Return the pages of those entries that have one, in their order."""
    by_name = {entry.motif.name: entry for entry in entries}
    shown = [entry for entry in entries if entry.has_page]
    beside = [None, *shown, None]
    return tuple(
        _page(inputs, entry, (before, after), by_name, unit)
        for before, entry, after in zip(beside, shown, beside[2:], strict=False)
    )


def _page(
    inputs: Inputs,
    entry: Entry,
    beside: tuple[Entry | None, Entry | None],
    by_name: Mapping[str, Entry],
    unit: str,
) -> Page:
    hits = entry.result.beside.of(entry.motif.name, HITS)
    return Page(
        entry=entry,
        before=beside[0],
        after=beside[1],
        logos=logo_drawings(entry, unit),
        placement=placement(entry),
        effect=effect_view(entry),
        examples=example_drawings(inputs, entry, by_name),
        partners=partners(entry, by_name),
        others=_others(entry, by_name),
        downloads=matrix_downloads(entry) + ((hits_download(entry, hits),) if hits else ()),
        saved=len(hits),
    )


def _others(entry: Entry, by_name: Mapping[str, Entry]) -> tuple[Entry, ...]:
    members = entry.family.members if entry.family else ()
    return tuple(
        by_name[one.name] for one in members if one.name != entry.motif.name and one.name in by_name
    )
