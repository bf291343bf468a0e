"""Random numbers that a sequence always gets, whatever stands beside it."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray


def own_bits(codes: NDArray[np.uint8], count: int, seed: int) -> NDArray[np.uint64]:
    """Return (n, count) random numbers that depend on seed, sequence and place alone.

    The stream is keyed by a hash of the sequence, and taken raw, as NumPy keeps the raw numbers
    of Philox the same for ever and those of its distributions not.

    Parameters
    ----------
    codes
        (n, L), a row a sequence.
    count
        Numbers of each.
    seed
        Another one gives other numbers.
    """
    bits = np.empty((len(codes), count), dtype=np.uint64)
    for row, sequence in enumerate(np.ascontiguousarray(codes)):
        digest = blake2b(sequence.tobytes(), digest_size=16, key=str(seed).encode()).digest()
        bits[row] = np.random.Philox(key=int.from_bytes(digest, "little")).random_raw(count)
    return bits
