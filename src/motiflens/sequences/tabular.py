"""Tables with a header, TSV or CSV, plain or compressed: cells by the names of their columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motiflens.errors import InputError
from motiflens.sequences.lines import read_lines
from motiflens.sequences.wording import few

# A sequence in a cell may be longer than the module expects.
csv.field_size_limit(1 << 30)


@dataclass(frozen=True)
class Row:
    """A line of a table.

    Attributes
    ----------
    cells
        By the names of their columns, without blanks around them.
    where
        File and line, as errors name them.
    line
        Its number, from 1.
    """

    cells: dict[str, str]
    where: str
    line: int


def read_table(path: str, needed: Sequence[str]) -> Iterator[Row]:
    """Yield the lines of a table that is separated by tabs or, if named so, is a ``.csv``.

    Empty lines and those that begin with ``#`` are left out.

    Raises
    ------
    InputError
        Where the file cannot be read, has no header or lacks a column that is ``needed``, or a
        line has not as many cells as the header.
    """
    delimiter = "," if path.removesuffix(".gz").endswith(".csv") else "\t"
    header: list[str] = []
    for number, line in read_lines(path):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{path}, line {number}"
        cells = _cells(line, delimiter, where)
        if not header:
            header = cells
            _check_header(header, needed, where)
        elif len(cells) != len(header):
            raise InputError(
                f"the line has {len(cells)} cells, and the header {len(header)}",
                where=where,
                fix="separate cells by commas" if delimiter == "," else "separate cells by tabs",
            )
        else:
            yield Row(dict(zip(header, cells, strict=True)), where, number)


def _cells(line: str, delimiter: str, where: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
    except csv.Error as error:
        raise InputError(
            f"the line cannot be cut into cells ({error})",
            where=where,
            fix="check what separates the cells, and what is in quotes",
        ) from None


def _check_header(header: Sequence[str], needed: Sequence[str], where: str) -> None:
    missing = [name for name in needed if name not in header]
    if missing:
        raise InputError(
            f"there is no column {missing[0]!r}: the header has {few(header, most=12)}",
            where=where,
            fix="the first line names the columns; check the names, and what separates them",
        )
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        raise InputError(
            f"two columns are named {twice[0]!r}", where=where, fix="give each its own name"
        )
