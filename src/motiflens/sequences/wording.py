"""Words that errors share."""

from __future__ import annotations

from collections.abc import Iterable


def few(names: Iterable[str], most: int = 4) -> str:
    """Return the first names, and how many more there are: ``chr1, chr2 and 15 more``."""
    listed = list(names)
    rest = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {rest} more" if rest > 0 else "")
