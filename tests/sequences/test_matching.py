from __future__ import annotations

import numpy as np

from motiflens.sequences.matching import match_gc


def _rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_every_bin_has_as_many_as_the_target_where_there_are_enough():
    target = _rng().normal(0.6, 0.05, 300).clip(0, 1)
    candidates = _rng().uniform(0, 1, 20_000)
    chosen = match_gc(target, candidates, _rng())
    assert len(set(chosen.tolist())) == 300
    bins = np.arange(51) / 50
    np.testing.assert_array_equal(
        np.histogram(candidates[chosen], bins)[0], np.histogram(target, bins)[0]
    )


def test_the_nearest_is_taken_where_a_bin_is_empty():
    candidates = np.array([0.1, 0.47, 0.9, 0.31])
    assert match_gc(np.array([0.4]), candidates, _rng()).tolist() == [1]


def test_all_are_taken_where_there_are_too_few():
    chosen = match_gc(np.full(10, 0.5), np.array([0.0, 1.0, 0.5]), _rng())
    assert sorted(chosen.tolist()) == [0, 1, 2]


def test_nothing_is_chosen_from_nothing():
    assert match_gc(np.full(10, 0.5), np.zeros(0), _rng()).tolist() == []
