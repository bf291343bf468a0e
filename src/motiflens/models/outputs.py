"""What a network returns, as numbers."""

from __future__ import annotations

from typing import Any

from torch import Tensor


def numbers(output: Any) -> Tensor:
    """Return one number (N, T) for each task: of a profile network, its log counts."""
    found: Tensor = output[1] if isinstance(output, tuple | list) else output
    return found
