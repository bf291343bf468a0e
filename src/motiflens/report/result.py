"""One task explained by one method, reduced to what a report shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.attribution.methods import METHODS, Method
from motiflens.errors import StoreError
from motiflens.files import checked
from motiflens.motifs.motif import MotifSet, read_motifs
from motiflens.report.beside import Beside, read_beside
from motiflens.report.score_rows import ScoreRows, pieces
from motiflens.report.seqlets import FILE_NAME as SEQLETS
from motiflens.store.contributions import PATHS, SCHEMA, check_whole, read_traced
from motiflens.store.hdf5 import open_for_reading, read_array, read_text
from motiflens.store.rows import Rows

_READ = ("index", "split", "prediction", "completeness_error", "absolute_error", "recomputed")


@dataclass(frozen=True)
class Result:
    """Scores of n windows of length L, and the motifs found in them.

    The scores of positions are read from their file when those of some windows are asked for.

    Attributes
    ----------
    task, method
        What was explained, and how.
    index, split
        (n,) row of each window in the data set, and its split.
    scores
        (n, L) contribution of the base at each position.
    prediction, completeness_error, absolute_error, recomputed
        As in `motiflens.store.contributions.Contributions`.
    absorbed, layers, channels
        LRP: (n,) by operation and cause, (n,) by layer, and (n, C) by layer that reads the
        sequence, as in the same.
    provenance
        That of the contributions.
    motifs, beside
        The motifs, and what is known of them beside.
    folder
        Where all of it was read from.
    """

    task: str
    method: Method
    index: NDArray[np.int64]
    split: NDArray[np.uint8]
    scores: Rows[np.float32]
    prediction: NDArray[np.float32]
    completeness_error: NDArray[np.float32]
    absolute_error: NDArray[np.float32]
    recomputed: NDArray[np.bool_]
    absorbed: dict[str, NDArray[np.float32]]
    layers: dict[str, NDArray[np.float32]]
    channels: dict[str, NDArray[np.float32]]
    provenance: dict[str, Any]
    motifs: MotifSet
    beside: Beside
    folder: Path

    @property
    def title(self) -> str:
        """Task and method, as headings and findings name them."""
        return f"{self.task} by {self.method.title}"

    @property
    def n(self) -> int:
        """Number of windows."""
        return len(self.index)

    @cached_property
    def totals(self) -> NDArray[np.float32]:
        """(n,) sum of the scores of each window."""
        sums = [some.sum(axis=1) for some in pieces(self.scores)]
        return np.concatenate([np.zeros(0, np.float32), *sums])

    def positions(self, rows: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return where ``rows`` of the data set, all of which are here, stand in the arrays."""
        order = np.argsort(self.index, kind="stable")
        return np.asarray(order[np.searchsorted(self.index, rows, sorter=order)])


def read_result(directory: Path) -> Result:
    """Read the results of one task and method.

    Raises
    ------
    StoreError
        Where a part is missing or damaged, or the motifs are not those of the contributions.
    """
    for part, step in (("contributions.h5", "gather"), ("motifs", "discover")):
        if not (directory / part).exists():
            raise StoreError(
                f"the results have no {part}",
                where=str(directory),
                fix=f"run `motiflens {step}` for them first",
            )
    path = directory / "contributions.h5"
    with open_for_reading(path, SCHEMA) as file:
        check_whole(file, path)
        arrays: dict[str, Any] = {name: read_array(file, PATHS[name]) for name in _READ}
        arrays |= read_traced(file)
        provenance = json.loads(read_text(file, "provenance"))
    scores = ScoreRows(path)
    motifs = read_motifs(directory / "motifs")
    checked(directory / "motifs" / SEQLETS)  # which are read motif by motif
    task, method = provenance["task"], provenance["method"]
    if method not in METHODS:
        raise StoreError(
            f"the contributions are by {method}, a method that this version does not know",
            where=str(directory),
            fix="use the version of motiflens that made them",
        )
    if (motifs.task, motifs.method) != (task, method):
        raise StoreError(
            f"the motifs are of {motifs.task} by {motifs.method}, "
            f"the contributions of {task} by {method}",
            where=str(directory),
            fix="run `motiflens discover` on these contributions",
        )
    return Result(
        task=task,
        method=METHODS[method],
        **arrays,
        scores=scores,
        provenance=provenance,
        motifs=motifs,
        beside=read_beside(directory, motifs),
        folder=directory,
    )
