"""Words and numbers, as errors write and files read them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")


def few(names: Iterable[str], most: int = 4) -> str:
    """Return the first names, and how many more there are: ``chr1, chr2 and 15 more``."""
    listed = list(names)
    rest = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {rest} more" if rest > 0 else "")


def whole_number(text: str) -> int | None:
    """Return the number that digits stand for, or None.

    More digits than any genome has, and what Python takes for digits besides (``1_000``, those of
    other scripts), are none.
    """
    return int(text) if _WHOLE.fullmatch(text) else None
