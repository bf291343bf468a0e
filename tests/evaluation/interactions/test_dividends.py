"""Effects of sets of players, held against their definition."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
import torch
from torch import Tensor

from motiflens.errors import InputError
from motiflens.evaluation.interactions import (
    coalition_values,
    dividends,
    inverse_dividends,
    membership,
    shapley_values,
)


def _values(players: int, rows: int = 2) -> Tensor:
    generator = torch.Generator().manual_seed(players)
    return torch.randn(rows, 2**players, generator=generator, dtype=torch.float64)


def _bits(members: tuple[int, ...]) -> int:
    return sum(1 << member for member in members)


def _subsets(members: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [some for size in range(len(members) + 1) for some in combinations(members, size)]


@pytest.mark.parametrize("players", [1, 2, 5])
def test_dividends_are_those_of_the_definition(players: int) -> None:
    values = _values(players)
    found = dividends(values)
    for members in _subsets(tuple(range(players))):
        expected = sum(
            (-1) ** (len(members) - len(some)) * values[:, _bits(some)]
            for some in _subsets(members)
        )
        torch.testing.assert_close(found[:, _bits(members)], expected)


def test_values_come_back_from_their_dividends() -> None:
    values = _values(6)
    torch.testing.assert_close(inverse_dividends(dividends(values)), values)


def test_dividends_leave_the_values_as_they_were() -> None:
    values = _values(3)
    before = values.clone()
    dividends(values)
    assert torch.equal(values, before)


def test_dividends_add_up_to_the_difference() -> None:
    values = _values(5)
    found = dividends(values)
    torch.testing.assert_close(found[:, 1:].sum(1), values[:, -1] - values[:, 0])


def test_shapley_values_are_means_over_all_orders() -> None:
    values = _values(4)
    expected = torch.zeros(2, 4, dtype=torch.float64)
    orders = list(permutations(range(4)))
    for order in orders:
        before: tuple[int, ...] = ()
        for player in order:
            expected[:, player] += values[:, _bits((*before, player))] - values[:, _bits(before)]
            before = (*before, player)
    torch.testing.assert_close(shapley_values(dividends(values)), expected / len(orders))


def test_members_are_bits() -> None:
    assert membership(3)[5].tolist() == [True, False, True]


def test_absent_players_hold_the_reference_and_fixed_positions_stay() -> None:
    x = torch.arange(2 * 4 * 5, dtype=torch.float64).reshape(2, 4, 5)
    reference = -torch.ones(4, 1, dtype=torch.float64)
    players = torch.tensor([0, 0, 1, -1, 1])
    found = coalition_values(lambda some: some.sum((1, 2)), x, reference, players, batch_size=3)
    columns = x.sum(1)
    assert found.shape == (2, 4)
    torch.testing.assert_close(found[:, 3], columns.sum(1))
    torch.testing.assert_close(found[:, 0], columns[:, 3] - 16)
    torch.testing.assert_close(found[:, 1], columns[:, [0, 1, 3]].sum(1) - 8)


def test_too_many_players_are_refused() -> None:
    x = torch.zeros(1, 4, 17)
    with pytest.raises(InputError, match="131,072 sets"):
        coalition_values(lambda some: some.sum((1, 2)), x, x, torch.arange(17))


def test_a_product_is_one_effect() -> None:
    x = torch.full((1, 4, 3), 0.0, dtype=torch.float64)
    x[:, 0] = torch.tensor([2.0, 3.0, 5.0])

    def product(some: Tensor) -> Tensor:
        return some[:, 0].prod(1) + some[:, 0, 0]

    values = coalition_values(product, x, torch.zeros_like(x), torch.arange(3))
    assert dividends(values)[0].tolist() == [0, 2, 0, 0, 0, 0, 0, 30]
