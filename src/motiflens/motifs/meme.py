"""Motifs in MEME minimal format, which every motif tool reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from motiflens.motifs.motif import Motif, MotifSet

_DECIMALS = 6


def write_meme(path: str | os.PathLike[str], motifs: MotifSet) -> None:
    """Write motifs as `meme_text` has them."""
    Path(path).write_text(meme_text(motifs), encoding="utf-8")


def meme_text(motifs: MotifSet) -> str:
    """Return the drawn part of each motif's frequencies; without a motif, the head alone.

    ``nsites`` is the number of seqlets. The format asks for an E-value, which TF-MoDISco does
    not give: 0 stands for it, as in the files of JASPAR.
    """
    frequencies = zip("ACGT", _rounded(np.array([motifs.background]))[0], strict=True)
    parts = [
        "MEME version 4\n",
        "ALPHABET= ACGT\n",
        "strands: + -\n",
        "Background letter frequencies",
        " ".join(f"{base} {value:.{_DECIMALS}f}" for base, value in frequencies) + "\n",
    ]
    for motif in motifs.motifs:
        parts.extend(_motif(motif))
    return "\n".join(parts)


def _motif(motif: Motif) -> Iterator[str]:
    rows = _rounded(motif.drawn("probability"))
    yield f"MOTIF {motif.name} {motif.consensus}"
    yield f"letter-probability matrix: alength= 4 w= {len(rows)} nsites= {motif.n_seqlets} E= 0"
    for row in rows:
        yield " ".join(f"{value:.{_DECIMALS}f}" for value in row)
    yield ""


def _rounded(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rows that sum to 1 as they are printed; the largest takes what rounding left."""
    rounded = np.round(rows, _DECIMALS)
    at = np.arange(len(rows)), rounded.argmax(axis=1)
    rounded[at] += 1 - rounded.sum(axis=1)
    return rounded
