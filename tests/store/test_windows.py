from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from motiflens.errors import ConfigError, StoreError
from motiflens.store.windows import Dropped, Windows, open_windows, read_windows, write_windows


@pytest.fixture
def windows() -> Windows:
    rng = np.random.default_rng(0)
    n = 7
    return Windows(
        codes=rng.integers(0, 5, (n, 30)).astype(np.uint8),
        offset=rng.integers(0, 11, n).astype(np.int32),
        max_offset=5,
        window=20,
        tasks=("Reb1", "Abf1"),
        labels=np.array([[1, 0], [1, 1], [0, 1], [0, 1], [0, 0], [0, 0], [0, 0]], dtype=np.int8),
        part=np.array([0, 0, 1, 2, 0, 1, 2], dtype=np.uint8),
        folds=np.array([[0, 1, 2], [2, 0, 1]], dtype=np.uint8),
        chrom=np.array(["chr1"] * 4 + [""] * 3),
        start=np.arange(n) * 100,
        end=np.arange(n) * 100 + 20,
        name=np.array([f"peak_{i}" for i in range(n)]),
        background=np.array([0.3, 0.2, 0.2, 0.3]),
        background_single_strand=np.array([0.31, 0.2, 0.2, 0.29]),
        dropped=(Dropped("a.bed", 12, "chr1:5-6", "duplicate"),),
        provenance={"options": {"seed": 1}, "inputs": {"a.bed": "00"}},
    )


def test_what_was_written_is_read(windows: Windows, tmp_path: Path):
    write_windows(tmp_path / "data.h5", windows)
    found = read_windows(tmp_path / "data.h5")
    for field in fields(Windows):
        expected, read = getattr(windows, field.name), getattr(found, field.name)
        if isinstance(expected, np.ndarray):
            assert read.dtype.kind == expected.dtype.kind
            np.testing.assert_array_equal(read, expected)
        else:
            assert read == expected


def test_no_dropped_region_is_written_too(windows: Windows, tmp_path: Path):
    write_windows(tmp_path / "data.h5", replace(windows, dropped=()))
    assert read_windows(tmp_path / "data.h5").dropped == ()


def test_equal_data_gives_equal_bytes(windows: Windows, tmp_path: Path):
    for name in ("a.h5", "b.h5"):
        write_windows(tmp_path / name, windows)
    assert (tmp_path / "a.h5").read_bytes() == (tmp_path / "b.h5").read_bytes()


def test_windows_lie_at_their_offsets(windows: Windows):
    expected = [windows.codes[i, o : o + 20] for i, o in enumerate(windows.offset)]
    np.testing.assert_array_equal(windows.window_codes(), expected)


def test_positives_strand_and_number(windows: Windows):
    assert windows.n == 7
    assert windows.positives("Abf1").tolist() == [1, 2, 3]
    assert windows.positives("of another data set").tolist() == [0, 1, 2, 3]
    assert windows.strand.tolist() == ["+"] * 7


def test_columns_of_other_lengths_are_refused(windows: Windows, tmp_path: Path):
    write_windows(tmp_path / "data.h5", windows)
    with h5py.File(tmp_path / "data.h5", "r+") as file:
        del file["part"]
        file["part"] = np.zeros(3, dtype=np.uint8)
    with pytest.raises(StoreError, match=r"'part' has the shape \(3,\)"):
        read_windows(tmp_path / "data.h5")


def test_another_kind_is_refused(windows: Windows, tmp_path: Path):
    write_windows(tmp_path / "data.h5", windows)
    with h5py.File(tmp_path / "data.h5", "r+") as file:
        file.attrs["schema"] = "motiflens/contributions/1"
    with pytest.raises(StoreError, match="of kind motiflens/contributions/1"):
        read_windows(tmp_path / "data.h5")


@pytest.fixture
def profiles(windows: Windows) -> Windows:
    rng = np.random.default_rng(1)
    reads = rng.poisson(2, (7, 3, 18)).astype(np.float32)
    return replace(
        windows,
        readout="profiles",
        profiles=reads,
        control=reads[:, :1] + 1,
        values=reads[:, :2, 0],
        tracks=(2, 1),
        output_window=8,
    )


def test_signals_are_read_as_they_were_written(profiles: Windows, tmp_path: Path):
    write_windows(tmp_path / "data.h5", profiles)
    found = read_windows(tmp_path / "data.h5")
    for name in ("values", "profiles", "control"):
        np.testing.assert_array_equal(getattr(found, name), getattr(profiles, name))
    assert (found.readout, found.tracks, found.output_window) == ("profiles", (2, 1), 8)


def test_a_profile_of_another_length_is_noticed(profiles: Windows, tmp_path: Path):
    write_windows(tmp_path / "data.h5", replace(profiles, output_window=9))
    with pytest.raises(StoreError, match=r"'profiles' has the shape \(7, 3, 18\)"):
        read_windows(tmp_path / "data.h5")


@pytest.mark.parametrize("small", [0, 64_000_000])
def test_an_open_data_set_reads_rows_as_they_are_asked_for(
    profiles: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
):
    monkeypatch.setattr("motiflens.store.rows._SMALL", small)
    write_windows(tmp_path / "data.h5", profiles)
    rows = np.array([5, 0, 1, 2, 5, 6])
    with open_windows(tmp_path / "data.h5") as found:
        np.testing.assert_array_equal(found.window_codes(rows), profiles.window_codes()[rows])
        assert found.profiles is not None
        assert profiles.profiles is not None
        np.testing.assert_array_equal(found.profiles[rows], profiles.profiles[rows])


def test_a_fold_says_what_each_part_is_for(windows: Windows, tmp_path: Path):
    write_windows(tmp_path / "data.h5", windows)
    second = read_windows(tmp_path / "data.h5", fold=1)
    np.testing.assert_array_equal(second.split, [2, 2, 0, 1, 2, 0, 1])
    np.testing.assert_array_equal(second.rows_of("test"), [0, 1, 4])
    with pytest.raises(ConfigError, match="no fold 2: the data set has 2"):
        read_windows(tmp_path / "data.h5", fold=2)
