"""What scores say as a whole: do they add up, do methods agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.attribution.tolerance import COMPLETENESS
from motiflens.report.result import Result
from motiflens.report.score_rows import pieces


@dataclass(frozen=True)
class Completeness:
    """How far the scores are from adding up, over all windows.

    The relative error of a window is the difference between what its scores should add up to
    and what they add up to, divided by the larger of the former and the sum of their sizes.
    """

    median: float
    p999: float
    maximum: float
    absolute_median: float
    absolute_maximum: float
    tolerance: float

    @property
    def within(self) -> bool:
        """Whether the 99.9th percentile is one that rounding accounts for."""
        return self.p999 <= self.tolerance


def completeness(result: Result) -> Completeness:
    """Return the distribution of completeness errors, relative and absolute."""
    relative = np.abs(result.completeness_error.astype(np.float64))
    absolute = np.abs(result.absolute_error.astype(np.float64))
    return Completeness(
        median=float(np.median(relative)),
        p999=float(np.quantile(relative, 0.999)),
        maximum=float(relative.max()),
        absolute_median=float(np.median(absolute)),
        absolute_maximum=float(absolute.max()),
        tolerance=COMPLETENESS[result.provenance["dtype"]],
    )


@dataclass(frozen=True)
class Agreement:
    """How alike the position scores of two methods are: medians over ``n`` windows."""

    pearson: float
    spearman: float
    n: int


def agreement(first: Result, second: Result) -> Agreement | None:
    """Return the median correlations of the position scores within a window.

    Windows are matched by their row in the data set. Those in which one of the methods gives
    every position the same score have no correlation; None where that leaves no window.
    """
    from scipy.stats import rankdata

    _, rows, others = np.intersect1d(first.index, second.index, return_indices=True)
    if not len(rows):
        return None
    both = []
    for one, other in zip(pieces(first.scores, rows), pieces(second.scores, others), strict=True):
        a, b = one.astype(np.float64), other.astype(np.float64)
        ranks = rankdata(a, axis=1), rankdata(b, axis=1)
        both.append((_correlation(a, b), _correlation(*ranks)))
    pearson, spearman = (np.concatenate(parts) for parts in zip(*both, strict=True))
    known = np.isfinite(pearson)
    if not known.any():
        return None
    return Agreement(
        pearson=float(np.median(pearson[known])),
        spearman=float(np.median(spearman[known])),
        n=int(known.sum()),
    )


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation of each row of ``a`` with that of ``b``; NaN for a constant row."""
    a = a - a.mean(axis=1, keepdims=True)
    b = b - b.mean(axis=1, keepdims=True)
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    unknown = np.full(len(a), np.nan)
    return np.asarray(np.divide((a * b).sum(axis=1), size, out=unknown, where=size > 0))
