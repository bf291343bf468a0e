"""Parts of contribution scores, put together without loading them all, and averaged over folds."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np

from motiflens.errors import StoreError
from motiflens.store.contributions import (
    OPTIONAL,
    PATHS,
    SCHEMA,
    TRACED,
    check_layout,
    create_rows,
    traced_labels,
    traced_place,
)
from motiflens.store.hdf5 import (
    open_for_reading,
    open_for_writing,
    read_text,
    undamaged,
    write_text,
)

_ROWS = 1024  # that are copied at a time


def merge_contributions(
    shards: Sequence[str | os.PathLike[str]], output: str | os.PathLike[str]
) -> None:
    """Put all shards of a whole together, in their order, a piece at a time.

    Shards may come from several folds of a model: scores and outputs are then averaged over them,
    and of errors the largest is kept. ``folds`` of the provenance holds what differs by fold. A
    window counts as held out only where it was for every fold.

    Raises
    ------
    StoreError
        Where one is missing, comes twice, or was made with other options than the first.
    """
    with ExitStack() as stack:
        files = [stack.enter_context(open_for_reading(path, SCHEMA)) for path in shards]
        for file in files:
            check_layout(file)
        folds = _by_fold(files)
        with open_for_writing(output, SCHEMA) as merged:
            for name, place in PATHS.items():
                columns = [[file[place] for file in fold] for fold in folds]
                _join(merged, place, columns, _OVER_FOLDS.get(name, _same))
            for name, place in OPTIONAL.items():
                if place in files[0]:
                    columns = [[file[place] for file in fold] for fold in folds]
                    _join(merged, place, columns, _OVER_FOLDS[name])
            for name in TRACED:
                _join_traced(merged, name, folds)
            write_text(merged, "provenance", json.dumps(_provenance(folds), sort_keys=True))
            merged.attrs["shard"] = (1, 1)


def _same(parts: list[Any]) -> Any:
    """Return what all folds agree on."""
    if any(not np.array_equal(parts[0], part) for part in parts[1:]):
        raise StoreError(
            "the folds explained different windows",
            fix="select positives or all: what is held out, or scores highest, differs by fold",
            where="the shards",
        )
    return parts[0]


def _mean(parts: list[Any]) -> Any:
    return np.mean(parts, axis=0, dtype=np.float64).astype(parts[0].dtype)


def _mean_error(parts: list[Any]) -> Any:
    """Return the standard error of a mean, of the standard errors of what it is the mean of."""
    squares = np.sum(np.square(parts, dtype=np.float64), axis=0)
    return (np.sqrt(squares) / len(parts)).astype(parts[0].dtype)


def _largest(parts: list[Any]) -> Any:
    return np.max(parts, axis=0)


def _held_out(parts: list[Any]) -> Any:
    """Return the split where all folds agree on it; else the windows were trained on."""
    return np.where((np.asarray(parts) == parts[0]).all(axis=0), parts[0], 0).astype(np.uint8)


_OVER_FOLDS: dict[str, Callable[[list[Any]], Any]] = {
    "split": _held_out,
    "completeness_error": _largest,
    "absolute_error": _largest,
    "recomputed": _largest,
    "standard_error": _mean_error,
} | dict.fromkeys(("hypothetical", "projected", "prediction", "reference_prediction"), _mean)
_OF_FOLD = ("fold", "model_sha256", "reference_check")
"""What of the provenance may differ between folds."""


def _by_fold(files: list[Any]) -> list[list[Any]]:
    """Return the shards of each fold in order; all must be there, and made in the same way."""
    folds: dict[int, list[Any]] = {}
    for file in files:
        folds.setdefault(_read_provenance(file).get("fold", 0), []).append(file)
    ordered = [_in_order(folds[number]) for number in sorted(folds)]
    first = ordered[0][0]
    for file in (fold[0] for fold in ordered[1:]):
        common = [
            {key: value for key, value in _read_provenance(one).items() if key not in _OF_FOLD}
            for one in (first, file)
        ]
        if common[0] != common[1]:
            raise _made_otherwise(file, first)
    if len({len(fold) for fold in ordered}) > 1:
        raise StoreError(
            "the folds were cut into different numbers of parts",
            fix="explain every fold with the same number of parts",
            where="the shards",
        )
    return ordered


def _in_order(files: list[Any]) -> list[Any]:
    """Return the shards by number; all must be there, and from the same run."""
    ordered = sorted(files, key=lambda file: int(file.attrs["shard"][0]))
    numbers = [int(file.attrs["shard"][0]) for file in ordered]
    count = int(ordered[0].attrs["shard"][1])
    if numbers != list(range(1, count + 1)):
        raise StoreError(
            f"the parts {', '.join(map(str, numbers))} of {count} were given",
            fix=f"give each of the parts 1 to {count} once",
            where="the shards",
        )
    for file in ordered[1:]:
        if _read_provenance(file) != _read_provenance(ordered[0]):
            raise _made_otherwise(file, ordered[0])
    return ordered


def _made_otherwise(file: Any, first: Any) -> StoreError:
    return StoreError(
        f"this part was made with another model, method, option or version than {first.filename}",
        where=str(file.filename),
        fix="make all parts again in the same way",
    )


def _read_provenance(file: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(read_text(file, "provenance"))
    return found


def _provenance(folds: list[list[Any]]) -> dict[str, Any]:
    """Return what holds for all folds, with the reference check of the one that fared worst."""
    each = [_read_provenance(fold[0]) for fold in folds]
    if len(each) == 1:
        return each[0]
    worst = max(each, key=lambda one: one.get("reference_check", {}).get("percentile", 0.0))
    of_folds = [{key: one[key] for key in _OF_FOLD if key in one} for one in each]
    return {**worst, "folds": of_folds}


def _join(
    merged: Any, place: str, folds: list[list[Any]], over_folds: Callable[[list[Any]], Any]
) -> None:
    """Write shards one after the other, each made of those of all folds, a piece at a time."""
    parts = folds[0]
    rows = sum(len(part) for part in parts)
    widest = max((part.dtype for part in parts), key=lambda dtype: dtype.itemsize)
    whole = create_rows(merged, place, (rows, *parts[0].shape[1:]), widest)
    at = 0
    for shards in zip(*folds, strict=True):
        for start in range(0, len(shards[0]), _ROWS):
            pieces = [_piece(shard, start) for shard in shards]
            whole[at : at + len(pieces[0])] = over_folds(pieces) if len(pieces) > 1 else pieces[0]
            at += len(pieces[0])


def _piece(shard: Any, start: int) -> Any:
    if isinstance(shard, np.ndarray):
        return shard[start : start + _ROWS]
    with undamaged(shard.file, repr(shard.name)):
        return shard[start : start + _ROWS]


def _join_traced(merged: Any, name: str, folds: list[list[Any]]) -> None:
    """Put what was traced together; a part where a cause did not come up kept nothing."""
    files = [file for fold in folds for file in fold]
    labels = list(dict.fromkeys(label for file in files for label in traced_labels(file, name)))
    for label in labels:
        place = traced_place(name, label)
        like = next(file[place] for file in files if place in file)
        columns = [[_or_nothing(file, place, like) for file in fold] for fold in folds]
        _join(merged, place, columns, _mean)
    write_text(merged, name, json.dumps(labels))


def _or_nothing(file: Any, place: str, like: Any) -> Any:
    if place in file:
        return file[place]
    return np.zeros((len(file[PATHS["prediction"]]), *like.shape[1:]), like.dtype)
