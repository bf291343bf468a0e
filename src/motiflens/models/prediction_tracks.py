"""What a model says of a genome, as bigWig tracks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from motiflens.files import atomic_path
from motiflens.models.card import ModelCard
from motiflens.models.predict import Outputs
from motiflens.models.prediction_table import probabilities
from motiflens.sequences.queries import Queries
from motiflens.sequences.signals.writing import Run, mean_runs, write_bigwig

_JOINT = ("bpnet-lite",)
_STRANDS = {1: ("",), 2: (".plus", ".minus")}


@dataclass(frozen=True)
class Track:
    """Numbers along a genome: each piece lies at its start, and is as long as its values."""

    name: str
    starts: NDArray[np.int64]
    pieces: Sequence[NDArray[np.float32]]


def write_tracks(prefix: str, queries: Queries, outputs: Outputs, card: ModelCard) -> list[Path]:
    """Write ``PREFIX.TASK.bw`` for each task, or ``.plus.bw`` and ``.minus.bw``; return the paths.

    A profile model's tracks are the reads that it expects on each base. Other models have one
    number for a window, the probability where they have one: it is written over the region that
    was asked about. Where several pieces lie on a base, it has their mean; elsewhere there is none.
    """
    assert queries.windows is not None
    tracks = list(_tracks(queries, outputs, card))
    paths = []
    for track in tracks:
        target = Path(f"{prefix}.{track.name}.bw")
        with atomic_path(target) as temporary:
            write_bigwig(temporary, queries.lengths, _runs(track, queries))
        paths.append(target)
    return paths


def _tracks(queries: Queries, outputs: Outputs, card: ModelCard) -> Iterator[Track]:
    assert queries.regions is not None
    assert queries.windows is not None
    if outputs.profiles is None:
        likely = probabilities(outputs.values, card)
        values = outputs.values if likely is None else likely
        widths = np.maximum(queries.regions.end - queries.regions.start, 1)
        for column, task in enumerate(card.tasks):
            pieces = [
                np.full(width, value, dtype=np.float32)
                for width, value in zip(widths, values[:, column], strict=True)
            ]
            yield Track(task, queries.regions.start, pieces)
        return
    joint = card.source is not None and card.source.format in _JOINT
    starts = queries.windows.start + (card.input_length - card.output_length) // 2
    first = 0
    for column, (task, strands) in enumerate(zip(card.tasks, card.tracks, strict=True)):
        own = outputs.profiles[:, first : first + strands]
        reads = expected_reads(own, outputs.values[:, column], joint=joint)
        for strand, name in enumerate(_STRANDS[strands]):
            yield Track(f"{task}{name}", starts, list(reads[:, strand]))
        first += strands


def expected_reads(
    logits: NDArray[np.float32], log_counts: NDArray[np.float32], *, joint: bool
) -> NDArray[np.float32]:
    """Return the reads that a model expects on each base of each strand of a task.

    Parameters
    ----------
    logits
        (N, S, P) of the strands' profiles.
    log_counts
        (N,) ln(1 + reads) of all strands.
    joint
        Whether the profile is one over all strands, as in bpnet-lite. Others, and those that are
        trained here, have one for each, which does not say how reads are shared: each gets as many.
    """
    shares = softmax(logits, axis=(1, 2)) if joint else softmax(logits, axis=2) / logits.shape[1]
    total = np.maximum(np.expm1(log_counts), 0)
    return np.asarray(shares * total[:, None, None], dtype=np.float32)


def _runs(track: Track, queries: Queries) -> Iterator[Run]:
    """Yield runs of equal values, chromosome by chromosome in order."""
    assert queries.windows is not None
    chroms = queries.windows.chrom
    for chrom in sorted(set(chroms.tolist())):
        rows = np.flatnonzero(chroms == chrom)
        pieces = [track.pieces[int(row)] for row in rows]
        yield from mean_runs(chrom, track.starts[rows], pieces, queries.lengths[chrom])
