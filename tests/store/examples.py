"""Small data sets and scores that several tests store, select and draw."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from motiflens.store.contributions import TRACED, Contributions
from motiflens.store.windows import Windows


def make_windows(n: int = 12, window: int = 40, max_offset: int = 5, seed: int = 0) -> Windows:
    """Two classes and as many negatives, in all three splits."""
    rng = np.random.default_rng(seed)
    labels = np.zeros((n, 2), np.int8)
    labels[np.arange(n) % 3 == 0, 0] = 1
    labels[np.arange(n) % 3 == 1, 1] = 1
    start = np.arange(n, dtype=np.int64) * 1000
    return Windows(
        codes=rng.integers(0, 4, (n, window + 2 * max_offset)).astype(np.uint8),
        offset=rng.integers(0, 2 * max_offset + 1, n).astype(np.int32),
        max_offset=max_offset,
        window=window,
        tasks=("A", "B"),
        labels=labels,
        part=(np.arange(n) // 3 % 3).astype(np.uint8),
        folds=np.array([[0, 1, 2]], np.uint8),
        chrom=np.full(n, "chrI"),
        start=start,
        end=start + window,
        name=np.array([f"window {i}" for i in range(n)]),
        background=np.array([0.3, 0.2, 0.2, 0.3]),
        background_single_strand=np.array([0.31, 0.21, 0.19, 0.29]),
        dropped=(),
        provenance={"seed": seed},
    )


def make_contributions(n: int = 7, length: int = 30, seed: int = 0) -> Contributions:
    """Random scores of random sequences."""
    rng = np.random.default_rng(seed)
    sequences = np.eye(4, dtype=np.int8)[rng.integers(0, 4, (n, length))].transpose(0, 2, 1).copy()
    hypothetical = rng.normal(size=(n, 4, length)).astype(np.float32)
    numbers: dict[str, Any] = {
        name: rng.random((n, 2)).astype(np.float32)
        for name in ("reference_prediction", "completeness_error", "absolute_error")
    }
    return Contributions(
        sequences=sequences,
        hypothetical=hypothetical,
        projected=hypothetical * sequences,
        index=np.arange(n, dtype=np.int64) + 3,
        chrom=np.array([f"chr{'I' * (1 + i % 3)}" for i in range(n)]),
        start=np.arange(n, dtype=np.int64) * 10,
        end=np.arange(n, dtype=np.int64) * 10 + length,
        strand=np.full(n, "+"),
        name=np.array([f"peak {i}" * (1 + i % 2) for i in range(n)]),
        split=np.zeros(n, np.uint8),
        prediction=rng.random(n).astype(np.float32),
        **numbers,
        recomputed=np.arange(n) == 1,
        absorbed={"conv/bias": rng.random(n).astype(np.float32)},
        layers={"conv": rng.random(n).astype(np.float32)},
        channels={"conv": rng.random((n, 3)).astype(np.float32)},
        provenance={"task": "A", "method": "lrp-epsilon"},
    )


def same(one: Contributions, other: Contributions) -> None:
    """Assert that all of it is equal."""
    for field in fields(one):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if field.name in TRACED:
            assert left.keys() == right.keys()
            for label in left:
                np.testing.assert_array_equal(left[label], right[label])
        elif field.name == "provenance":
            assert left == right
        else:
            assert (left is None) == (right is None)
            np.testing.assert_array_equal(left, right)
            assert left is None or left.dtype.kind == right.dtype.kind


def part_of(found: Contributions, rows: slice) -> Contributions:
    """Return the scores of some windows."""
    cut = {
        field.name: getattr(found, field.name)[rows]
        for field in fields(found)
        if field.name not in (*TRACED, "provenance") and getattr(found, field.name) is not None
    }
    traced = {
        name: {label: kept[rows] for label, kept in getattr(found, name).items()} for name in TRACED
    }
    return replace(found, **cut, **traced)
