"""Contributions along the genome, as bigWig."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from motiflens.errors import InputError
from motiflens.exports.source import ROWS, Source
from motiflens.sequences.signals.writing import Run, mean_runs, write_bigwig
from motiflens.sequences.wording import few
from motiflens.store.scores import Scores


def bigwig(source: Source, directory: Path) -> None:
    """Write ``contributions.bw``: the score of each base at the base that is there.

    A base that several windows cover has the mean of its scores, and one that none covers has no
    value. The windows of one chromosome are held in memory at a time.

    Raises
    ------
    InputError
        Where windows lie on no chromosome, or on one that the genome has not.
    """
    lengths = source.lengths()
    with source.scores() as scores:
        scores.on_chromosomes("bigWig")
        _check_known(scores, lengths, str(source.genome))
        write_bigwig(directory / "contributions.bw", lengths, _runs(scores, lengths))


def _runs(scores: Scores, lengths: Mapping[str, int]) -> Iterator[Run]:
    for chrom in sorted(set(scores.chrom.tolist())):
        rows = np.flatnonzero(scores.chrom == chrom)
        parts = [rows[first : first + ROWS] for first in range(0, len(rows), ROWS)]
        pieces = np.concatenate([scores.projected[part].sum(axis=1) for part in parts])
        yield from mean_runs(chrom, scores.start[rows], list(pieces), lengths[chrom])


def _check_known(scores: Scores, lengths: Mapping[str, int], genome: str) -> None:
    unknown = sorted(set(scores.chrom.tolist()) - set(lengths))
    if unknown:
        raise InputError(
            f"the windows lie on {unknown[0]}, which the genome has not (it has {few(lengths)})",
            where=genome,
            fix="give the genome that the data set was made from",
        )
