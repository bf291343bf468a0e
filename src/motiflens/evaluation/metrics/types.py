"""Types that all measures share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.floating[Any]]
"""What measures take, in any precision."""
Values: TypeAlias = NDArray[np.float64]
"""What they return."""
Flags: TypeAlias = NDArray[np.bool_]
"""Positions that are meant."""
Predict: TypeAlias = Callable[[Numbers], Values]
"""The explained number (m,) of inputs (m, 4, L)."""
