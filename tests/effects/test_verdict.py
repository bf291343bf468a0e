"""What is said of a motif, for every way in which what was tried can come out."""

from __future__ import annotations

import pytest

from motiflens.effects.record import Estimate
from motiflens.effects.verdict import Evidence, Tried

NO_HITS = Tried(None, None, 0, "it has no hits that could be shuffled away")
TOO_LONG = Tried(None, None, 0, "the motif (64 bp) is longer than the window (60 bp)")


def estimate(value: float, n: int = 20) -> Estimate:
    return Estimate(value=value, low=value - 0.1, high=value + 0.1, n=n)


def tried(direction: int, sign: int = 1, n: int = 20) -> Tried:
    """Return what was tried with a motif; ``sign`` -1 where its hits were taken away."""
    return Tried(estimate(sign * direction, n), estimate(0.0, n), direction)


def evidence(
    inserted: Tried, removed: Tried, *, attributed: int = 1, by_composition: bool = False
) -> Evidence:
    return Evidence(attributed, "logit", inserted, by_composition, removed)


@pytest.mark.parametrize("direction", [1, -1])
def test_both_say_the_same(direction: int) -> None:
    found = evidence(tried(direction), tried(direction, -1), attributed=direction)
    verb, other = ("raises", "lowers") if direction == 1 else ("lowers", "raises")
    assert found.verdict == verb
    assert found.detail == (
        f"A copy in neutral sequences {verb} the output ({direction:+.2g} logit, "
        f"{direction - 0.1:+.2g} to {direction + 0.1:+.2g}); shuffling its hits away {other} the "
        f"output ({-direction:+.2g} logit, {-direction - 0.1:+.2g} to {-direction + 0.1:+.2g})."
    )


@pytest.mark.parametrize(
    ("inserted", "removed", "verdict", "said"),
    [
        (tried(0), tried(0, -1), "no effect", "and yet the model does not use it"),
        (tried(0), NO_HITS, "no effect", "and yet it does nothing where it was tried"),
        (tried(0), tried(0, -1, n=3), "no effect", "its hits lie in 3 windows, too few"),
        (tried(1), tried(-1, -1), "raises", "the two disagree"),
        (tried(-1), tried(0, -1), "lowers", "no effect beyond that of shuffling as many bases"),
        (tried(0), tried(1, -1), "raises", "beside something else in these windows"),
        (TOO_LONG, tried(1, -1), "raises", "longer than the window"),
        (tried(1), NO_HITS, "raises", "it has no hits"),
        (TOO_LONG, NO_HITS, "not tested", "longer than the window (60 bp); it has no hits"),
        (TOO_LONG, tried(0, -1, n=4), "not tested", "too few to say"),
        (tried(1), tried(1, -1, n=1), "raises", "its hits lie in 1 window, too few to say"),
    ],
)
def test_what_follows(inserted: Tried, removed: Tried, verdict: str, said: str) -> None:
    found = evidence(inserted, removed)
    assert found.verdict == verdict
    assert said in found.detail
    assert found.detail.endswith(".")


def test_a_motif_that_is_not_by_itself_is_not_said_to_be_where_it_could_not_be_tried() -> None:
    assert "something else" not in evidence(TOO_LONG, tried(1, -1)).detail


def test_what_the_same_bases_do_is_said_where_it_is_as_much() -> None:
    assert "another order (+0 logit" in evidence(tried(1), NO_HITS, by_composition=True).detail
    assert "another order" not in evidence(tried(1), NO_HITS).detail


def test_one_window_has_no_interval() -> None:
    assert "does (-1 logit)" in evidence(tried(1), tried(1, -1, n=1)).detail
    assert "does (-1 logit, -1.1 to" in evidence(tried(1), tried(1, -1, n=2)).detail


def test_contributions_may_say_the_opposite() -> None:
    found = evidence(tried(1), tried(1, -1), attributed=-1)
    assert "its contributions say the opposite" in found.detail


def test_without_a_control_the_removal_stands_alone() -> None:
    alone = Tried(estimate(0.0), None, 0)
    assert "shuffling its hits away has no effect (+0 logit" in evidence(tried(0), alone).detail
