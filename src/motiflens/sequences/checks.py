"""Whether enough is left of every class to train, to stop and to test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from motiflens.config import Prepare
from motiflens.errors import InputError
from motiflens.sequences.rows import Rows
from motiflens.store.windows import SPLITS, Dropped


def check_classes(
    rows: Rows, split: NDArray[np.uint8], options: Prepare, dropped: Sequence[Dropped]
) -> None:
    """Raise `InputError` where a class has no window left, or none in one of the splits."""
    for column, (task, path) in enumerate((options.regions or options.sequences).items()):
        member = rows.labels[:, column] == 1
        if not member.any():
            raise _nothing_left(task, path, dropped)
        for index, name in enumerate(SPLITS):
            if not (member & (split == index)).any():
                raise InputError(
                    f"class {task!r} has no window in the {name} split",
                    where=path,
                    fix=_other_split(rows.chrom[member]),
                )


def check_negatives(labels: NDArray[np.int8], split: NDArray[np.uint8], options: Prepare) -> None:
    """Raise `InputError` where a split holds no negative."""
    negative = ~labels.any(axis=1)
    for index, name in enumerate(SPLITS):
        if not (negative & (split == index)).any():
            raise InputError(
                f"there is no negative in the {name} split",
                where=f"negatives: {options.negatives}",
                fix="hold out other chromosomes or larger fractions, or choose other negatives",
            )


def _nothing_left(task: str, path: str, dropped: Sequence[Dropped]) -> InputError:
    reasons = Counter(row.reason for row in dropped if row.source == path)
    counts = "; ".join(f"{count} dropped, {reason}" for reason, count in reasons.most_common())
    return InputError(
        f"no sequence of class {task!r} is left: {counts}",
        where=path,
        fix="give other regions or sequences, or relax what they are dropped for",
    )


def _other_split(chrom: NDArray[np.str_]) -> str:
    most = Counter(name for name in chrom.tolist() if name).most_common(4)
    if not most:
        return "give more sequences, or other fractions"
    counts = ", ".join(f"{name} ({count})" for name, count in most)
    return f"hold out other chromosomes or fractions; most of its windows are on {counts}"
