"""The seqlets that a motif was averaged from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import StoreError
from motiflens.motifs.motif import Motif

FILE_NAME = "modisco.h5"

_GROUPS = {"positive": "pos_patterns", "negative": "neg_patterns"}
_KNOWN = 0.5  # of one base in a column; an N has a quarter of each
_UNKNOWN = 4


@dataclass(frozen=True)
class Seqlets:
    """Seqlets of one motif, aligned, those of largest contribution first.

    Attributes
    ----------
    codes
        (n, w) uint8, A 0, C 1, G 2, T 3, unknown 4; as the motif reads.
    middles
        (n,) where the middle of each lies in its window, in bp.
    """

    codes: NDArray[np.uint8]
    middles: NDArray[np.float64]


def read_seqlets(motifs: Path, motif: Motif) -> Seqlets | None:
    """Return the seqlets of a motif from the folder of motifs; None where they are not kept.

    Raises
    ------
    StoreError
        Where the file is damaged, or its pattern is not that of the motif.
    """
    import h5py

    path = motifs / FILE_NAME
    if not path.is_file():
        return None
    place = f"{_GROUPS[motif.sign]}/pattern_{motif.name.rpartition('.')[2]}/seqlets"
    try:
        with h5py.File(path) as file:
            if place not in file:
                return None
            group = file[place]
            sequence, scores = group["sequence"][:], group["contrib_scores"][:]
            middles = (group["start"][:] + group["end"][:]) / 2
    except (OSError, KeyError) as error:
        raise StoreError(
            f"the seqlets cannot be read ({error})",
            where=str(path),
            fix="run `motiflens discover` again",
        ) from None
    if sequence.shape[1:] != (len(motif.probability), 4):
        raise StoreError(
            f"the seqlets are not those of {motif.name}: their lengths differ",
            where=str(path),
            fix="run `motiflens discover` again",
        )
    size = np.abs(scores[:, slice(*motif.trim)].sum(axis=(1, 2)))
    order = np.argsort(-size, kind="stable")
    codes = np.where(sequence.max(axis=2) > _KNOWN, sequence.argmax(axis=2), _UNKNOWN)
    return Seqlets(codes[order].astype(np.uint8), np.asarray(middles, np.float64)[order])
