"""Spans that overlap, or touch, as one."""

from __future__ import annotations

from motiflens.sequences.spans import joined

SPANS = [(8, 9), (0, 3), (2, 5), (5, 7), (10, 20), (12, 13)]


def test_spans_that_overlap_or_touch_are_one() -> None:
    assert joined(SPANS) == ((0, 7), (8, 9), (10, 20))


def test_spans_that_touch_stay_apart_where_they_are_to() -> None:
    assert joined(SPANS, touching=False) == ((0, 5), (5, 7), (8, 9), (10, 20))


def test_nothing_is_joined_to_nothing() -> None:
    assert joined([]) == ()
