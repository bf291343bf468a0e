"""Simulated sequences as files, with motifs of the demo's database."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from motiflens.motifs.database import KnownMotif, read_database
from motiflens.sequences.onehot import decode
from motiflens.sequences.simulation import simulate

ROOT = Path(__file__).parents[1]
DATABASE = ROOT / "examples/yeast/JASPAR2024_CORE_fungi.meme"
DECOY = "RAP1"


def known_motifs() -> dict[str, KnownMotif]:
    """Return the motifs of the database by name."""
    return {motif.name: motif for motif in read_database(DATABASE)}


def write_simulated(folder: Path, motifs: dict[str, str], n: int, length: int) -> dict[str, str]:
    """Write a FASTA file of ``n`` sequences for each class, and one of as many without a motif.

    Parameters
    ----------
    folder
        Where to write.
    motifs
        From the name of a class to that of its motif; `DECOY` lies in every sequence.
    n, length
        Sequences of each class, and their length in bp.

    Returns
    -------
    The paths by class, and that of the ``negatives``.
    """
    known = known_motifs()
    found: dict[str, list[NDArray[np.uint8]]] = {"negatives": []}
    for seed, (task, motif) in enumerate(motifs.items()):
        made = simulate(
            known[motif].probability, 2 * n, length, decoy=known[DECOY].probability, seed=seed
        )
        found[task] = [made.codes[:n]]
        found["negatives"].append(made.codes[n:])
    return {name: _write(folder, name, np.concatenate(codes)) for name, codes in found.items()}


def _write(folder: Path, name: str, codes: NDArray[np.uint8]) -> str:
    path = folder / f"{name}.fa"
    path.write_text("".join(f">{name}_{i}\n{decode(row)}\n" for i, row in enumerate(codes)))
    return str(path)
