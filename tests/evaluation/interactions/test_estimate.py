"""The estimate of the criteria, on functions whose effects are known."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from motiflens.errors import InputError
from motiflens.evaluation.interactions import (
    CriteriaEstimate,
    judge,
    measure_criteria,
    shapley_values,
    window_effects,
)

_LENGTH = 12


def _x(count: int = 5) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    codes = torch.randint(0, 4, (count, _LENGTH), generator=generator)
    codes[:, 0], codes[:, 4] = 0, 1
    return torch.eye(4, dtype=torch.float64)[codes].transpose(1, 2)


def _predict(x: Tensor) -> Tensor:
    """Return A at 0 and C at 4 together, and half of A at 0: windows 0 and 1 of three."""
    return x[:, 0, 0] * x[:, 1, 4] + x[:, 0, 0] / 2


_NONE = torch.zeros(4, dtype=torch.float64)


def _scores(*columns: float) -> Tensor:
    scores = torch.zeros(5, _LENGTH, dtype=torch.float64)
    scores[:, [0, 4, 8]] = torch.tensor(columns, dtype=torch.float64)
    return scores


def _judged(*columns: float) -> CriteriaEstimate:
    return judge(window_effects(_predict, _x(), _NONE, players=3), _scores(*columns))


def test_effects_are_those_of_the_function() -> None:
    effects = window_effects(_predict, _x(), _NONE, players=3)
    assert effects.windows == 3
    assert effects.dividends[0].tolist() == [0, 0.5, 0, 1, 0, 0, 0, 0]
    assert effects.players.tolist() == [0] * 4 + [1] * 4 + [2] * 4


def test_even_shares_meet_all_three() -> None:
    found = _judged(1.0, 0.5, 0.0)
    assert found.coverage.value == 1
    assert found.locality.value == 0
    assert found.distribution.value == pytest.approx(0)
    assert (found.players, found.sequences, found.effects) == (3, 5, 2)


def test_an_effect_without_credit_is_not_covered() -> None:
    found = _judged(0.0, 0.0, 1.5)
    assert found.coverage.value == 0
    assert found.locality.value == 1


def test_credit_outside_of_every_effect_is_not_local() -> None:
    found = _judged(1.0, 0.5, -0.5)
    assert found.coverage.value == 1
    assert found.locality.value == pytest.approx(0.25)
    assert found.distribution.value == pytest.approx(0.5 / 2)


def test_effects_counted_twice_are_not_distributed() -> None:
    assert _judged(1.5, 1.0, 0.0).distribution.value == pytest.approx(1 / 2.5)


def test_no_credit_at_all_is_unknown_but_covers_nothing() -> None:
    found = _judged(0.0, 0.0, 0.0)
    assert found.coverage.value == 0
    assert found.distribution.value == 1


def test_in_one_call() -> None:
    def explain(x: Tensor) -> Tensor:
        effects = window_effects(_predict, x, _NONE, players=3)
        shares = shapley_values(effects.dividends)
        return shares.repeat_interleave(4, 1) / 4

    found = measure_criteria(_predict, _x(), explain, _NONE, players=3)
    assert (found.coverage.value, found.locality.value) == (1, 0)
    assert found.distribution.value == pytest.approx(0)


@pytest.mark.parametrize("players", [1, 13, 17])
def test_a_number_of_windows_that_cannot_be_is_refused(players: int) -> None:
    with pytest.raises(InputError, match=f"{players} windows of 12 bp"):
        window_effects(_predict, _x(), _NONE, players=players)


def test_scores_of_other_sequences_are_refused() -> None:
    effects = window_effects(_predict, _x(), _NONE, players=3)
    with pytest.raises(InputError, match="effects are those of 5 sequences"):
        judge(effects, torch.zeros(4, _LENGTH))
