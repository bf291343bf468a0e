"""By which methods a family was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from motiflens.families.record import Found, Member


def found_by_task(
    members: Sequence[Member],
    likeness: NDArray[np.float64],
    runs: Mapping[str, Sequence[str]],
) -> tuple[Found, ...]:
    """Return for each task with a member which methods found one.

    Parameters
    ----------
    members
        Of one family.
    likeness
        (n, n) of every member to every other. Two methods agree as much as those two of their
        members that are most alike.
    runs
        The methods that were run for each task.
    """
    found = []
    for task, methods in runs.items():
        rows = {
            method: [i for i, m in enumerate(members) if (m.task, m.method) == (task, method)]
            for method in methods
        }
        found_by = tuple(method for method in methods if rows[method])
        if not found_by:
            continue
        pairs = [
            float(likeness[np.ix_(rows[one], rows[other])].max())
            for one, other in combinations(found_by, 2)
        ]
        found.append(
            Found(
                task=task,
                found_by=found_by,
                missed_by=tuple(method for method in methods if not rows[method]),
                agreement=float(np.clip(np.mean(pairs), 0, 1)) if pairs else None,
            )
        )
    return tuple(found)
