"""Many hits, held as columns: a fifth of the memory that as many objects take."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from motiflens.hits.table import COLUMNS, Hit, each_hit

_TYPES = {"int": np.int64, "float": np.float64}
_AT_ONCE = 4096


class HitColumns(Sequence[Hit]):
    """Hits in an order; each column (h,) is an attribute, as in `motiflens.hits.table.Hit`.

    Chromosomes and motifs are few, and are kept as their numbers in ``names``.

    Parameters
    ----------
    columns
        By name; of ``chrom`` and ``motif`` numbers, and of ``sequence`` and ``strand`` ASCII.
    names
        What the numbers of ``chrom`` and ``motif`` stand for, in alphabetical order.
    """

    def __init__(self, columns: dict[str, NDArray[Any]], names: NDArray[np.str_]) -> None:
        self._columns = columns
        self.names = names

    @classmethod
    def of(cls, hits: Iterable[Hit]) -> HitColumns:
        """Return hits as columns; they are taken some at a time."""
        hits = iter(hits)
        numbers: dict[str, int] = {}
        parts = []
        while some := list(islice(hits, _AT_ONCE)):
            parts.append({name: _column(some, name, numbers) for name in COLUMNS})
        parts = parts or [{name: _column([], name, numbers) for name in COLUMNS}]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
        return cls(columns, np.array(list(numbers), np.str_))._in_alphabet()

    def _in_alphabet(self) -> HitColumns:
        names, place = np.unique(self.names, return_inverse=True)
        renamed = {name: place[self._columns[name]].astype(np.int32) for name in _NAMED}
        return HitColumns(self._columns | renamed, names)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._columns["start"])

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> HitColumns: ...
    def __getitem__(self, at: int | slice) -> Hit | HitColumns:
        """Return a hit, or those of a slice."""
        if isinstance(at, slice):
            return self.only(np.arange(len(self))[at])
        return Hit(**{name: self._value(name, at) for name in COLUMNS})

    def __iter__(self) -> Iterator[Hit]:
        """Yield the hits in their order."""
        return (self[at] for at in range(len(self)))

    def _value(self, name: str, at: int) -> Any:
        value = self._columns[name][at].item()
        if name in _NAMED:
            return str(self.names[value])
        return value.decode() if isinstance(value, bytes) else value

    def column(self, name: str) -> NDArray[Any]:
        """Return (h,) a column of numbers; of ``chrom`` and ``motif`` their places in ``names``."""
        return self._columns[name]

    def only(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> HitColumns:
        """Return some of the hits, by a mask or in the order of their numbers."""
        return HitColumns({name: one[rows] for name, one in self._columns.items()}, self.names)

    def named(self, name: str, value: str) -> NDArray[np.int64]:
        """Return the numbers of the hits whose ``chrom`` or ``motif`` is ``value``."""
        place = np.searchsorted(self.names, value)
        if place == len(self.names) or self.names[place] != value:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self._columns[name] == place)

    def overlapping(self, chrom: str, start: int, end: int) -> HitColumns:
        """Return the hits that share a base with a stretch, in their order."""
        rows = self.named("chrom", chrom)
        inside = (self._columns["start"][rows] < end) & (self._columns["end"][rows] > start)
        return self.only(rows[inside])

    def in_order(self) -> HitColumns:
        """Return them by chromosome, start, end, motif and strand."""
        keys = ("strand", "motif", "end", "start", "chrom")
        return self.only(np.lexsort([self._columns[key] for key in keys]))


_NAMED = ("chrom", "motif")
_KINDS = {field.name: str(field.type) for field in fields(Hit)}


def _column(hits: Sequence[Hit], name: str, numbers: dict[str, int]) -> NDArray[Any]:
    values = [getattr(hit, name) for hit in hits]
    if name in _NAMED:
        return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int32)
    if _KINDS[name] == "str":
        return np.array([value.encode() for value in values], np.bytes_)
    return np.array(values, _TYPES[_KINDS[name]])


def read_hits(path: str | os.PathLike[str]) -> HitColumns:
    """Return the hits of a file that `motiflens.hits.table.write_hits` wrote.

    Raises
    ------
    StoreError
        Where the file is missing or no such table; it names the line.
    """
    return HitColumns.of(each_hit(path))
