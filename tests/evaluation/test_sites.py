"""Known sites in windows."""

from __future__ import annotations

import numpy as np
import pytest

from motiflens.errors import InputError
from motiflens.evaluation.sites import Sites, sites_in
from motiflens.sequences.regions import Region
from store.examples import make_windows


def region(chrom: str, centre: int) -> Region:
    return Region(chrom, centre, centre + 1, "", centre, "sites.bed", 1)


def test_sites_are_counted_from_the_windows_start() -> None:
    windows = make_windows(n=6)  # of 40 bp, at 0, 1000, 2000, ... of chrI
    known = [region("chrI", place) for place in (3, 39, 40, 2010, 2010, 999)]
    found = sites_in(windows, np.array([0, 1, 2]), [*known, region("chrII", 5)])
    assert found.centres[0].tolist() == [3, 39]
    assert np.isnan(found.centres[1]).all()
    assert found.centres[2, 0] == 10
    assert np.isnan(found.centres[2, 1])
    assert found.known == 2
    assert found.length == 40


def test_positions_lie_round_the_centres() -> None:
    sites = Sites(np.array([[4.0, 9], [np.nan, np.nan]]), 12)
    assert np.flatnonzero(sites.positions(3)[0]).tolist() == [3, 4, 5, 8, 9, 10]
    assert np.flatnonzero(sites.positions(1)[0]).tolist() == [4, 9]
    assert not sites.positions(3)[1].any()


def test_windows_without_any_site_are_said() -> None:
    with pytest.raises(InputError, match="none of the 2 windows holds a known site"):
        sites_in(make_windows(n=6), np.array([0, 1]), [region("chr1", 3)])
