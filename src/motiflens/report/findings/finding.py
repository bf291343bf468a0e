"""What one finding says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One thing that is off.

    Attributes
    ----------
    level
        ``warning`` where results should not be trusted as they are, ``note`` where the reader
        should merely know.
    where
        The task, and the method if it is about one.
    what
        What was seen.
    action
        What it means, and what can be done.
    anchor
        The place in the page that shows it.
    """

    level: Literal["warning", "note"]
    where: str
    what: str
    action: str
    anchor: str
