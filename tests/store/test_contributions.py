"""Scores come back as they were written, whole or in parts, and bad files are named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from motiflens.errors import StoreError
from motiflens.store.contributions import (
    read_contributions,
    write_contributions,
)
from store.examples import make_contributions, same


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    found = make_contributions()
    write_contributions(tmp_path / "a.h5", found)
    same(read_contributions(tmp_path / "a.h5"), found)
    np.testing.assert_allclose(found.scores, (found.hypothetical * found.sequences).sum(1))


def test_the_layout_is_that_of_chrombpnet(tmp_path: Path) -> None:
    found = make_contributions()
    write_contributions(tmp_path / "a.h5", found)
    with h5py.File(tmp_path / "a.h5") as file:
        assert file["raw/seq"].dtype == np.int8
        assert file["raw/seq"].shape == file["shap/seq"].shape == (7, 4, 30)
        np.testing.assert_array_equal(
            file["projected_shap/seq"][()], file["shap/seq"][()] * file["raw/seq"][()]
        )


def test_what_a_method_does_not_say_is_not_in_the_file(tmp_path: Path) -> None:
    found = replace(make_contributions(), hypothetical=None)
    write_contributions(tmp_path / "a.h5", found)
    again = read_contributions(tmp_path / "a.h5")
    assert again.hypothetical is None
    assert again.standard_error is None
    np.testing.assert_array_equal(again.scores, found.scores)


def test_standard_errors_are_kept(tmp_path: Path) -> None:
    errors = np.abs(make_contributions(seed=3).scores)
    write_contributions(tmp_path / "a.h5", replace(make_contributions(), standard_error=errors))
    np.testing.assert_array_equal(read_contributions(tmp_path / "a.h5").standard_error, errors)


def test_equal_scores_give_equal_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_contributions(tmp_path / name, make_contributions())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_part_is_not_taken_for_the_whole(tmp_path: Path) -> None:
    write_contributions(tmp_path / "1.h5", make_contributions(), (1, 2))
    with pytest.raises(StoreError, match="part 1 of 2"):
        read_contributions(tmp_path / "1.h5")


def test_another_kind_of_file_is_named(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.attrs["schema"] = "motiflens/windows/1"
    with pytest.raises(StoreError, match="kind motiflens/windows"):
        read_contributions(tmp_path / "x.h5")


@pytest.mark.parametrize("place", ["coords/name", "reference_prediction"])
def test_rows_of_no_width_are_refused(tmp_path: Path, place: str) -> None:
    write_contributions(tmp_path / "a.h5", make_contributions())
    with h5py.File(tmp_path / "a.h5", "a") as file:
        kind = file[place].dtype
        del file[place]
        file.create_dataset(place, (7, 4, 0), kind)
    with pytest.raises(StoreError, match=rf"'{place}' has the shape \(7, 4, 0\)"):
        read_contributions(tmp_path / "a.h5")
