"""What a model says of sequences, as a table of tab-separated values."""

from __future__ import annotations

import csv
import os

import numpy as np
from numpy.typing import NDArray

from motiflens.files import atomic_path
from motiflens.models.activations import activated
from motiflens.models.card import ModelCard
from motiflens.models.predict import Outputs
from motiflens.sequences.queries import Queries

PROBABILITY = ":probability"


def write_predictions(
    path: str | os.PathLike[str], queries: Queries, outputs: Outputs, card: ModelCard
) -> None:
    """Write name, place (where there is one) and outputs, a line each, with a header.

    A task's column holds what the model gives, before any activation: logits, values, or log
    counts. Where that of its source is known, a column ``TASK:probability`` follows. Coordinates
    are 0-based and half-open. Nine digits tell all numbers of float32 apart.
    """
    places = ("chrom", "start", "end") if queries.windows is not None else ()
    likely = probabilities(outputs.values, card)
    columns, numbers = list(card.tasks), outputs.values
    if likely is not None:
        columns += [f"{task}{PROBABILITY}" for task in card.tasks]
        numbers = np.hstack([numbers, likely])
    with atomic_path(path) as target, target.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(["name", *places, *columns])
        for row, name in enumerate(queries.names):
            window = [] if queries.windows is None else _window(queries, row)
            table.writerow([name, *window, *(f"{value:.9g}" for value in numbers[row])])


def probabilities(values: NDArray[np.float32], card: ModelCard) -> NDArray[np.float32] | None:
    """Return the probabilities (N, T) of outputs; None where they are none.

    Outputs of classes that were trained here are logits; of others, the card says what their
    source makes of them.
    """
    trained = card.training is not None and card.readout == "classes"
    activation = "sigmoid" if trained else card.activation
    return None if activation is None else activated(values, activation).astype(np.float32)


def _window(queries: Queries, row: int) -> list[object]:
    assert queries.windows is not None
    return [queries.windows.chrom[row], queries.windows.start[row], queries.windows.end[row]]
