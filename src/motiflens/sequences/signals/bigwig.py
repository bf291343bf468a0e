"""Reads, or any value of each base, from bigWig."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pybigtools
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.lines import check_file


class BigWig:
    """Values of a bigWig as they are; a base without one has 0.

    Parameters
    ----------
    path
        The file.
    minus
        Whether it is that of the - strand, which some tools write as numbers below 0; such a
        file is turned round as a whole.

    Raises
    ------
    InputError
        Where the file cannot be read, is no bigWig, or holds values below 0.
    """

    tracks = 1

    def __init__(self, path: str, *, minus: bool = False) -> None:
        check_file(path)
        self.path = path
        with _reading(path):
            self._file = pybigtools.open(path)
            summary = self._file.info()["summary"]
            self.chromosomes: dict[str, int | None] = dict(self._file.chroms())
        turned = minus and summary["min"] < 0 and summary["max"] <= 0
        self._sign = -1 if turned else 1
        if summary["min"] < 0 and not turned:
            raise InputError(
                f"the bigWig holds values below 0 (down to {summary['min']:g}), as no count can be",
                where=path,
                fix="give counts of reads, not logarithms or differences",
            )

    def reads(self, chrom: str, start: int, end: int) -> NDArray[np.float32]:
        """Return (1, end - start) values of a stretch that lies on the chromosome."""
        with _reading(self.path):
            values = self._file.values(chrom, start, end, fillna=None)
        return np.asarray(self._sign * np.nan_to_num(values[None], nan=0.0), dtype=np.float32)


@contextmanager
def _reading(path: str) -> Iterator[None]:
    """Say of the file what pybigtools raises, and where it panics, which is no `Exception`."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise InputError(
            f"the file is truncated, or no bigWig ({error})",
            where=path,
            fix="give a bigWig whose name ends in .bw or .bigWig, or copy it again",
        ) from None
