from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from motiflens.errors import StoreError
from motiflens.store.windows import Dropped, Windows, read_windows, write_windows


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
        split=np.array([0, 0, 1, 2, 0, 1, 2], dtype=np.uint8),
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
    assert windows.strand.tolist() == ["+"] * 7


def test_columns_of_other_lengths_are_refused(windows: Windows, tmp_path: Path):
    write_windows(tmp_path / "data.h5", windows)
    with h5py.File(tmp_path / "data.h5", "r+") as file:
        del file["split"]
        file["split"] = np.zeros(3, dtype=np.uint8)
    with pytest.raises(StoreError, match=r"'split' has the shape \(3,\)"):
        read_windows(tmp_path / "data.h5")


def test_another_kind_is_refused(windows: Windows, tmp_path: Path):
    write_windows(tmp_path / "data.h5", windows)
    with h5py.File(tmp_path / "data.h5", "r+") as file:
        file.attrs["schema"] = "motiflens/contributions/1"
    with pytest.raises(StoreError, match="of kind motiflens/contributions/1"):
        read_windows(tmp_path / "data.h5")
