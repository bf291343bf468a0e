"""Tables of sequences and what was measured of them, as of MPRA and STARR-seq."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from motiflens.config import Prepare
from motiflens.errors import InputError
from motiflens.sequences.onehot import encode
from motiflens.sequences.records import CodedSequence, check_length, rows_of
from motiflens.sequences.rows import Rows, drop
from motiflens.sequences.tabular import Row, read_table
from motiflens.store.windows import SPLITS, Dropped

_UNKNOWN = ("", ".", "na", "nan")
_SPLITS = {name: index for index, name in enumerate(SPLITS)} | {"val": SPLITS.index("validation")}


@dataclass(frozen=True)
class _Measured:
    """A line of the table; ``split`` is None where no column says it."""

    sequence: CodedSequence
    values: list[float]
    chrom: str | None
    split: int | None


def read_measured(options: Prepare, dropped: list[Dropped]) -> Rows:
    """Read the sequences of ``options.table``, all of one length, and their values.

    A label is 1 where the value is known. Sequences that are measured several times stay several
    rows, of one group. Those without any value are added to ``dropped``.

    Raises
    ------
    InputError
        Where the table cannot be read, lacks a column, or a cell cannot be used; it names file,
        line and column.
    """
    lines = list(_read(options))
    if not lines:
        raise InputError(
            "the table holds no sequences",
            where=str(options.table),
            fix="give a header and a line for each sequence",
        )
    for line in lines:
        check_length(line.sequence, lines[0].sequence)
    values = np.array([line.values for line in lines], dtype=np.float32)
    known = ~np.isnan(values)
    empty = np.asarray(~known.any(axis=1))
    rows = replace(rows_of([line.sequence for line in lines], known.astype(np.int8)), values=values)
    if options.chromosome_column:
        chrom = np.array([line.chrom for line in lines], dtype=np.str_)
        rows = replace(rows, chrom=chrom, start=np.full(len(rows), -1))
    if options.split_column:
        rows = replace(rows, split=np.array([line.split for line in lines], dtype=np.uint8))
    return drop(rows, empty, "none of its values is known", dropped)


def _read(options: Prepare) -> Iterator[_Measured]:
    table = str(options.table)
    values = options.value_columns.values()
    others = (options.name_column, options.chromosome_column, options.split_column)
    needed = [options.sequence_column, *values, *(name for name in others if name)]
    for number, row in enumerate(read_table(table, needed)):
        named = row.cells[options.name_column] if options.name_column else f"sequence_{number}"
        letters = row.cells[options.sequence_column]
        if not letters:
            raise InputError("the sequence is empty", where=row.where, fix="remove the line")
        codes = encode(letters, where=f"{row.where}, column {options.sequence_column}")
        yield _Measured(
            CodedSequence(named, codes, table, row.line),
            [_value(row, column) for column in values],
            row.cells[options.chromosome_column] if options.chromosome_column else None,
            _split(row, options.split_column) if options.split_column else None,
        )


def _value(row: Row, column: str) -> float:
    cell = row.cells[column]
    if cell.lower() in _UNKNOWN:
        return math.nan
    try:
        value = float(cell)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        raise InputError(
            f"{cell!r} is no number",
            where=f"{row.where}, column {column}",
            fix="give numbers; what was not measured is empty, NA or NaN",
        )
    return value


def _split(row: Row, column: str) -> int:
    cell = row.cells[column].lower()
    if cell not in _SPLITS:
        raise InputError(
            f"{row.cells[column]!r} is no split",
            where=f"{row.where}, column {column}",
            fix=f"give one of {', '.join(_SPLITS)}",
        )
    return _SPLITS[cell]
