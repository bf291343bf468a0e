"""Hits on the genome."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from motiflens.hits.blocks import Block
from motiflens.hits.calls import Calls
from motiflens.hits.columns import HitColumns
from motiflens.hits.kernels import Kernels
from motiflens.hits.pursuit import SHARED
from motiflens.hits.table import Hit
from motiflens.motifs.motif import Motif
from motiflens.sequences.onehot import N, codes_of, decode, reverse_complement
from motiflens.store.scores import Scores


def placed(
    calls: Calls,
    block: Block,
    kernels: Kernels,
    motifs: Sequence[Motif],
    searched: Scores,
) -> list[Hit]:
    """Return the hits of a block as rows of the table, in the order of the calls.

    What of a motif lies past the window, or where no base is known at either of its ends, is no
    part of the hit.
    """
    codes = codes_of(block.sequences)
    scores = block.projected.sum(axis=1)
    return [
        _hit(calls, i, block.first, codes, scores, kernels, motifs, searched)
        for i in range(len(calls))
    ]


def _hit(
    calls: Calls,
    i: int,
    first: int,
    codes: NDArray[np.uint8],
    scores: NDArray[np.float32],
    kernels: Kernels,
    motifs: Sequence[Motif],
    searched: Scores,
) -> Hit:
    window, kernel = int(calls.window[i]), int(calls.kernel[i])
    begin, stop = extent(codes[window - first], int(calls.start[i]), int(kernels.width[kernel]))
    letters = codes[window - first, begin:stop]
    reverse = kernel % 2 == 1
    return Hit(
        chrom=str(searched.place[window]),
        start=int(searched.start[window]) + begin,
        end=int(searched.start[window]) + stop,
        motif=motifs[kernel // 2].name,
        score=float(calls.similarity[i]),
        strand="-" if reverse else "+",
        sequence=decode(reverse_complement(letters) if reverse else letters),
        contribution=float(scores[window - first, begin:stop].sum(dtype=np.float64)),
        coefficient=float(calls.coefficient[i]),
        window=window,
        index=int(searched.index[window]),
    )


def extent(codes: NDArray[np.uint8], start: int, width: int) -> tuple[int, int]:
    """Return begin and end, within the window, of the known bases under a motif at ``start``."""
    inside = np.arange(max(start, 0), min(start + width, len(codes)))
    known = inside[codes[inside] != N]
    return int(known[0]), int(known[-1]) + 1


def once(hits: HitColumns, product: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the indices of hits without those that a window shares with another.

    Of two hits in different windows that share more than `SHARED` of the shorter one, the one of
    the larger product stays.

    Parameters
    ----------
    hits
        Hits.
    product
        (h,) of contributions and motif.
    """
    rivals: dict[int, list[int]] = defaultdict(list)
    for i, j in _in_two_windows(hits):
        rivals[i].append(j)
        rivals[j].append(i)
    kept = np.ones(len(hits), dtype=bool)
    for i in sorted(rivals, key=lambda i: (-product[i], i)):
        if kept[i]:
            kept[rivals[i]] = False
    return np.flatnonzero(kept)


def _in_two_windows(hits: HitColumns) -> Iterator[tuple[int, int]]:
    """Yield pairs of hits in different windows that lie in the same place."""
    chrom, start, end, window = map(hits.column, ("chrom", "start", "end", "window"))
    order = np.lexsort([start, chrom])
    longest = int((end - start).max(initial=0))
    for step in range(1, len(order)):
        i, j = order[:-step], order[step:]
        # Once none begins where one so many places before it may reach, none does further on.
        near = (chrom[i] == chrom[j]) & (start[j] < start[i] + longest)
        if not near.any():
            return
        i, j = i[near], j[near]
        shared = np.minimum(end[i], end[j]) - start[j]
        shorter = np.minimum(end[i] - start[i], end[j] - start[j])
        same = (window[i] != window[j]) & (shared > SHARED * shorter)
        yield from zip(i[same].tolist(), j[same].tolist(), strict=True)
