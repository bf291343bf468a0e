"""finemo's archive, by its documented layout, and by its own reader where that is installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exports.conftest import World, overlapping
from motiflens.errors import InputError
from motiflens.exports import finemo
from motiflens.exports.source import Source
from motiflens.store.contributions import write_contributions


def exported(tmp_path: Path, **changes: object) -> dict[str, np.ndarray]:
    write_contributions(tmp_path / "contributions.h5", overlapping(**changes))
    finemo.npz(Source(tmp_path), tmp_path)
    return dict(np.load(tmp_path / "finemo.npz"))


def test_arrays_have_the_names_types_and_places_that_finemo_reads(tmp_path: Path) -> None:
    scores, found = overlapping(), exported(tmp_path)
    assert {name: array.dtype.kind + str(array.dtype.itemsize) for name, array in found.items()
            if array.dtype.kind != "U"} == {
        "sequences": "i1", "contributions": "f2", "chr_id": "u4", "start": "i4", "peak_id": "u4"
    }  # fmt: skip
    np.testing.assert_array_equal(found["sequences"], scores.sequences)
    np.testing.assert_array_equal(found["contributions"], scores.hypothetical.astype(np.float16))
    np.testing.assert_array_equal(found["chr"], scores.chrom)
    np.testing.assert_array_equal(found["start"], scores.start)
    np.testing.assert_array_equal(found["peak_name"], scores.name)
    assert found["peak_id"].tolist() == list(range(9))
    for number in np.unique(found["chr_id"]):
        assert len(set(found["chr"][found["chr_id"] == number])) == 1


def test_an_odd_window_gets_an_n_at_its_end_and_loses_no_base(tmp_path: Path) -> None:
    scores, found = overlapping(length=31), exported(tmp_path, length=31)
    assert found["sequences"].shape == found["contributions"].shape == (9, 4, 32)
    np.testing.assert_array_equal(found["sequences"][:, :, :31], scores.sequences)
    assert not found["sequences"][:, :, 31].any()
    assert not found["contributions"][:, :, 31].any()


def test_without_hypothetical_scores_those_of_the_bases_are_written(tmp_path: Path) -> None:
    found = exported(tmp_path, hypothetical=None)
    np.testing.assert_array_equal(
        found["contributions"], overlapping().projected.sum(axis=1).astype(np.float16)
    )


def test_what_float16_does_not_hold_is_refused(tmp_path: Path) -> None:
    large = overlapping().hypothetical * 1e6
    with pytest.raises(InputError, match="the most that float16 holds"):
        exported(tmp_path, hypothetical=large)


def test_finemo_reads_it(world: World, tmp_path: Path) -> None:
    data_io = pytest.importorskip("finemo.data_io", reason="finemo is not installed")
    finemo.npz(world.source, tmp_path)
    sequences, scores, peaks, has_peaks = data_io.load_regions_npz(str(tmp_path / "finemo.npz"))
    assert has_peaks
    assert sequences.shape == scores.shape == (9, 4, 30)
    assert peaks["chr"].to_list() == world.scores.chrom.tolist()
    assert peaks["peak_region_start"].to_list() == world.scores.start.tolist()
