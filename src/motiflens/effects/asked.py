"""What is known of the motifs that are tried: where they were found, and in which model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import StoreError
from motiflens.hits import table
from motiflens.hits.columns import HitColumns, read_hits
from motiflens.motifs.motif import MotifSet, read_motifs
from motiflens.store.scores import open_scores


@dataclass(frozen=True)
class Asked:
    """The results of one task and method.

    Attributes
    ----------
    motifs, hits
        As they were found.
    rows
        (n,) rows of the data set that were explained.
    target
        What was explained of the model's output, by its name; the readout's own where None.
    """

    motifs: MotifSet
    hits: HitColumns
    rows: NDArray[np.int64]
    target: str | None

    @property
    def task(self) -> str:
        """Which output was explained."""
        return self.motifs.task


def read_asked(folder: Path, data_sha256: str, models_sha256: Sequence[str]) -> Asked:
    """Read the results in the folder of one task and method.

    Parameters
    ----------
    folder
        With ``contributions.h5``, ``motifs`` and ``hits``.
    data_sha256, models_sha256
        Digests of the data set and of the weights of all folds, which must be those explained.

    Raises
    ------
    StoreError
        Where a part is missing or damaged, or belongs to another model or data set.
    """
    scores = folder / "contributions.h5"
    with open_scores(scores) as explained:
        provenance, rows = explained.provenance, explained.index
    _check_same(scores, provenance, data_sha256, models_sha256)
    motifs = read_motifs(folder / "motifs")
    path = folder / "hits" / table.FILE_NAME
    hits = read_hits(path)
    _check_hits(path, hits, motifs, rows)
    return Asked(motifs, hits, rows, provenance.get("settings", {}).get("target"))


def _check_same(
    path: Path, provenance: dict[str, Any], data_sha256: str, models_sha256: Sequence[str]
) -> None:
    explained = [one.get("model_sha256", "") for one in provenance.get("folds", [provenance])]
    if sorted(explained) != sorted(models_sha256):
        raise StoreError(
            f"what was explained is not the {len(models_sha256)} model(s) that were given, "
            f"but {len(explained)} of other weights",
            where=str(path),
            fix="give the folders of all models that were explained, each once",
        )
    if provenance.get("data_sha256") != data_sha256:
        raise StoreError(
            "another data set was explained than the one that was given",
            where=str(path),
            fix="give the data set that `motiflens attribute` was given",
        )


def _check_hits(path: Path, hits: HitColumns, motifs: MotifSet, rows: NDArray[np.int64]) -> None:
    names = np.isin(hits.names, [motif.name for motif in motifs.motifs])
    known = names[hits.column("motif")] & np.isin(hits.column("index"), rows)
    if not known.all():
        raise StoreError(
            "the hit is of another motif, or in another window, than those found here",
            where=f"{path}, line {int(np.argmin(known)) + 2}",
            fix="make the hits again with `motiflens hits`",
        )
