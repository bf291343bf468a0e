"""Stretches of one sequence, 0-based and half-open."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]
"""Start and end."""


def joined(spans: Iterable[Span], *, touching: bool = True) -> tuple[Span, ...]:
    """Return spans in order, those that overlap as one; also those that touch, unless told not."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1] + touching:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)
