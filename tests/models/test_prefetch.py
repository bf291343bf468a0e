"""Things come in order, errors come where they belong, and no thread is left."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from motiflens.models.prefetch import ahead


def _counting(n: int, made: list[int], fails_at: int | None = None) -> Iterator[int]:
    for number in range(n):
        if number == fails_at:
            raise ValueError("this one cannot be made")
        made.append(number)
        yield number


def test_things_come_in_their_order() -> None:
    assert list(ahead(_counting(20, []))) == list(range(20))
    assert list(ahead(iter(()))) == []


def test_no_more_are_made_than_are_soon_needed() -> None:
    made: list[int] = []
    things = ahead(_counting(100, made))
    assert next(things) == 0
    things.close()
    # One was taken, two wait, and one may have been made for the next free place.
    assert len(made) <= 5


def test_an_error_comes_where_the_thing_would_have() -> None:
    things = ahead(_counting(9, [], fails_at=4))
    assert [next(things) for _ in range(4)] == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="cannot be made"):
        next(things)


@pytest.mark.parametrize("taken", [0, 1, 5, 9])
def test_whoever_stops_early_leaves_no_thread(taken: int) -> None:
    before = threading.active_count()
    things = ahead(_counting(9, []))
    for _ in range(taken):
        next(things)
    things.close()
    assert threading.active_count() == before
