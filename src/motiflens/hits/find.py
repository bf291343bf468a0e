"""From contributions and motifs to hits: the science of ``motiflens hits``."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from motiflens.config import Hits
from motiflens.hits.bed import write_bed
from motiflens.hits.blocks import blocks
from motiflens.hits.calibration import SAMPLE, Thresholds, calibrate
from motiflens.hits.calls import Calls, Needs, call, joined
from motiflens.hits.columns import HitColumns
from motiflens.hits.explained import Explained
from motiflens.hits.kernels import Kernels, make_kernels
from motiflens.hits.places import once, placed
from motiflens.hits.record import HitSummary, write_hit_summary
from motiflens.hits.summary import summarise
from motiflens.hits.table import FILE_NAME, Hit, write_hits
from motiflens.motifs.motif import Motif, MotifSet
from motiflens.sequences.selection import evenly
from motiflens.store.scores import Scores

_log = logging.getLogger(__name__)


def find_hits(
    directory: str | os.PathLike[str],
    scores: Scores,
    motifs: MotifSet,
    options: Hits,
) -> HitSummary:
    """Find every instance of motifs in all windows, and write them into an existing directory.

    Files: ``hits.tsv`` (`motiflens.hits.table`), ``hits.bed`` and ``hits.json``
    (`motiflens.hits.record`). Finding none is a result too, and ``message`` says why.

    Parameters
    ----------
    directory
        Where to write.
    scores
        Contributions of one task by one method.
    motifs
        The motifs that were found in them, or in others.
    options
        How sure a hit must be, and what is compared.
    """
    kernels = make_kernels(motifs.motifs, motifs.background)
    calls, hits, explained = _search(scores, motifs.motifs, kernels, options)
    kept = once(hits, calls.product)
    _log.info("%d hits of %d motifs in %d windows", len(kept), len(motifs.motifs), len(scores))
    calls, hits = calls.only(kept), hits.only(kept)
    summary = summarise(motifs, calls, hits, kernels, explained, scores, options)
    hits = hits.in_order()
    write_hits(Path(directory) / FILE_NAME, hits)
    write_bed(Path(directory) / "hits.bed", hits)
    write_hit_summary(directory, summary)
    return summary


def _search(
    scores: Scores, motifs: Sequence[Motif], kernels: Kernels, options: Hits
) -> tuple[Calls, HitColumns, Explained]:
    explained = Explained(len(motifs))
    parts: list[Calls] = []
    if not motifs or not len(scores):
        return joined(parts), HitColumns.of(()), explained
    needs = _needs(_thresholds(scores, kernels, options), options)

    def each() -> Iterator[Hit]:
        for block in blocks(scores):
            found = call(block, kernels, needs)
            explained.add(block, found, kernels)
            parts.append(found)
            yield from placed(found, block, kernels, motifs, scores)

    hits = HitColumns.of(each())
    return joined(parts), hits, explained


def _thresholds(scores: Scores, kernels: Kernels, options: Hits) -> Thresholds:
    sample = blocks(scores, evenly(np.arange(len(scores)), SAMPLE))
    return calibrate(sample, kernels, options, scores.window)


def _needs(thresholds: Thresholds, options: Hits) -> Needs:
    product, log_odds = (np.repeat(x, 2) for x in (thresholds.product, thresholds.log_odds))
    return Needs(options.min_similarity, product, log_odds)
