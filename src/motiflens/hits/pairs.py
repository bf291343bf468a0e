"""Which motifs share windows, and at which distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from motiflens.hits.counts import adjusted, by_shuffles
from motiflens.hits.laid import Laid
from motiflens.hits.record import Pair
from motiflens.hits.spacing import Neighbours, neighbours, spacings

LEAST = 5
"""Windows with both motifs, found or expected, from which a pair is tested."""


def pairs(
    hits: Laid, names: list[str], *, max_distance: int, shuffles: int, seed: int, q_value: float
) -> tuple[Pair, ...]:
    """Return the pairs of motifs, a motif with itself among them, the most significant first.

    The controls give the hits of all windows their motifs in another order: each window keeps its
    number of hits, and each motif its own.

    Parameters
    ----------
    hits
        Hits.
    names
        Of the motifs.
    max_distance
        Between two hits whose spacing is looked at, in bp.
    shuffles, seed
        How many controls, and what they are drawn with.
    q_value
        Largest of a spacing that is enriched.
    """
    count = len(names)
    first, second = np.triu_indices(count)
    observed = _together(hits.window, hits.motif, count)[first, second]
    rng = np.random.default_rng(seed)
    controls = np.array(
        [
            _together(hits.window, rng.permutation(hits.motif), count)[first, second]
            for _ in range(shuffles)
        ]
    )
    expected = controls.mean(axis=0)
    kept = np.flatnonzero((observed >= LEAST) | (expected >= LEAST))
    both = adjusted(observed[kept], expected[kept], by_shuffles(observed[kept], controls[:, kept]))
    near = [neighbours(hits, int(first[i]), int(second[i]), max_distance) for i in kept]
    enriched = spacings(hits, near, q_value)
    found = [
        Pair(
            first=names[first[i]],
            second=names[second[i]],
            together=test,
            distances=_distances(one),
            spacings=places,
        )
        for i, test, one, places in zip(kept, both, near, enriched, strict=True)
    ]
    return tuple(sorted(found, key=lambda pair: (pair.together.p_value, pair.first, pair.second)))


def _together(
    window: NDArray[np.int64], motif: NDArray[np.int64], count: int
) -> NDArray[np.float64]:
    """Return (K, K) windows with hits of both motifs; on the diagonal, with two of one."""
    rows, row = np.unique(window, return_inverse=True)
    held = np.bincount(row * count + motif, minlength=len(rows) * count)
    held = held.reshape(len(rows), count)
    there = (held > 0).astype(np.float64)
    both = there.T @ there
    np.fill_diagonal(both, (held > 1).sum(axis=0))
    return np.asarray(both)


def _distances(near: Neighbours) -> dict[str, tuple[int, ...]]:
    return {
        name: tuple(int(count) for count in row)
        for name, row in zip(near.names, near.counts, strict=True)
    }
