"""Scores come back as they were written, whole or in parts, and bad files are named."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motiflens.errors import StoreError
from motiflens.store.contributions import (
    TRACED,
    Contributions,
    merge_contributions,
    read_contributions,
    write_contributions,
)
from store.examples import make_contributions


def _same(one: Contributions, other: Contributions) -> None:
    for field in fields(one):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if field.name in TRACED:
            assert left.keys() == right.keys()
            for label in left:
                np.testing.assert_array_equal(left[label], right[label])
        elif field.name == "provenance":
            assert left == right
        else:
            np.testing.assert_array_equal(left, right)
            assert left.dtype.kind == right.dtype.kind


def _part(found: Contributions, rows: slice) -> Contributions:
    cut = {
        field.name: getattr(found, field.name)[rows]
        for field in fields(found)
        if field.name not in (*TRACED, "provenance")
    }
    traced = {
        name: {label: kept[rows] for label, kept in getattr(found, name).items()} for name in TRACED
    }
    return replace(found, **cut, **traced)


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    found = make_contributions()
    write_contributions(tmp_path / "a.h5", found)
    _same(read_contributions(tmp_path / "a.h5"), found)
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


def test_equal_scores_give_equal_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_contributions(tmp_path / name, make_contributions())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15
)
@given(cuts=st.lists(st.integers(0, 7), min_size=1, max_size=3), order=st.randoms())
def test_parts_in_any_order_make_the_whole(tmp_path: Path, cuts: list[int], order: object) -> None:
    found = make_contributions()
    borders = [0, *sorted(cuts), 7]
    paths = []
    for number in range(1, len(borders)):
        paths.append(tmp_path / f"{number}.h5")
        part = _part(found, slice(borders[number - 1], borders[number]))
        write_contributions(paths[-1], part, (number, len(borders) - 1))
    order.shuffle(paths)
    merge_contributions(paths, tmp_path / "whole.h5")
    _same(read_contributions(tmp_path / "whole.h5"), found)


def _two_parts(folder: Path) -> list[Path]:
    for number in (1, 2):
        write_contributions(folder / f"{number}.h5", make_contributions(), (number, 2))
    return [folder / "1.h5", folder / "2.h5"]


def test_a_part_is_not_taken_for_the_whole(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="part 1 of 2"):
        read_contributions(_two_parts(tmp_path)[0])


def test_a_missing_part_and_one_given_twice_are_named(tmp_path: Path) -> None:
    one, two = _two_parts(tmp_path)
    for parts, said in (([one], "parts 1 of 2"), ([two, two], "parts 2, 2 of 2")):
        with pytest.raises(StoreError, match=said):
            merge_contributions(parts, tmp_path / "whole.h5")
    assert not (tmp_path / "whole.h5").exists()


def test_parts_of_different_runs_do_not_mix(tmp_path: Path) -> None:
    one, two = _two_parts(tmp_path)
    other = replace(make_contributions(), provenance={"task": "A", "method": "deeplift"})
    write_contributions(two, other, (2, 2))
    with pytest.raises(StoreError, match="another model, method"):
        merge_contributions([one, two], tmp_path / "whole.h5")


def test_another_kind_of_file_is_named(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.attrs["schema"] = "motiflens/windows/1"
    with pytest.raises(StoreError, match="kind motiflens/windows"):
        read_contributions(tmp_path / "x.h5")


def test_a_cause_that_came_up_in_one_part_alone_is_zero_in_the_others(tmp_path: Path) -> None:
    found = make_contributions()
    half = len(found.index) // 2
    first, second = _part(found, slice(0, half)), _part(found, slice(half, None))
    second = replace(second, absorbed={**second.absorbed, "conv/unplaced": second.prediction})
    for number, part in enumerate((first, second), start=1):
        write_contributions(tmp_path / f"{number}.h5", part, (number, 2))
    merge_contributions([tmp_path / "1.h5", tmp_path / "2.h5"], tmp_path / "all.h5")
    kept = read_contributions(tmp_path / "all.h5").absorbed["conv/unplaced"]
    assert not kept[:half].any()
    np.testing.assert_array_equal(kept[half:], second.prediction)
