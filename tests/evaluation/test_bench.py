"""What the model is asked once, for all methods."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.examples import QUICK, make_case
from motiflens.evaluation.experiments.bench import halves, ratio, take_yardstick


def test_what_is_lost_without_positions_is_the_mean_of_two_kinds_of_fill() -> None:
    case = make_case(3)
    found = take_yardstick(case, QUICK)
    assert found.fills.shape == (3, 1 + QUICK.fills, 4, 40)
    assert (found.fills[:, 0] == 0.25).all()
    assert set(np.unique(found.fills[:, 1:])) == {0.0, 1.0}
    for sets, drops in zip(found.subsets, found.drops, strict=True):
        assert len(np.unique(sets.sum(axis=2))) == 1  # all sets of one size
        for row in range(3):
            for number in range(QUICK.subsets):
                outputs = []
                for fill in (0, 1 + number % QUICK.fills):
                    changed = case.sequences[row].copy()
                    chosen = sets[row, number]
                    changed[:, chosen] = found.fills[row, fill][:, chosen]
                    outputs.append(case.predict(changed[None])[0])
                assert drops[row, number] == pytest.approx(found.full[row] - np.mean(outputs))


def test_the_background_counts_as_much_as_all_shuffles() -> None:
    values = np.array([[4.0, 1, 3], [0.0, 2, 2]])
    assert halves(values).tolist() == [3, 1]


def test_sums_are_taken_before_they_are_divided() -> None:
    values = np.array([[[1.0, 2.0], [0.0, 0.0], [2.0, 4.0]]])
    assert ratio(values).tolist() == [0.5]
    assert np.isnan(ratio(np.zeros((1, 2, 2)))).all()
