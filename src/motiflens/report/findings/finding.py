"""What one finding says."""

from __future__ import annotations

from collections.abc import Iterable
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


def grouped(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """Return findings of one level that ask for the same action together, in their order.

    So a run of ten tasks says once what to do.
    """
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.level, finding.action), []).append(finding)
    return tuple(map(tuple, groups.values()))
