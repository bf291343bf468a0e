"""Copies, places and intervals, each held against what it is defined to be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiflens.effects.chance import between
from motiflens.effects.copies import in_other_order, put
from motiflens.effects.estimating import FEWEST, Estimator
from motiflens.effects.record import Estimate
from motiflens.effects.removing import joined, make_site, remove_hits
from motiflens.effects.two_copies import possible_distances
from motiflens.sequences.simulation import draw_letters

STRETCHES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 10)).map(lambda s: (s[0], s[0] + s[1])),
    min_size=1,
    max_size=8,
)


def test_copies_have_the_frequencies_that_they_are_drawn_from() -> None:
    rows = np.array([[0.7, 0.1, 0.2, 0.0], [0.0, 0.0, 0.0, 1.0], [0.25] * 4])
    copies = draw_letters(rows, 20_000, np.random.default_rng(0))
    found = (copies[..., None] == np.arange(4)).mean(axis=0)
    np.testing.assert_allclose(found, rows, atol=0.015)
    assert (found[rows == 0] == 0).all()


def test_another_order_has_the_same_bases() -> None:
    copies = np.random.default_rng(0).integers(0, 4, (50, 9)).astype(np.uint8)
    other = in_other_order(copies, np.random.default_rng(1))
    np.testing.assert_array_equal(np.sort(other), np.sort(copies))
    assert (other != copies).any(axis=1).mean() > 0.9


def test_a_copy_takes_the_place_of_what_was_there() -> None:
    codes = np.zeros((2, 6), np.uint8)
    copies = np.array([[1, 2], [3, 1]], np.uint8)
    np.testing.assert_array_equal(put(codes, copies, 3), [[0, 0, 0, 1, 2, 0], [0, 0, 0, 3, 1, 0]])
    assert not codes.any()


@pytest.mark.parametrize(
    ("width", "length", "farthest", "step", "expected"),
    [
        (8, 60, 20, 4, (8, 12, 16, 20)),
        (8, 60, 7, 1, ()),
        (8, 18, 80, 1, (8, 9, 10)),
        (8, 15, 80, 1, ()),
        (30, 20, 80, 1, ()),
    ],
)
def test_two_copies_neither_overlap_nor_leave_the_sequence(
    width: int, length: int, farthest: int, step: int, expected: tuple[int, ...]
) -> None:
    assert possible_distances(width, length, farthest, step) == expected


@given(STRETCHES)
def test_joined_stretches_hold_the_same_positions_and_do_not_overlap(
    stretches: list[tuple[int, int]],
) -> None:
    found = joined(stretches)
    covered = {place for begin, end in stretches for place in range(begin, end)}
    listed = [place for begin, end in found for place in range(begin, end)]
    assert sorted(covered) == listed


@given(STRETCHES, STRETCHES, st.integers(50, 200))
def test_the_control_is_as_wide_and_away_from_all_hits(
    own: list[tuple[int, int]], others: list[tuple[int, int]], length: int
) -> None:
    codes = np.zeros(length, np.uint8)
    site = make_site(codes, own, [*own, *others], np.random.default_rng(0))
    if site.elsewhere is None:
        assert length < 200
        return
    widths = [sorted(end - begin for begin, end in some) for some in (site.hits, site.elsewhere)]
    assert widths[0] == widths[1]
    places = [place for begin, end in site.elsewhere for place in range(begin, end)]
    assert len(set(places)) == len(places)
    assert not set(places) & {p for begin, end in [*own, *others] for p in range(begin, end)}
    assert min(places) >= 0
    assert max(places) < length


def test_shuffling_keeps_the_bases_and_all_around_them() -> None:
    codes = np.random.default_rng(0).integers(0, 4, 60).astype(np.uint8)
    sites = [make_site(codes, [(5, 15)], [(5, 15)], np.random.default_rng(1))]
    shown: list[np.ndarray] = []

    def predict(some: np.ndarray) -> np.ndarray:
        shown.append(some)
        return some[..., 5:15].sum(axis=-1).astype(float)

    found = remove_hits(sites, 7, predict, np.random.default_rng(2))
    np.testing.assert_array_equal(found.hits, [0])
    np.testing.assert_array_equal(found.elsewhere, [0])
    _, shuffled, elsewhere = shown
    assert shuffled.shape == elsewhere.shape == (1, 7, 60)
    outside = np.r_[0:5, 15:60]
    np.testing.assert_array_equal(shuffled[0][:, outside], np.tile(codes[outside], (7, 1)))
    np.testing.assert_array_equal(
        np.sort(shuffled[0][:, 5:15]), np.tile(np.sort(codes[5:15]), (7, 1))
    )
    np.testing.assert_array_equal(elsewhere[0][:, 5:15], np.tile(codes[5:15], (7, 1)))


@pytest.mark.parametrize(
    ("value", "low", "high", "n", "direction"),
    [
        (1.0, 0.5, 1.5, 20, 1),
        (-1.0, -1.5, -0.5, 20, -1),
        (1.0, -0.1, 2.0, 20, 0),
        (0.05, 0.04, 0.06, 20, 0),
        (1.0, 0.5, 1.5, FEWEST - 1, 0),
    ],
)
def test_what_is_certain_large_and_seen_often_enough_counts(
    value: float, low: float, high: float, n: int, direction: int
) -> None:
    estimator = Estimator(draws=100, seed=0, least=0.1)
    assert estimator.direction(Estimate(value=value, low=low, high=high, n=n)) == direction
    assert estimator.direction(None) == 0


def changes(spread: float, noise: float, words: int = 4000) -> np.ndarray:
    """Return changes by words (words, 16) whose means have this spread, with noise."""
    rng = np.random.default_rng(0)
    means = rng.normal(0.3, spread, (words, 1))
    return means + rng.normal(0, noise, (words, 16))


@pytest.mark.parametrize(("spread", "noise"), [(0.5, 0.0), (0.5, 1.0), (1.0, 0.2)])
def test_the_spread_of_words_is_that_of_their_means(spread: float, noise: float) -> None:
    assert between(changes(spread, noise)) == pytest.approx(spread, rel=0.05)


def test_words_that_do_nothing_have_no_spread() -> None:
    assert between(np.zeros((8, 16))) == 0
    assert between(changes(0.0, 1.0)) < 0.1


def test_a_word_that_holds_a_site_hardly_counts() -> None:
    some = changes(0.5, 0.5, words=64)
    other = some.copy()
    other[3] += 20
    assert between(other) == pytest.approx(between(some), rel=0.25)


def test_an_interval_holds_the_mean_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    estimator = Estimator(draws=300, seed=0, least=0)
    held = 0
    for _ in range(200):
        found = estimator.of(rng.normal(1, 2, 60))
        held += found.low <= 1 <= found.high
    assert 0.88 <= held / 200 <= 0.99
