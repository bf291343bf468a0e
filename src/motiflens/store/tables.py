"""Tables of results as text: tab-separated values, and BED."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

Cell = str | int | float


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows under a line of names; fractions get six digits."""
    with path.open("w", encoding="utf-8") as file:
        file.write("\t".join(columns) + "\n")
        file.writelines("\t".join(map(_text, row)) + "\n" for row in rows)


def write_bed(path: Path, rows: Iterable[tuple[str, int, int, str, int, str]]) -> None:
    """Write a BED6 file, sorted: chromosome, start, end, name, score and strand."""
    write_sorted_bed(path, sorted(rows))


def write_sorted_bed(path: Path, rows: Iterable[tuple[str, int, int, str, int, str]]) -> None:
    """Write a BED6 file of rows that come in their order."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines("\t".join(map(str, row)) + "\n" for row in rows)


def _text(value: Cell) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
