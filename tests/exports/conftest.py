"""A small genome, and the results of one task and method on overlapping windows of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from motiflens.exports.source import Source
from motiflens.motifs.motif import Match, MotifSet, write_motif_set
from motiflens.store.contributions import Contributions, write_contributions
from motifs.test_matching import motif
from store.examples import make_contributions

LENGTHS = {"chrI": 300, "chrII": 200, "chrIII": 90}
SEQLETS = "chrI\t3\t10\tA.x.pos.0\t1000\t+\nchrII\t12\t16\tA.x.neg.0\t500\t-\n"
HITS = "chrI\t3\t10\tA.x.pos.0\t900\t-\n"


@dataclass(frozen=True)
class World:
    """Results, and what they were made from."""

    source: Source
    scores: Contributions
    motifs: MotifSet


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("results")
    genome = folder / "genome.fa"
    genome.write_text("".join(f">{name}\n{'ACGT' * (n // 4 + 1)}"[: n + len(name) + 2] + "\n"
                              for name, n in LENGTHS.items()))  # fmt: skip
    scores = overlapping()
    motifs = example_motifs()
    write_results(folder, scores, motifs)
    return World(Source(folder, str(genome)), scores, motifs)


def overlapping(length: int = 30, **changes: object) -> Contributions:
    """Return scores of windows of which some overlap, and a first that begins with its N."""
    found = make_contributions(n=9, length=length)
    start = np.array([5, 0, 60, 20, 0, 3, 200, 150, 40])
    for array in (found.sequences, found.projected, found.hypothetical):
        array[0, :, 0] = 0
    return replace(found, start=start, end=start + length, **changes)


def example_motifs() -> MotifSet:
    match = Match(
        id="MA0363.1", name="REB1", q_value=1e-5, p_value=1e-6, overlap=7, offset=0, strand="+",
        significant=True,
    )  # fmt: skip
    first = motif("TTACCCG", flank=3, name="A.x.pos.0").model_copy(update={"matches": (match,)})
    return MotifSet(
        task="A", method="x", background=(0.3, 0.2, 0.2, 0.3), tried={}, message=None,
        motifs=(first, motif("RGCY", flank=1, name="A.x.neg.0")),
    )  # fmt: skip


def write_results(folder: Path, scores: Contributions, motifs: MotifSet) -> None:
    write_contributions(folder / "contributions.h5", scores)
    for name in ("motifs", "hits"):
        (folder / name).mkdir()
    write_motif_set(folder / "motifs", motifs)
    (folder / "motifs" / "seqlets.bed").write_text(SEQLETS)
    (folder / "motifs" / "modisco.h5").write_bytes(b"as it is")
    (folder / "hits" / "hits.bed").write_text(HITS)
