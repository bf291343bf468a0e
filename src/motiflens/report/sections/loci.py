"""Example loci: the windows that the model is surest of, base by base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from motiflens.report.drawing import Drawing
from motiflens.report.drawings.logo import LETTERS_UP_TO, track
from motiflens.report.entry import Entry
from motiflens.report.inputs import Inputs
from motiflens.report.pages.examples import marks
from motiflens.report.result import Result
from motiflens.store.windows import SPLITS, Windows


@dataclass(frozen=True)
class Locus:
    """One window, with a track for each method."""

    place: str
    name: str
    split: str
    prediction: float
    tracks: tuple[Drawing, ...]


@dataclass(frozen=True)
class TaskLoci:
    """The example loci of one task."""

    task: str
    loci: tuple[Locus, ...]


def loci_views(inputs: Inputs, entries: Sequence[Entry], count: int) -> tuple[TaskLoci, ...]:
    """Return the ``count`` windows of each task that the model scores highest.

    They are test windows of the task if there are any, else validation windows, else any.
    """
    by_name = {entry.motif.name: entry for entry in entries}
    return tuple(
        TaskLoci(
            task,
            tuple(_locus(inputs, task, row, by_name) for row in top_windows(inputs, task, count)),
        )
        for task in inputs.tasks
    )


def top_windows(inputs: Inputs, task: str, count: int) -> NDArray[np.int64]:
    """Return the rows of the data set to show: explained by every method, highest first, apart."""
    results = inputs.of(task)
    rows = reduce(np.intersect1d, (result.index for result in results))
    rows = np.intersect1d(rows, inputs.data.positives(task))
    for split in (SPLITS.index("test"), SPLITS.index("validation")):
        held_out = rows[inputs.data.split[rows] == split]
        if len(held_out):
            rows = held_out
            break
    order = np.argsort(-results[0].prediction[results[0].positions(rows)], kind="stable")
    return _apart(inputs.data, rows[order])[:count]


def _apart(data: Windows, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ``rows`` less those that overlap an earlier one: they would show the same bases."""
    kept: list[int] = []
    for row in rows:
        beside = [
            other for other in kept if data.chrom[row] and data.chrom[other] == data.chrom[row]
        ]
        if all(data.end[row] <= data.start[k] or data.end[k] <= data.start[row] for k in beside):
            kept.append(row)
    return np.array(kept, dtype=np.int64)


def _locus(inputs: Inputs, task: str, row: int, by_name: Mapping[str, Entry]) -> Locus:
    data, results = inputs.data, inputs.of(task)
    name, chrom = str(data.name[row]), str(data.chrom[row])
    return Locus(
        place=f"{chrom}:{data.start[row]:,}-{data.end[row]:,}" if chrom else name,
        name=name if chrom else "",
        split=SPLITS[data.split[row]],
        prediction=float(_at(results[0], results[0].prediction, row)),
        tracks=tuple(_track(inputs, result, row, by_name) for result in results),
    )


def _track(inputs: Inputs, result: Result, row: int, by_name: Mapping[str, Entry]) -> Drawing:
    data = inputs.data
    chrom = str(data.chrom[row] or data.name[row])
    start, end = int(data.start[row]), int(data.end[row])
    letters = "letters" if end - start <= LETTERS_UP_TO else "bars"
    caption = (
        f"{result.method.title}: {letters} as high as the contribution of the base (output units)"
    )
    caption += "; arrows: hits of motifs." if result.beside.hits else "."
    drawn = track(
        result.scores[result.positions(np.array([row]))][0],
        data.window_codes(np.array([row]))[0],
        start=start,
        chrom=chrom,
        marks=marks(result, (chrom, start, end), by_name),
        title=f"{result.task} on {chrom}. {caption}",
    )
    return Drawing(drawn, caption)


def _at(result: Result, values: NDArray[np.float32], row: int) -> NDArray[np.float32]:
    """Return those of ``values``, one a window of ``result``, that belong to one window."""
    (at,) = result.positions(np.array([row]))
    return np.asarray(values[at])
