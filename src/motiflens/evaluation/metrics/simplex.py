"""How far gradients point out of the space of DNA."""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.metrics.types import Numbers, Values


def off_simplex_angle(gradient: Numbers) -> Values:
    """Return the angle between each column of gradients (n, 4, L) and the simplex, (n, L), degrees.

    The part of a gradient along (1, 1, 1, 1) says nothing of any base, since one of the four is
    always there: arcsin(sum g / 2 |g|). nan where the gradient is zero (Majdandzic, Rajesh and
    Koo 2023, Genome Biology 24:109).
    """
    columns = np.asarray(gradient, dtype=np.float64)
    size = np.sqrt((columns**2).sum(axis=1))
    sine = columns.sum(axis=1) / np.where(size > 0, 2 * size, np.nan)
    return np.asarray(np.degrees(np.arcsin(np.clip(sine, -1, 1))))
