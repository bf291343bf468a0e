"""References that are DNA: shuffles of a sequence, and other sequences of its GC content."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from motiflens.attribution.reference_sets import References, Request
from motiflens.errors import ConfigError, InputError, ReferenceWarning
from motiflens.models.encoding import one_hot
from motiflens.sequences.onehot import N
from motiflens.sequences.shuffling import Kind, has_one_arrangement, shuffle_references

_BINS = 20
"""Bins of GC content lie this many to 1, their centres at 0, 0.05, ..., 1."""
_FAR = 1
"""Bins away from a sequence's own, above which references are not of its GC content."""


def shuffles(kind: Kind) -> Callable[[Request], References]:
    """Return the maker of shuffles of one kind."""
    return partial(_shuffles, kind)


def _shuffles(kind: Kind, request: Request) -> References:
    codes = _codes(request.x, "sequence")
    alone = np.flatnonzero(has_one_arrangement(codes, kind))
    if len(alone):
        warnings.warn(ReferenceWarning(_only_itself(kind, alone, len(codes))), stacklevel=4)
    place = _placed_on(request.x)

    def make(groups: Tensor) -> Tensor:
        rows = groups.cpu().numpy()
        return place(shuffle_references(codes[rows], request.count, request.seed, kind))

    return References(request.count, torch.arange(len(codes)), make, request.name)


def _only_itself(kind: Kind, alone: NDArray[np.intp], n: int) -> str:
    first = ", ".join(str(row) for row in alone[:5])
    return (
        f"{len(alone)} of {n} sequences have no {kind} shuffle but themselves, and score nothing: "
        f"number {first}{', ...' if len(alone) > 5 else ''}, counted from 0"
    )


def gc_matched(request: Request) -> References:
    """Draw references from the pool's sequences without N, for each bin of GC content.

    What is drawn for a bin depends on the pool, the seed and the bin alone. Where the pool holds
    too few of a bin, the nearest bins are joined until there are enough.
    """
    pool = _pool(request)
    bins, group = np.unique(_gc_bins(_codes(request.x, "sequence")), return_inverse=True)
    pool_bins = _gc_bins(pool)
    rows_of = np.stack([_draw(pool_bins, wanted, request.count, request.seed) for wanted in bins])
    _warn_of_reach(np.abs(pool_bins[rows_of] - bins[:, None]).max(axis=1)[group])
    place = _placed_on(request.x)

    def make(groups: Tensor) -> Tensor:
        return place(pool[rows_of[groups.cpu().numpy()]])

    return References(request.count, torch.from_numpy(group), make, request.name)


def _pool(request: Request) -> NDArray[np.uint8]:
    """Return the codes of the pool's sequences without N."""
    fix = "give sequences without the motif, or use `dinucleotide-shuffles`, which needs none"
    if request.pool is None:
        raise ConfigError(f"the reference {request.name!r} needs a pool to draw from", fix=fix)
    if request.pool.dim() != 3 or request.pool.shape[1:] != request.x.shape[1:]:
        raise InputError(
            f"the pool has the shape {tuple(request.pool.shape)}, the sequences "
            f"{tuple(request.x.shape)}",
            fix="give a pool of shape (P, 4, L), as long as the sequences",
        )
    codes = _codes(request.pool, "sequence of the pool")
    whole: NDArray[np.uint8] = codes[~(codes == N).any(axis=1)]
    if len(whole) < request.count:
        raise InputError(
            f"the pool holds {len(whole)} sequences without N, and {request.count} are to be "
            "drawn for each bin of GC content",
            fix=f"ask for fewer references; or {fix}",
            where="reference",
        )
    return whole


def _gc_bins(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return (n,) the nearest bin to the GC content, in whole numbers so that none is rounded."""
    gc = ((codes == 1) | (codes == 2)).sum(axis=1)
    known = np.maximum((codes != N).sum(axis=1), 1)
    return np.asarray((2 * _BINS * gc + known) // (2 * known), dtype=np.int64)


def _draw(
    pool_bins: NDArray[np.int64], wanted: np.int64, count: int, seed: int
) -> NDArray[np.intp]:
    """Draw rows of the pool, from the bins that are as near as they must be to hold enough."""
    distance = np.abs(pool_bins - wanted)
    enough = np.partition(distance, count - 1)[count - 1]
    rng = np.random.default_rng([seed, int(wanted)])
    drawn = rng.choice(np.flatnonzero(distance <= enough), count, replace=False)
    return np.asarray(drawn, dtype=np.intp)


def _warn_of_reach(reach: NDArray[np.int64]) -> None:
    """Say for how many sequences (n,) references were drawn from too many bins away."""
    far = int((reach > _FAR).sum())
    if far:
        warnings.warn(
            ReferenceWarning(
                f"the pool has too few sequences of the GC content of {far} of {len(reach)} "
                f"sequences: that of their references differs by up to {reach.max() / _BINS:.2f}"
            ),
            stacklevel=5,
        )


def _codes(x: Tensor, what: str) -> NDArray[np.uint8]:
    """Return the codes (n, L) of one-hot sequences (n, 4, L); a column of zeros is an N."""
    set_bases, ones = x != 0, x == 1
    good = (set_bases == ones).all(1) & (ones.sum(1) <= 1)
    if not bool(good.all()):
        row, position = (~good).nonzero()[0].tolist()
        column = ", ".join(f"{value:g}" for value in x[row, :, position].tolist())
        raise InputError(
            "only one-hot DNA can be shuffled or has a GC content to match",
            where=f"{what} {row}, position {position}, counted from 0: ({column})",
            fix="give one-hot sequences, with a column of zeros for an N; or a reference of "
            "frequencies",
        )
    codes = torch.where(ones.any(1), ones.to(torch.uint8).argmax(1), N)
    return np.asarray(codes.to(torch.uint8).cpu().numpy())


def _placed_on(x: Tensor) -> Callable[[NDArray[np.uint8]], Tensor]:
    """Return what turns codes (g, K, L) into (g, K, 4, L) in precision and on the device of x."""
    like, length = x.new_empty(0), x.shape[2]

    def place(codes: NDArray[np.uint8]) -> Tensor:
        flat = torch.from_numpy(codes.reshape(-1, length)).to(like.device)
        return one_hot(flat).to(like.dtype).view(*codes.shape[:2], 4, length)

    return place
