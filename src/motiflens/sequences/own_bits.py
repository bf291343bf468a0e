"""Random numbers that a sequence always gets, whatever stands beside it."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray


class OwnBits:
    """Random numbers of n sequences, that depend on seed, sequence and place alone.

    The stream of each is keyed by a hash of the sequence, and taken raw, as NumPy keeps the raw
    numbers of Philox the same for ever and those of its distributions not.

    Parameters
    ----------
    codes
        (n, L) uint8, a row a sequence.
    seed
        Another one gives other numbers.
    """

    def __init__(self, codes: NDArray[np.uint8], seed: int) -> None:
        self._streams = [_stream(sequence, seed) for sequence in np.ascontiguousarray(codes)]

    def take(self, count: int) -> NDArray[np.uint64]:
        """Return the next ``count`` numbers of each, (n, count)."""
        bits = np.empty((len(self._streams), count), dtype=np.uint64)
        for row, stream in enumerate(self._streams):
            bits[row] = stream.random_raw(count)
        return bits


def _stream(sequence: NDArray[np.uint8], seed: int) -> np.random.Philox:
    digest = blake2b(sequence.tobytes(), digest_size=16, key=str(seed).encode()).digest()
    return np.random.Philox(key=int.from_bytes(digest, "little"))
