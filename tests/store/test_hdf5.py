from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

from motiflens.errors import StoreError
from motiflens.store.hdf5 import (
    open_for_reading,
    open_for_writing,
    read_array,
    read_strings,
    write_array,
    write_strings,
)

SCHEMA = "motiflens/things/2"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.h5"
    with open_for_writing(path, SCHEMA) as file:
        write_array(file, "numbers", np.arange(5000))
        write_strings(file, "words", ["a", "", "bé", "longer"])
        write_strings(file, "none", [])
    return path


def test_what_was_written_is_read(path: Path):
    with open_for_reading(path, SCHEMA) as file:
        np.testing.assert_array_equal(read_array(file, "numbers"), np.arange(5000))
        assert read_strings(file, "words").tolist() == ["a", "", "bé", "longer"]
        assert read_strings(file, "none").tolist() == []


def test_an_error_while_writing_leaves_no_file(tmp_path: Path):
    with pytest.raises(RuntimeError), open_for_writing(tmp_path / "a.h5", SCHEMA):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(StoreError, match="no such file"), open_for_reading(tmp_path / "a", SCHEMA):
        pass


@pytest.mark.parametrize("keep", [0, 100, 3000])
def test_a_truncated_file_is_refused(path: Path, keep: int):
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(StoreError, match="truncated"), open_for_reading(path, SCHEMA):
        pass


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ("motiflens/things/1", "of version 2, this program reads 1"),
        ("motiflens/others/2", "of kind motiflens/things/2"),
    ],
)
def test_another_schema_is_refused(path: Path, schema: str, message: str):
    with pytest.raises(StoreError, match=message), open_for_reading(path, schema):
        pass


def test_a_file_of_another_program_is_refused(tmp_path: Path):
    with h5py.File(tmp_path / "b.h5", "w"):
        pass
    with (
        pytest.raises(StoreError, match="not written by motiflens"),
        open_for_reading(tmp_path / "b.h5", SCHEMA),
    ):
        pass


def test_a_missing_dataset_is_named(path: Path):
    with (
        open_for_reading(path, SCHEMA) as file,
        pytest.raises(StoreError, match="'codes' cannot be read"),
    ):
        read_array(file, "codes")


def test_numbers_are_no_strings(path: Path):
    with (
        open_for_reading(path, SCHEMA) as file,
        pytest.raises(StoreError, match="'numbers' holds no strings"),
    ):
        read_strings(file, "numbers")


def test_damaged_values_are_an_error(tmp_path: Path):
    path = tmp_path / "a.h5"
    with open_for_writing(path, SCHEMA) as file:
        write_array(file, "numbers", np.random.default_rng(0).random(5000))
        start = file["numbers"].id.get_chunk_info(0).byte_offset
    damaged = bytearray(path.read_bytes())
    damaged[start : start + 50] = bytes(50)
    path.write_bytes(damaged)
    with (
        open_for_reading(path, SCHEMA) as file,
        pytest.raises(StoreError, match="'numbers' cannot be read"),
    ):
        read_array(file, "numbers")
