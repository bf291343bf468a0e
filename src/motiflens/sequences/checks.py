"""Whether enough is left of every class to train, to stop and to test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.rows import Rows
from motiflens.sequences.wording import few
from motiflens.store.windows import Dropped


def check_classes(
    rows: Rows,
    part: NDArray[np.uint8],
    names: Sequence[str],
    tasks: Mapping[str, Sequence[str]],
    dropped: Sequence[Dropped],
) -> None:
    """Raise `InputError` where a class has no window left, or none in one of the parts.

    Parameters
    ----------
    rows, part
        All rows, and the part of each.
    names
        Of the parts.
    tasks
        Each class with the files that it is read from.
    dropped
        What was left out, for the reasons.
    """
    for column, (task, paths) in enumerate(tasks.items()):
        member = rows.labels[:, column] == 1
        if not member.any():
            raise _nothing_left(task, paths, dropped)
        for index, name in enumerate(names):
            if not (member & (part == index)).any():
                raise InputError(
                    f"class {task!r} has no window in {name}",
                    where=few(paths),
                    fix=_other_parts(rows.chrom[member]),
                )


def check_negatives(
    labels: NDArray[np.int8], part: NDArray[np.uint8], names: Sequence[str], kind: str
) -> None:
    """Raise `InputError` where a part holds no negative; ``kind`` is how they were made."""
    negative = ~labels.any(axis=1)
    for index, name in enumerate(names):
        if not (negative & (part == index)).any():
            raise InputError(
                f"there is no negative in {name}",
                where=f"negatives: {kind}",
                fix="hold out other chromosomes or larger fractions, ask for fewer folds, or "
                "choose other negatives",
            )


def _nothing_left(task: str, paths: Sequence[str], dropped: Sequence[Dropped]) -> InputError:
    reasons = Counter(row.reason for row in dropped if row.source in paths)
    counts = "; ".join(f"{count} dropped, {reason}" for reason, count in reasons.most_common())
    return InputError(
        f"no sequence of class {task!r} is left: {counts or 'its values are not known'}",
        where=few(paths),
        fix="give other regions or sequences, or relax what they are dropped for",
    )


def _other_parts(chrom: NDArray[np.str_]) -> str:
    most = Counter(name for name in chrom.tolist() if name).most_common(4)
    if not most:
        return "give more sequences, or other fractions"
    counts = ", ".join(f"{name} ({count})" for name, count in most)
    return (
        f"hold out other chromosomes or fractions, or ask for fewer folds; most of its windows "
        f"are on {counts}"
    )
