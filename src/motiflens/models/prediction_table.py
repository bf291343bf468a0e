"""What a model says of sequences, as a table of tab-separated values."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from motiflens.files import atomic_path
from motiflens.sequences.queries import Queries


def write_predictions(
    path: str | os.PathLike[str],
    queries: Queries,
    outputs: NDArray[np.float32],
    tasks: Sequence[str],
) -> None:
    """Write name, place (where there is one) and outputs (n, T), a line each, with a header.

    Outputs are what the model gives: logits, for networks trained here. Coordinates are 0-based
    and half-open. Nine digits tell all numbers of float32 apart.
    """
    places = ("chrom", "start", "end") if queries.windows is not None else ()
    with atomic_path(path) as target, target.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(["name", *places, *tasks])
        for row, name in enumerate(queries.names):
            window = [] if queries.windows is None else _window(queries, row)
            table.writerow([name, *window, *(f"{value:.9g}" for value in outputs[row])])


def _window(queries: Queries, row: int) -> list[object]:
    assert queries.windows is not None
    return [queries.windows.chrom[row], queries.windows.start[row], queries.windows.end[row]]
