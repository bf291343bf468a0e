"""Training, validation and test: chromosomes or fractions held out, and no leak between them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from motiflens.config import Prepare
from motiflens.errors import ConfigError
from motiflens.sequences.rows import Rows
from motiflens.sequences.wording import few
from motiflens.store.windows import SPLITS

_HELD_OUT = ("validation", "test")


def check_held_out(options: Prepare, known: Collection[str], where: str) -> None:
    """Refuse fractions that leave nothing, and chromosomes held out that are not ``known``.

    Raises
    ------
    ConfigError
        Naming the fraction or the chromosome.
    """
    _check_fractions(options)
    for name in _HELD_OUT:
        chromosomes = _chromosomes(options, name)
        unknown = [chrom for chrom in chromosomes if chrom not in known]
        if unknown:
            raise ConfigError(
                f"the {name} chromosome {few(unknown)} is not in the data",
                where=where,
                fix=f"choose from {few(known, most=30) or 'fractions: no chromosome is known'}",
            )
    both = set(_chromosomes(options, "validation")) & set(_chromosomes(options, "test"))
    if both:
        raise ConfigError(
            f"{few(sorted(both))} is held out both for validation and for the test",
            fix="hold out different chromosomes",
            where="validation and test",
        )


def assign_splits(
    chrom: NDArray[np.str_],
    group: NDArray[np.int64],
    options: Prepare,
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Return (n,) the split of each row, as an index into `SPLITS`.

    Chromosomes held out come first; a fraction is drawn at random from what they leave, whole
    groups at a time, and is a fraction of all groups.
    """
    split = np.zeros(len(chrom), dtype=np.uint8)
    for name in _HELD_OUT:
        split[np.isin(chrom, _chromosomes(options, name))] = SPLITS.index(name)
    n_groups = len(np.unique(group))
    for name in _HELD_OUT:
        held = getattr(options, name)
        if isinstance(held, float):
            free = rng.permutation(np.setdiff1d(group, group[split > 0]))
            chosen = free[: max(round(held * n_groups), 1)]
            split[np.isin(group, chosen)] = SPLITS.index(name)
    return split


def leaks(rows: Rows, part: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return (n,), true where a row shares bases with a part that is held out from its own.

    The test is held out from the others, and validation from training; of parts of which each is
    held out in its turn, a later one from an earlier one. A row leaks where its context overlaps
    one of theirs on the genome, or where it holds the same sequence.
    """
    contexts, placed = rows.contexts(), rows.placed
    leak = np.zeros(len(rows), dtype=bool)
    for index in range(int(part.max(initial=0))):
        mine, held_out = part == index, part > index
        shared = contexts.overlap(contexts[held_out & placed]) & placed
        leak |= mine & (shared | np.isin(rows.group, rows.group[held_out]))
    return leak


def _check_fractions(options: Prepare) -> None:
    for name in _HELD_OUT:
        if getattr(options, name) == []:
            raise ConfigError(
                f"no {name} chromosome is named",
                fix="name one, or give a fraction",
                where="validation and test",
            )
    fractions = [held for held in (options.validation, options.test) if isinstance(held, float)]
    if any(not 0 < fraction < 1 for fraction in fractions) or sum(fractions) >= 1:
        raise ConfigError(
            f"validation {options.validation} and test {options.test} are no two parts of a whole",
            fix="give fractions above 0 that leave some for training, or names of chromosomes",
            where="validation and test",
        )


def _chromosomes(options: Prepare, name: str) -> list[str]:
    held = getattr(options, name)
    return [] if isinstance(held, float) else list(held)
