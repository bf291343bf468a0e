"""How a data set is cut into parts, and what each part is for in each fold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motiflens.config import Prepare
from motiflens.errors import InputError
from motiflens.sequences.rows import Rows
from motiflens.sequences.splits import assign_splits
from motiflens.sequences.wording import few
from motiflens.store.windows import SPLITS

Assign: TypeAlias = Callable[
    [NDArray[np.str_], NDArray[np.int64], np.random.Generator], NDArray[np.uint8]
]


@dataclass(frozen=True)
class Division:
    """Parts of a data set.

    Attributes
    ----------
    names
        What errors call each part.
    folds
        (folds, parts) uint8, index into `SPLITS`: what each part is for in each fold.
    assign
        Returns (n,) the parts of rows by chromosomes (n,) and groups (n,).
    """

    names: tuple[str, ...]
    folds: NDArray[np.uint8]
    assign: Assign


def divide(rows: Rows, options: Prepare) -> Division:
    """Return the parts that the options ask for.

    One fold has the parts training, validation and test. Of several, each has a part of its own
    to be tested on and the next one to be validated with, and trains on the others; the parts
    are chromosomes, or groups of sequences where those do not say on which they lie.

    Raises
    ------
    InputError
        Where there are fewer chromosomes, or groups, than folds.
    """
    if options.folds == 1:
        return Division(
            tuple(f"the {name} split" for name in SPLITS),
            np.array([[0, 1, 2]], np.uint8),
            lambda chrom, group, rng: assign_splits(chrom, group, options, rng),
        )
    count = options.folds
    if (rows.chrom != "").all():
        return _by_chromosome(rows.chrom, count)
    groups = len(np.unique(rows.group))
    if groups < count:
        raise _too_few(count, f"{groups} different sequences")
    names = tuple(f"part {number} of {count}" for number in range(count))
    return Division(names, rotation(count), lambda _, group, rng: _share_groups(group, count, rng))


def rotation(count: int) -> NDArray[np.uint8]:
    """Return (count, count): fold f tests on part f, and validates with the part after it."""
    folds = np.full((count, count), SPLITS.index("train"), dtype=np.uint8)
    for fold in range(count):
        folds[fold, (fold + 1) % count] = SPLITS.index("validation")
        folds[fold, fold] = SPLITS.index("test")
    return folds


def share_chromosomes(chrom: NDArray[np.str_], count: int) -> dict[str, int]:
    """Return the part of each chromosome: the largest first, each to the part with fewest rows.

    Parameters
    ----------
    chrom
        (n,) of the rows.
    count
        How many parts there are.
    """
    rows_in = Counter(chrom.tolist())
    sizes = [0] * count
    part: dict[str, int] = {}
    for name, rows in sorted(rows_in.items(), key=lambda item: (-item[1], item[0])):
        part[name] = sizes.index(min(sizes))
        sizes[part[name]] += rows
    return part


def _by_chromosome(chrom: NDArray[np.str_], count: int) -> Division:
    part = share_chromosomes(chrom, count)
    if len(part) < count:
        raise _too_few(count, f"{len(part)} chromosomes ({few(part)})")
    members = [[name for name in part if part[name] == number] for number in range(count)]
    names = tuple(f"part {n} of {count} ({few(m)})" for n, m in enumerate(members))
    return Division(names, rotation(count), lambda chrom, *_: _look_up(part, chrom))


def _look_up(part: Mapping[str, int], chrom: NDArray[np.str_]) -> NDArray[np.uint8]:
    names, index = np.unique(chrom, return_inverse=True)
    return np.array([part[str(name)] for name in names], dtype=np.uint8)[index]


def _share_groups(
    group: NDArray[np.int64], count: int, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return (n,) parts of nearly equal numbers of groups, drawn at random."""
    groups, index = np.unique(group, return_inverse=True)
    part = np.resize(np.arange(count, dtype=np.uint8), len(groups))
    return rng.permutation(part)[index]


def _too_few(count: int, have: str) -> InputError:
    return InputError(
        f"{count} folds cannot be made of {have}", where="folds", fix="ask for fewer folds"
    )
