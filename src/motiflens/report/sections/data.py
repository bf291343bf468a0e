"""The data set: how many windows of which kind, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from motiflens.sequences.composition import gc_content
from motiflens.sequences.onehot import ALPHABET, N
from motiflens.store.windows import SPLITS, Dropped, Windows

_EXAMPLES = 3

_PIECE = 4096  # windows that are read at a time


@dataclass(frozen=True)
class ClassCount:
    """Windows of one class: ``counts`` by split, and the mean GC content of all of them."""

    name: str
    counts: tuple[int, ...]
    gc: float | None

    @property
    def total(self) -> int:
        """Windows in all splits."""
        return sum(self.counts)


@dataclass(frozen=True)
class DroppedGroup:
    """What was left out for one reason, and the first few examples."""

    reason: str
    count: int
    examples: tuple[Dropped, ...]


@dataclass(frozen=True)
class DataView:
    """What the section shows."""

    n: int
    window: int
    max_offset: int
    negatives: str
    classes: tuple[ClassCount, ...]
    chromosomes: Mapping[str, tuple[str, ...]]
    background: Mapping[str, float]
    dropped: tuple[DroppedGroup, ...]

    @property
    def n_dropped(self) -> int:
        """Regions or sequences left out in all."""
        return sum(group.count for group in self.dropped)


def data_view(data: Windows) -> DataView:
    """Return what the section on ``data`` shows."""
    return DataView(
        n=data.n,
        window=data.window,
        max_offset=data.max_offset,
        negatives=_negatives(data),
        classes=_classes(data),
        chromosomes=_chromosomes(data),
        background=dict(zip(ALPHABET[:N], data.background.tolist(), strict=True)),
        dropped=_dropped(data.dropped),
    )


def _negatives(data: Windows) -> str:
    kind = str(data.provenance["options"]["negatives"])
    known = {
        "genome": "windows of the genome with matched GC content, away from the regions",
        "shuffle": "dinucleotide shuffles of the positives",
    }
    return known.get(kind, f"given by the user ({kind})")


def _classes(data: Windows) -> tuple[ClassCount, ...]:
    pieces = np.split(np.arange(data.n), range(_PIECE, data.n, _PIECE))
    gc = np.concatenate([gc_content(data.window_codes(rows)) for rows in pieces])
    members = {task: data.labels[:, column] == 1 for column, task in enumerate(data.tasks)}
    members["none of these (negatives)"] = ~(data.labels == 1).any(axis=1)
    return tuple(
        ClassCount(
            name=name,
            counts=tuple(int((data.split[rows] == split).sum()) for split in range(len(SPLITS))),
            gc=float(gc[rows].mean()) if rows.any() else None,
        )
        for name, rows in members.items()
    )


def _chromosomes(data: Windows) -> dict[str, tuple[str, ...]]:
    """Return the chromosomes of each split, in the order in which they come."""
    return {
        name: tuple(dict.fromkeys(data.chrom[data.split == split].tolist()))
        for split, name in enumerate(SPLITS)
        if data.chrom[data.split == split].any()
    }


def _dropped(rows: tuple[Dropped, ...]) -> tuple[DroppedGroup, ...]:
    reasons = dict.fromkeys(row.reason for row in rows)
    groups = [[row for row in rows if row.reason == reason] for reason in reasons]
    return tuple(
        DroppedGroup(group[0].reason, len(group), tuple(group[:_EXAMPLES]))
        for group in sorted(groups, key=len, reverse=True)
    )
