"""Compile ahead what numba otherwise compiles at first use: ``python -m motiflens.compiling``.

The first search for motifs after an install spends more than a minute on it, and searches that
start side by side spend it each. What is compiled is kept beside the packages, or where
NUMBA_CACHE_DIR says. What it is depends on the types of all that is passed, so motifs are sought in
made-up scores and matched, and a layer of each kind that has compiled passes is explained.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.onehot import encode, one_hot
from motiflens.store.contributions import Contributions

_WORD = "GTTACCCGG"
_WINDOWS, _LENGTH, _START = 150, 81, 30
_KNOWN = 25


def main() -> None:
    """Compile all that the package and those that it calls keep compiled.

    By processes, as numba compiles one function at a time. The matching is most of it.
    """
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        for done in [processes.submit(compile_matching), processes.submit(_compile_the_rest)]:
            done.result()


def _compile_the_rest() -> None:
    compile_discovery()  # first, as modisco-lite compiles in copies of a process without threads
    compile_attribution()


def compile_matching() -> None:
    """Match a motif."""
    from motiflens.motifs.database import KnownMotif
    from motiflens.motifs.matching import match_motifs
    from motiflens.motifs.motif import Motif

    word = one_hot(encode(_WORD)).T.astype(np.float64)
    rows = tuple(map(tuple, word.tolist()))
    motif = Motif(
        name="made-up",
        sign="positive",
        n_seqlets=_WINDOWS,
        consensus=_WORD,
        probability=rows,
        contribution=rows,
        hypothetical=rows,
        trim=(0, len(_WORD)),
    )
    known = [KnownMotif(str(n), str(n), np.roll(word, n, 0)) for n in range(_KNOWN)]
    match_motifs([motif], known, threshold=0.05)


def compile_discovery() -> None:
    """Find motifs of both signs."""
    from motiflens.config import Discover, Draw
    from motiflens.motifs.discovery import discover

    for sign in (1, -1):
        with TemporaryDirectory() as folder:
            discover(folder, _made_up(sign), [], Discover(), Draw())


def compile_attribution() -> None:
    """Explain a network of a ReLU alone, and one with a pool behind it, by DeepLIFT and by LRP."""
    import torch
    from torch import nn

    import motiflens

    network = nn.Sequential(
        nn.Conv1d(4, 16, 5), nn.ReLU(), nn.Conv1d(16, 16, 5), nn.ReLU(), nn.MaxPool1d(4),
        nn.Conv1d(16, 16, 5), nn.MaxPool1d(2), nn.Flatten(), nn.Linear(96, 1),
    )  # fmt: skip
    x = torch.from_numpy(one_hot(_codes(1)[:4, :76])).float()
    for method in ("deeplift", "lrp-epsilon"):
        for reference in ([0.3, 0.2, 0.2, 0.3], x.flip(0)):
            motiflens.explain(network, x, method=method, reference=reference)


def _codes(seed: int) -> NDArray[np.uint8]:
    """Return windows (n, L) that hold the word at one place."""
    codes = np.random.default_rng(seed).choice(4, (_WINDOWS, _LENGTH)).astype(np.uint8)
    codes[:, _START : _START + len(_WORD)] = encode(_WORD)
    return codes


def _made_up(sign: int) -> Contributions:
    """Return scores of windows to which the word gives ``sign``, and the rest nearly nothing."""
    codes = _codes(2)
    sequences = one_hot(codes).astype(np.int8)
    hypothetical = np.random.default_rng(3).normal(0, 0.04, sequences.shape)
    at = slice(_START, _START + len(_WORD))
    hypothetical[:, :, at] += sign * (1.4 * one_hot(encode(_WORD)) - 0.4)
    nothing, number = np.zeros(_WINDOWS, np.float32), np.arange(_WINDOWS)
    return Contributions(
        sequences=sequences,
        hypothetical=hypothetical.astype(np.float32),
        projected=(hypothetical * sequences).astype(np.float32),
        index=number,
        chrom=np.full(_WINDOWS, "chr1"),
        start=number * _LENGTH,
        end=(number + 1) * _LENGTH,
        strand=np.full(_WINDOWS, "+"),
        name=number.astype(np.str_),
        split=np.zeros(_WINDOWS, np.uint8),
        prediction=nothing,
        reference_prediction=nothing[:, None],
        completeness_error=nothing[:, None],
        absolute_error=nothing[:, None],
        recomputed=nothing > 0,
        absorbed={},
        layers={},
        channels={},
        provenance={"task": "made-up", "method": "deeplift"},
    )


if __name__ == "__main__":
    main()
