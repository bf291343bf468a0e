"""Files of TF-MoDISco (modisco-lite), and the layout of ChromBPNet that it reads too."""

from __future__ import annotations

import shutil
from pathlib import Path

import h5py
import numpy as np

from motiflens.exports.npz import stored, write_npz
from motiflens.exports.source import ROWS, Source
from motiflens.store.contributions import OPTIONAL, PATHS, create_rows


def npz(source: Source, directory: Path) -> None:
    """Write ``sequences.npz`` and ``hypothetical.npz``, each of one array (N, 4, L), ``arr_0``."""
    with source.scores() as scores:
        hypothetical = scores.needed_hypothetical("TF-MoDISco's input")
        write_npz(directory / "sequences.npz", arr_0=stored(scores.sequences, np.int8))
        write_npz(directory / "hypothetical.npz", arr_0=stored(hypothetical, np.float32))


def h5(source: Source, directory: Path) -> None:
    """Write ``modisco.h5``, as discovery wrote it."""
    shutil.copyfile(source.file("motifs/modisco.h5", "discover"), directory / "modisco.h5")


def chrombpnet(source: Source, directory: Path) -> None:
    """Write ``chrombpnet.h5``: the three arrays of ChromBPNet's files of contributions."""
    with source.scores() as scores, h5py.File(directory / "chrombpnet.h5", "w") as file:
        arrays = {
            PATHS["sequences"]: scores.sequences,
            OPTIONAL["hypothetical"]: scores.needed_hypothetical("ChromBPNet's layout"),
            PATHS["projected"]: scores.projected,
        }
        for place, rows in arrays.items():
            written = create_rows(file, place, rows.shape, rows.dtype)
            for first in range(0, len(rows), ROWS):
                numbers = np.arange(first, min(first + ROWS, len(rows)))
                written[first : first + ROWS] = rows[numbers]
