"""Tables that benchmarks add a line to at a time, so that an interrupted one keeps what it has."""

from __future__ import annotations

import csv
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def append(path: Path, row: DataclassInstance) -> None:
    """Add a line to a table, under its head where it is new."""
    new = not path.exists()
    with path.open("a", newline="") as file:
        table = csv.DictWriter(file, list(asdict(row)), delimiter="\t", lineterminator="\n")
        if new:
            table.writeheader()
        table.writerow(asdict(row))
