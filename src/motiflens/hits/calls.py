"""Search of a block of windows: places where a motif fits, and those of them that are hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from motiflens.hits.blocks import Block
from motiflens.hits.kernels import Kernels
from motiflens.hits.pursuit import Candidates, pursue
from motiflens.hits.scan import Scan, scan

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Needs:
    """What a place needs to be a candidate: the least of each, of 2K kernels where an array.

    Attributes
    ----------
    similarity
        Cosine of contributions and motif.
    product
        (2K,) of the contributions with the kernel, in output units.
    log_odds
        (2K,) of the bases, in bits.
    """

    similarity: float
    product: Floats
    log_odds: Floats

    def met(self, fit: Scan) -> NDArray[np.bool_]:
        """Return (n, P, 2K) whether a place is a candidate."""
        enough = (fit.score > 0) & (fit.score >= self.product)
        similar = (fit.similarity >= self.similarity) & (fit.log_odds >= self.log_odds)
        return np.asarray(fit.possible & enough & similar)


@dataclass(frozen=True)
class Calls:
    """Hits, by window and then from the strongest on; each attribute is of shape (h,).

    Attributes
    ----------
    window
        Row of the window among all.
    kernel
        Row of the kernel: motif ``kernel // 2``, on the - strand where odd.
    start
        Where the motif's first position lies in the window; less than 0 where it begins before.
    product, similarity, log_odds
        As in `motiflens.hits.scan.Scan`.
    coefficient
        How many times the motif's mean contribution is there.
    """

    window: Integers
    kernel: Integers
    start: Integers
    product: Floats
    similarity: Floats
    log_odds: Floats
    coefficient: Floats

    def __len__(self) -> int:
        """Return the number of hits."""
        return len(self.window)

    def only(self, kept: NDArray[np.bool_] | Integers) -> Calls:
        """Return some of the hits."""
        return Calls(**{field.name: getattr(self, field.name)[kept] for field in fields(self)})


def joined(parts: Sequence[Calls]) -> Calls:
    """Return the hits of several blocks."""
    empty: Sequence[Calls] = parts or [_calls(np.zeros((0, 7)))]
    return Calls(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in empty])
            for field in fields(Calls)
        }
    )


def call(block: Block, kernels: Kernels, needs: Needs) -> Calls:
    """Return the hits in a block of windows."""
    fit = scan(block.projected, block.sequences, kernels)
    window, place, kernel = np.nonzero(needs.met(fit))
    scores = block.projected.sum(axis=1)
    rows = []
    edges = np.searchsorted(window, np.arange(len(scores) + 1))
    for row in np.flatnonzero(np.diff(edges)):
        here = slice(edges[row], edges[row + 1])
        found = Candidates(kernel[here], place[here] + fit.first)
        least = needs.product[found.kernel]
        chosen, coefficient = pursue(block.sequences[row], scores[row], found, kernels, least)
        at = (np.full(len(chosen), row), place[here][chosen], found.kernel[chosen])
        rows.append(
            np.column_stack(
                [
                    block.first + at[0],
                    at[2],
                    found.start[chosen],
                    fit.score[at],
                    fit.similarity[at],
                    fit.log_odds[at],
                    coefficient / kernels.size[at[2]],
                ]
            )
        )
    return _calls(np.concatenate(rows) if rows else np.zeros((0, 7)))


def _calls(table: Floats) -> Calls:
    whole = table[:, :3].astype(np.int64)
    return Calls(*whole.T, *table[:, 3:].T)
