"""Contributions and windows in the form that finemo calls hits in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.exports.npz import Pieces, made, whole, write_npz
from motiflens.exports.source import Source
from motiflens.store.scores import Scores

_LARGEST = float(np.finfo(np.float16).max)


def npz(source: Source, directory: Path) -> None:
    """Write ``finemo.npz``.

    ``sequences`` (N, 4, L) int8 and ``contributions`` float16, hypothetical (N, 4, L) where the
    method gives them and else of the bases that are there, (N, L); ``chr``, ``chr_id``, ``start``,
    ``peak_id`` and ``peak_name`` (N,) say where windows lie. finemo takes windows of even lengths
    alone: one of odd length gets an N at its end.

    Raises
    ------
    InputError
        Where a score is too large for float16, which finemo reads.
    """
    with source.scores() as scores:
        write_npz(
            directory / "finemo.npz",
            sequences=_even(scores.sequences, np.int8),
            contributions=_contributions(scores),
            **{name: whole(values) for name, values in _places(scores).items()},
        )


def _contributions(scores: Scores) -> Pieces:
    def summed(numbers: NDArray[np.int64]) -> NDArray[Any]:
        return _checked(scores, scores.projected[numbers].sum(axis=1))

    def hypothetical(numbers: NDArray[np.int64]) -> NDArray[Any]:
        assert scores.hypothetical is not None
        return _checked(scores, scores.hypothetical[numbers])

    n, bases, length = scores.projected.shape
    if scores.hypothetical is None:
        return _padded(made(n, (length,), np.float16, summed))
    return _padded(made(n, (bases, length), np.float16, hypothetical))


def _even(rows: Any, dtype: Any) -> Pieces:
    return _padded(made(len(rows), rows.shape[1:], dtype, lambda numbers: rows[numbers]))


def _padded(pieces: Pieces) -> Pieces:
    """Return an array whose last axis is of even length, with zeros at its end if need be."""
    odd = pieces.shape[-1] % 2
    if not odd:
        return pieces
    width = [(0, 0)] * (len(pieces.shape) - 1) + [(0, odd)]
    shape = (*pieces.shape[:-1], pieces.shape[-1] + odd)
    return Pieces(shape, pieces.dtype, lambda: (np.pad(block, width) for block in pieces.blocks()))


def _checked(scores: Scores, values: NDArray[Any]) -> NDArray[Any]:
    if len(values) and np.abs(values).max() > _LARGEST:
        raise InputError(
            f"a score is larger than {_LARGEST:,.0f}, the most that float16 holds",
            where=scores.path,
            fix="export another format; finemo reads scores in float16",
        )
    return values


def _places(scores: Scores) -> dict[str, NDArray[Any]]:
    n = len(scores)
    _, number = np.unique(scores.place, return_inverse=True)
    return {
        "chr": scores.place,
        "chr_id": number.astype(np.uint32),
        "start": scores.start.astype(np.int32),
        "peak_id": np.arange(n, dtype=np.uint32),
        "peak_name": scores.name,
    }
