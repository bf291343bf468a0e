"""The sample sheet: which regions and signals each sample has, checked line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from motiflens.config import Name
from motiflens.errors import InputError
from motiflens.sequences.inputs_of import SHEET
from motiflens.sequences.tabular import Row, read_table

_NAME = TypeAdapter(Name)
_FILES = ("regions", "signal", "signal_minus", "control", "control_minus")


@dataclass(frozen=True)
class Strands:
    """A file of both strands, or one for each; ``where`` is the line that names them."""

    plus: str
    minus: str | None
    where: str


@dataclass(frozen=True)
class Sample:
    """A task, with the files of all its replicates.

    Attributes
    ----------
    name
        Of the task.
    regions
        BED files; none where the data set gives regions for all samples.
    signals, controls
        To be added.
    where
        The line that names it first.
    """

    name: str
    regions: tuple[str, ...]
    signals: tuple[Strands, ...]
    controls: tuple[Strands, ...]
    where: str


def read_samples(path: str) -> list[Sample]:
    """Read a sample sheet; see `motiflens.sequences.inputs_of.SHEET`. Paths are as they stand.

    Raises
    ------
    InputError
        Where the sheet or a file that it names cannot be read, a column is not known, a name
        cannot be one, or a sample has a replicate twice; it names file, line and column.
    """
    lines: dict[str, list[Row]] = {}
    for row in read_table(path, ["sample"]):
        _check(row)
        lines.setdefault(row.cells["sample"], []).append(row)
    if not lines:
        raise InputError("the sheet names no samples", where=path, fix="give a line for each")
    return [_sample(name, rows) for name, rows in lines.items()]


def _sample(name: str, rows: Sequence[Row]) -> Sample:
    seen: dict[str, Row] = {}
    for row in rows:
        replicate = row.cells.get("replicate", "")
        if replicate in seen:
            raise InputError(
                f"the sample {name!r} has the replicate {replicate!r} twice"
                if replicate
                else f"the sample {name!r} is named twice, without a replicate",
                where=f"{row.where}; before in line {seen[replicate].line}",
                fix="name each replicate in the column `replicate`",
            )
        seen[replicate] = row
    signals = tuple(_strands(rows, "signal"))
    _check_signals(name, signals)
    return Sample(
        name,
        tuple(dict.fromkeys(row.cells["regions"] for row in rows if row.cells.get("regions"))),
        signals,
        tuple({(s.plus, s.minus): s for s in _strands(rows, "control")}.values()),
        rows[0].where,
    )


def _strands(rows: Sequence[Row], column: str) -> Iterator[Strands]:
    for row in rows:
        if row.cells.get(column):
            yield Strands(row.cells[column], row.cells.get(f"{column}_minus") or None, row.where)


def _check_signals(name: str, signals: Sequence[Strands]) -> None:
    known: set[str] = set()
    for one in signals:
        for path in filter(None, (one.plus, one.minus)):
            if path in known:
                raise InputError(
                    f"the sample {name!r} has the signal {path!r} twice, and would count it twice",
                    where=one.where,
                    fix="name each file once in a sample",
                )
            known.add(path)


def _check(row: Row) -> None:
    unknown = [name for name in row.cells if name not in SHEET]
    if unknown:
        raise InputError(
            f"the sheet has no column {unknown[0]!r}",
            where=row.where,
            fix=f"the columns are {', '.join(SHEET)}",
        )
    _check_name(row)
    for column in _FILES:
        path = row.cells.get(column)
        if path and not Path(path).is_file():
            raise InputError(
                f"there is no file {path!r}",
                where=f"{row.where}, column {column}",
                fix="paths are relative to the working directory, or absolute",
            )
        if path and column.endswith("_minus") and not row.cells.get(column[:-6]):
            raise InputError(
                f"there is a {column}, and no {column[:-6]} of the + strand",
                where=row.where,
                fix="give both, or the one file of both strands as the + strand's",
            )


def _check_name(row: Row) -> None:
    try:
        _NAME.validate_python(row.cells["sample"])
    except ValidationError:
        raise InputError(
            f"{row.cells['sample']!r} cannot be the name of a sample",
            where=row.where,
            fix="names are made of letters, digits and _ . + -",
        ) from None
