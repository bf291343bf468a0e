"""Motifs in groups whose members resemble each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def cluster(likeness: NDArray[np.float64], alike: float) -> NDArray[np.int64]:
    """Return (n,) the group of each motif, by average linkage.

    The two groups of the largest mean likeness are joined, again and again, until no two have a
    mean of ``alike`` (Sokal and Michener 1958, University of Kansas Science Bulletin 38:1409).
    Which motif comes first does not matter, unlike where motifs are gathered around seeds.

    Parameters
    ----------
    likeness
        (n, n) of every motif to every other.
    alike
        Mean likeness from which groups are joined.
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(likeness) < 2:
        return np.zeros(len(likeness), np.int64)
    distance = 1 - np.clip((likeness + likeness.T) / 2, -1, 1)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance), method="average")
    return np.asarray(fcluster(tree, t=1 - alike, criterion="distance"), dtype=np.int64)
