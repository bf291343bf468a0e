"""Small files and a small genome."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from motiflens.sequences.genome import Genome


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    """Write a file, and return its path as the code under test takes it."""

    def _write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return _write


@pytest.fixture
def genome() -> Genome:
    """Two chromosomes of random bases, and one that is a single base over and over."""
    rng = np.random.default_rng(7)
    codes = {
        "chr1": rng.integers(0, 4, 5000).astype(np.uint8),
        "chr2": rng.integers(0, 4, 3000).astype(np.uint8),
        "chrM": np.zeros(600, dtype=np.uint8),
    }
    return Genome("genome.fa", {name: len(bases) for name, bases in codes.items()}, codes)
