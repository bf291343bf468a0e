"""Simulated data sets, with motifs of the demo's database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from motiflens.config import Prepare
from motiflens.motifs.database import KnownMotif, read_database
from motiflens.sequences.dataset import prepare
from motiflens.sequences.grammars import SimulatedGrammar
from motiflens.sequences.onehot import decode
from motiflens.sequences.simulation import YEAST, Simulated, simulate, simulate_reads
from motiflens.store.windows import Windows

ROOT = Path(__file__).parents[1]
DATABASE = ROOT / "examples/yeast/JASPAR2024_CORE_fungi.meme"
DECOY = "RAP1"
BACKGROUND = 0.01
"""Reads at each base of each strand: 20 in 1,000 bp, to which a site adds 100."""


@cache
def known_motifs() -> dict[str, KnownMotif]:
    """Return the motifs of the database by name."""
    return {motif.name: motif for motif in read_database(DATABASE)}


def simulated(motif: str, n: int, length: int, *, span: int | None = None, seed: int) -> Simulated:
    """Return ``n`` sequences of which half hold a motif of the database, and all the decoy."""
    known = known_motifs()
    decoy = known[DECOY].probability
    return simulate(known[motif].probability, n, length, decoy=decoy, span=span, seed=seed)


def classes(tasks: Mapping[str, Simulated | SimulatedGrammar], *, test: float) -> Windows:
    """Return a data set: a class of the sequences with each motif, and all others as negatives."""
    with TemporaryDirectory() as folder:
        files = {
            task: _write(Path(folder), task, made.codes[made.labels == 1])
            for task, made in tasks.items()
        }
        others = np.concatenate([made.codes[made.labels == 0] for made in tasks.values()])
        negatives = _write(Path(folder), "negatives", others)
        return prepare(Prepare(sequences=files, negatives=negatives, test=test))


def profiles(made: Simulated, output_length: int, *, tracks: Literal[1, 2], test: float) -> Windows:
    """Return a data set of one task with the reads around the motif."""
    windows = classes({"site": made}, test=test)
    assert np.array_equal(windows.codes, made.codes)
    reads = simulate_reads(made, output_length, tracks=tracks, background=BACKGROUND, seed=1)
    return replace(
        windows,
        readout="profiles",
        profiles=reads,
        tracks=(tracks,),
        output_window=output_length,
    )


def log_odds(codes: NDArray[np.uint8], motif: str) -> NDArray[np.float64]:
    """Return (n,) what an ideal observer knows: the log odds of a motif at an unknown place."""
    odds = np.maximum(known_motifs()[motif].probability, 1e-6) / YEAST
    places = codes.shape[1] - len(odds) + 1
    strands = []
    for matrix in (odds, odds[::-1, ::-1]):
        columns = [matrix[at][codes[:, at : at + places]] for at in range(len(matrix))]
        strands.append(np.prod(columns, axis=0).mean(axis=1))
    return np.asarray(np.log(np.mean(strands, axis=0)))


def _write(folder: Path, name: str, codes: NDArray[np.uint8]) -> str:
    path = folder / f"{name}.fa"
    path.write_text("".join(f">{name}_{i}\n{decode(row)}\n" for i, row in enumerate(codes)))
    return str(path)
