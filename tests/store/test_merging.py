"""Parts and folds are put together as they belong, or it is said why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motiflens.errors import StoreError
from motiflens.store.contributions import Contributions, read_contributions, write_contributions
from motiflens.store.merging import merge_contributions
from store.examples import make_contributions, part_of, same


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
        part = part_of(found, slice(borders[number - 1], borders[number]))
        write_contributions(paths[-1], part, (number, len(borders) - 1))
    order.shuffle(paths)
    merge_contributions(paths, tmp_path / "whole.h5")
    same(read_contributions(tmp_path / "whole.h5"), found)


def _two_parts(folder: Path) -> list[Path]:
    for number in (1, 2):
        write_contributions(folder / f"{number}.h5", make_contributions(), (number, 2))
    return [folder / "1.h5", folder / "2.h5"]


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


def test_a_cause_that_came_up_in_one_part_alone_is_zero_in_the_others(tmp_path: Path) -> None:
    found = make_contributions()
    half = len(found.index) // 2
    first, second = part_of(found, slice(0, half)), part_of(found, slice(half, None))
    second = replace(second, absorbed={**second.absorbed, "conv/unplaced": second.prediction})
    for number, part in enumerate((first, second), start=1):
        write_contributions(tmp_path / f"{number}.h5", part, (number, 2))
    merge_contributions([tmp_path / "1.h5", tmp_path / "2.h5"], tmp_path / "all.h5")
    kept = read_contributions(tmp_path / "all.h5").absorbed["conv/unplaced"]
    assert not kept[:half].any()
    np.testing.assert_array_equal(kept[half:], second.prediction)


def _fold(number: int, folder: Path, **change: object) -> tuple[Contributions, list[Path]]:
    """Write a fold's scores in two parts, scores of its own."""
    found = make_contributions()
    own = make_contributions(seed=number)
    scores = ("hypothetical", "prediction", "reference_prediction", "completeness_error")
    provenance = {"task": "A", "fold": number, "reference_check": {"percentile": 10.0 - number}}
    found = replace(
        found,
        **{name: getattr(own, name) for name in scores},
        projected=own.hypothetical * found.sequences,
        provenance=provenance | change,
    )
    paths = [folder / f"{number}.{part}.h5" for part in (1, 2)]
    for part, (path, rows) in enumerate(zip(paths, (slice(3), slice(3, None)), strict=True), 1):
        write_contributions(path, part_of(found, rows), (part, 2))
    return found, paths


def test_folds_are_averaged_part_by_part(tmp_path: Path) -> None:
    folds, paths = zip(*(_fold(number, tmp_path) for number in range(3)), strict=True)
    merge_contributions([*paths[2], *paths[0], *paths[1]], tmp_path / "whole.h5")
    found = read_contributions(tmp_path / "whole.h5")
    for name in ("hypothetical", "projected", "prediction", "reference_prediction"):
        mean = np.mean([getattr(fold, name) for fold in folds], axis=0)
        np.testing.assert_allclose(getattr(found, name), mean, rtol=1e-6, atol=1e-7)
    worst = np.max([fold.completeness_error for fold in folds], axis=0)
    np.testing.assert_array_equal(found.completeness_error, worst)
    np.testing.assert_array_equal(found.index, folds[0].index)
    # What is said of the reference is what was worst.
    assert found.provenance["reference_check"] == {"percentile": 10.0}
    assert [fold["fold"] for fold in found.provenance["folds"]] == [0, 1, 2]


def test_the_standard_error_of_a_mean_over_folds_is_that_of_the_mean(tmp_path: Path) -> None:
    errors = [np.full((7, 30), size, np.float32) for size in (3.0, 4.0)]
    for number, error in enumerate(errors):
        part = replace(
            make_contributions(),
            hypothetical=None,
            standard_error=error,
            provenance={"fold": number},
        )
        write_contributions(tmp_path / f"{number}.h5", part)
    merge_contributions([tmp_path / "0.h5", tmp_path / "1.h5"], tmp_path / "whole.h5")
    found = read_contributions(tmp_path / "whole.h5")
    np.testing.assert_allclose(found.standard_error, 2.5)
    assert found.hypothetical is None


def test_a_window_is_held_out_only_where_it_was_for_every_fold(tmp_path: Path) -> None:
    for number, split in enumerate(([2, 2, 1, 0, 1, 2, 0], [2, 0, 1, 0, 2, 2, 1])):
        part = replace(
            make_contributions(), split=np.array(split, np.uint8), provenance={"fold": number}
        )
        write_contributions(tmp_path / f"{number}.h5", part)
    merge_contributions([tmp_path / "0.h5", tmp_path / "1.h5"], tmp_path / "whole.h5")
    assert read_contributions(tmp_path / "whole.h5").split.tolist() == [2, 0, 1, 0, 0, 2, 0]


def test_folds_of_other_windows_or_options_do_not_mix(tmp_path: Path) -> None:
    _, first = _fold(0, tmp_path)
    _, second = _fold(1, tmp_path, task="B")
    with pytest.raises(StoreError, match="another model, method"):
        merge_contributions([*first, *second], tmp_path / "whole.h5")
    found = make_contributions()
    for fold, index in enumerate((found.index, found.index + 1)):
        one = replace(found, index=index, provenance={"fold": fold})
        write_contributions(tmp_path / f"{fold}.h5", one)
    with pytest.raises(StoreError, match="the folds explained different windows"):
        merge_contributions([tmp_path / "0.h5", tmp_path / "1.h5"], tmp_path / "whole.h5")
    assert not (tmp_path / "whole.h5").exists()


def test_every_fold_has_the_same_parts(tmp_path: Path) -> None:
    _, first = _fold(0, tmp_path)
    write_contributions(
        tmp_path / "one.h5",
        replace(make_contributions(), provenance={**_fold(1, tmp_path)[0].provenance}),
    )
    with pytest.raises(StoreError, match="different numbers of parts"):
        merge_contributions([*first, tmp_path / "one.h5"], tmp_path / "whole.h5")
