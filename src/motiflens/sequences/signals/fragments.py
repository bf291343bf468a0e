"""Insertions from fragment files of ATAC-seq: both ends of each fragment."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pysam
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.htslib import FAILURES, quiet
from motiflens.sequences.lines import read_lines
from motiflens.sequences.signals.signal import Counting, pile_up
from motiflens.sequences.wording import whole_number

_Integers: TypeAlias = NDArray[np.integer[Any]]

_MOST = 2**31
_FIX = "give lines of chromosome, start, end, barcode and count, separated by tabs"


class IndexedFragments:
    """A fragment file compressed by bgzip with a tabix index; see `open_fragments`."""

    tracks = 2

    def __init__(self, path: str, counting: Counting) -> None:
        self.path = path
        self._counting = counting
        try:
            with quiet():
                self._file = pysam.TabixFile(path)
            self.chromosomes: dict[str, int | None] = dict.fromkeys(self._file.contigs)
        except FAILURES as error:
            raise _damaged(path, error) from None

    def reads(self, chrom: str, start: int, end: int) -> NDArray[np.float32]:
        """Return (2, end - start) insertions of a stretch: left ends, and right ends."""
        try:
            with quiet():
                lines = list(self._file.fetch(chrom, *self._counting.reach(start, end)))
        except FAILURES as error:
            raise _damaged(self.path, error) from None
        where = f"{self.path}, near {chrom}:{start}"
        fragments = (_parse(line, where, self._counting) for line in lines)
        table = np.array([fragment[1:] for fragment in fragments], np.int64).reshape(-1, 3)
        return _insertions(table[:, 0], table[:, 1], table[:, 2], self._counting, start, end)


class LoadedFragments:
    """A fragment file without an index, held in memory; see `open_fragments`."""

    tracks = 2

    def __init__(self, path: str, counting: Counting) -> None:
        self.path = path
        self._counting = counting
        columns: dict[str, tuple[array[int], array[int], array[int]]] = defaultdict(
            lambda: (array("i"), array("i"), array("i"))
        )
        for number, line in read_lines(path):
            if line and not line.startswith("#"):
                chrom, *numbers = _parse(line, f"{path}, line {number}", counting)
                for column, value in zip(columns[chrom], numbers, strict=True):
                    column.append(value)
        if not columns:
            raise InputError("the file holds no fragments", where=path, fix=_FIX)
        self._fragments = {name: _sorted(parts) for name, parts in columns.items()}
        self._longest = {name: int((e - s).max()) for name, (s, e, _) in self._fragments.items()}
        self.chromosomes: dict[str, int | None] = dict.fromkeys(self._fragments)

    def reads(self, chrom: str, start: int, end: int) -> NDArray[np.float32]:
        """Return (2, end - start) insertions of a stretch: left ends, and right ends."""
        first, last = self._counting.reach(start, end)
        starts, ends, counts = self._fragments[chrom]
        near = slice(*np.searchsorted(starts, [first - self._longest[chrom], last]))
        return _insertions(starts[near], ends[near], counts[near], self._counting, start, end)


def open_fragments(path: str, counting: Counting) -> IndexedFragments | LoadedFragments:
    """Open a fragment file: chromosome, start, end, barcode and count.

    Both ends of a fragment are insertions, its first base on the + strand and its last base on
    the - strand. Barcodes do not matter; the count, of a fragment and its duplicates, does where
    duplicates are kept.

    Raises
    ------
    InputError
        Where the file cannot be read, or a line is no fragment.
    """
    indexed = any(Path(path + suffix).is_file() for suffix in (".tbi", ".csi"))
    return IndexedFragments(path, counting) if indexed else LoadedFragments(path, counting)


def _insertions(
    left: _Integers,
    right: _Integers,
    count: _Integers,
    counting: Counting,
    start: int,
    end: int,
) -> NDArray[np.float32]:
    plus, minus = counting.shift
    weight = count.astype(np.float64) if counting.keep_duplicates else None
    ends = (left + plus, right - 1 + minus)
    return np.stack([pile_up(position, weight, start, end) for position in ends])


def _sorted(columns: Iterable[array[int]]) -> tuple[_Integers, _Integers, _Integers]:
    starts, ends, counts = (np.array(column, dtype=np.int32) for column in columns)
    order = np.argsort(starts, kind="stable")
    return starts[order], ends[order], counts[order]


def _parse(line: str, where: str, counting: Counting) -> tuple[str, int, int, int]:
    cells = line.split("\t")
    start, end = (whole_number(cell) for cell in (*cells[1:3], "", "")[:2])
    count = whole_number("".join(cells[4:5])) if counting.keep_duplicates else 1
    if start is None or end is None or count is None:
        raise InputError(f"this is no fragment: {line[:60]!r}", where=where, fix=_FIX)
    if not 0 <= start < end < _MOST or not 0 < count < _MOST:
        raise InputError(
            f"the fragment {line[:60]!r} is empty or off any chromosome", where=where, fix=_FIX
        )
    return cells[0], start, end, count


def _damaged(path: str, error: Exception) -> InputError:
    return InputError(
        f"the fragments or their index are damaged ({error})",
        where=path,
        fix=f"sort the file, compress it with bgzip, and run `tabix --preset bed {path}` again",
    )
