"""What methods that sample draw."""

from __future__ import annotations

import torch
from scipy import stats

from attribution.networks import COLUMN, one_hot
from motiflens.attribution.draws import Draws


def test_uniform_numbers_are_uniform() -> None:
    drawn = Draws(0, one_hot(20, 12)).uniform(50, 10)
    assert drawn.shape == (20, 50, 10)
    assert drawn.dtype == torch.float64
    assert stats.kstest(drawn.flatten().numpy(), "uniform").pvalue > 1e-3


def test_noise_is_normal() -> None:
    drawn = Draws(0, one_hot(20, 12)).normal(10, 12)
    assert drawn.shape == (20, 10, 4, 12)
    assert stats.kstest(drawn.flatten().numpy(), "norm").pvalue > 1e-3


def test_ranks_are_orders_each_as_likely() -> None:
    ranks = Draws(0, one_hot(300, 12)).ranks(4, 3)
    assert (ranks.sort(2).values == torch.arange(3)).all()
    orders, counts = ranks.view(-1, 3).unique(dim=0, return_counts=True)
    assert len(orders) == 6
    assert stats.chisquare(counts.numpy()).pvalue > 1e-3


def test_both_strands_draw_the_same_turned_around() -> None:
    x = one_hot(8, 12)
    here, there = Draws(0, x), Draws(0, x.flip((1, 2)))
    torch.testing.assert_close(here.normal(3, 12), there.normal(3, 12).flip((2, 3)))
    assert torch.equal(here.uniform(5), there.uniform(5))
    assert torch.equal(here.ranks(3, 12), there.ranks(3, 12).flip(2))


def test_both_strands_draw_the_same_with_a_reference() -> None:
    x, column = one_hot(8, 12), COLUMN.expand(8, 4, 12)
    here, there = Draws(0, x, column), Draws(0, x.flip((1, 2)), column)
    assert torch.equal(here.uniform(5), there.uniform(5))


def test_draws_do_not_depend_on_precision_company_or_order() -> None:
    x, order = one_hot(8, 12), torch.tensor([3, 6, 0, 1, 5, 4, 2, 7])
    wanted = Draws(0, x).uniform(5)
    assert torch.equal(Draws(0, x.float()).uniform(5), wanted)
    assert torch.equal(Draws(0, x[order]).uniform(5), wanted[order])
    assert torch.equal(Draws(0, x[2:3]).uniform(5)[0], wanted[2])
    assert not torch.equal(Draws(1, x).uniform(5), wanted)
    assert not torch.equal(Draws(0, x, one_hot(8, 12, seed=1)).uniform(5), wanted)
