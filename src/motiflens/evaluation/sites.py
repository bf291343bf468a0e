"""Known sites in the windows that are looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.evaluation.metrics.types import Flags, Values
from motiflens.sequences.regions import Region
from motiflens.store.windows import Windows


@dataclass(frozen=True)
class Sites:
    """Centres of known sites.

    Attributes
    ----------
    centres
        (n, S) positions in each sequence, counted from 0; nan beyond those that it has.
    length
        Of the sequences, L.
    """

    centres: Values
    length: int

    @property
    def known(self) -> int:
        """How many sequences have a site."""
        return int((~np.isnan(self.centres)).any(axis=1).sum())

    def positions(self, width: int) -> Flags:
        """Return (n, L), which positions lie within ``width`` bases round a centre."""
        places = np.arange(self.length)
        gaps = np.abs(places - self.centres[..., None])
        return np.asarray((np.nan_to_num(gaps, nan=np.inf) <= width // 2).any(axis=1))


def sites_in(windows: Windows, rows: NDArray[np.int64], regions: Sequence[Region]) -> Sites:
    """Return the sites, by their centres, that lie in each of the rows' windows.

    Raises
    ------
    InputError
        Where no window has any.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for region in regions:
        places[region.chrom].append(region.centre)
    ordered = {chrom: np.unique(centres) for chrom, centres in places.items()}
    inside = []
    for row in rows:
        here = ordered.get(str(windows.chrom[row]), np.empty(0, dtype=np.int64))
        first, last = np.searchsorted(here, [windows.start[row], windows.end[row]])
        inside.append(here[first:last] - windows.start[row])
    most = max((len(found) for found in inside), default=0)
    if most == 0:
        raise InputError(
            f"none of the {len(rows)} windows holds a known site",
            where="--sites",
            fix="give sites of the same genome, whose chromosomes have the same names",
        )
    centres = np.full((len(rows), most), np.nan)
    for number, found in enumerate(inside):
        centres[number, : len(found)] = found
    return Sites(centres, windows.window)
