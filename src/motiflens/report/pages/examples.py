"""Loci at which the motif contributes most, with all hits marked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from motiflens.hits.table import Hit
from motiflens.report.drawing import Drawing
from motiflens.report.drawings.logo import Mark, track
from motiflens.report.entry import Entry
from motiflens.report.inputs import Inputs
from motiflens.report.limits import AROUND, EXAMPLES
from motiflens.report.result import Result


def example_drawings(
    inputs: Inputs, entry: Entry, by_name: Mapping[str, Entry]
) -> tuple[Drawing, ...]:
    """Return scores around the hits of largest contribution, one in each of some windows."""
    shown: dict[int, Hit] = {}
    for hit in entry.result.beside.of(entry.motif.name):
        if len(shown) == EXAMPLES:
            break
        shown.setdefault(hit.window, hit)
    return tuple(_example(inputs, entry, hit, by_name) for hit in shown.values())


def marks(
    result: Result, place: tuple[str, int, int], by_name: Mapping[str, Entry]
) -> tuple[Mark, ...]:
    """Return the hits of a result between a start and an end on a chromosome or sequence."""
    return tuple(
        Mark(hit.start, hit.end, by_name[hit.motif].label, hit.strand)
        for hit in result.beside.between(*place)
    )


def _example(inputs: Inputs, entry: Entry, hit: Hit, by_name: Mapping[str, Entry]) -> Drawing:
    result, row = entry.result, int(entry.result.index[hit.window])
    first = int(inputs.data.start[row])
    codes = inputs.data.window_codes(np.array([row]))[0]
    begin = max(hit.start - first - AROUND, 0)
    end = min(hit.end - first + AROUND, len(codes))
    caption = (
        f"{hit.chrom}:{hit.start:,}-{hit.end:,} ({hit.strand}), contribution "
        f"{hit.contribution:.3g}, with {AROUND} bp on either side."
    )
    drawn = track(
        result.scores[np.array([hit.window])][0, begin:end],
        codes[begin:end],
        start=first + begin,
        chrom=hit.chrom,
        marks=marks(result, (hit.chrom, first + begin, first + end), by_name),
        title=f"{entry.motif.name}. {caption}",
    )
    return Drawing(drawn, caption)
