"""Tracks of what a model says, read back with another library's reader."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pybigtools
import pytest

from models.cards import card
from motiflens.models.predict import Outputs
from motiflens.models.prediction_tracks import expected_reads, write_tracks
from motiflens.sequences.intervals import Intervals
from motiflens.sequences.queries import Queries

LENGTHS = {"chr1": 60, "chr10": 30, "chr2": 40}


def _queries(*places: tuple[str, int], length: int, width: int = 4) -> Queries:
    """Return windows at starts, round regions of ``width`` in their middle."""
    chrom = np.array([name for name, _ in places])
    start = np.array([place for _, place in places], dtype=np.int64)
    middle = start + (length - width) // 2
    names = [f"{name}:{place}" for name, place in places]
    return Queries(
        names,
        Intervals(chrom, start, start + length),
        np.zeros((len(places), length), np.uint8),
        Intervals(chrom, middle, middle + width),
        LENGTHS,
    )


def _values(path: Path, chrom: str) -> np.ndarray:
    return np.array(pybigtools.open(str(path)).values(chrom, 0, LENGTHS[chrom], fillna=None))


def _expected(pieces: list[tuple[str, int, np.ndarray]], chrom: str) -> np.ndarray:
    """Return the mean of pieces on each base, base by base; NaN where there is none."""
    found: list[list[float]] = [[] for _ in range(LENGTHS[chrom])]
    for name, start, values in pieces:
        for offset, value in enumerate(values):
            if name == chrom and 0 <= start + offset < LENGTHS[chrom]:
                found[start + offset].append(float(value))
    return np.array([np.mean(values) if values else np.nan for values in found])


def test_a_number_for_a_window_is_written_over_its_region(tmp_path: Path) -> None:
    places = [("chr2", 10), ("chr1", 8), ("chr1", 10), ("chr1", 30), ("chr10", -9)]
    queries = _queries(*places, length=20)
    outputs = np.array([[1.5], [2], [3], [3], [-4]], dtype=np.float32)
    (path,) = write_tracks(
        str(tmp_path / "p"), queries, Outputs(outputs), card(input_length=20, readout="values")
    )
    assert list(tmp_path.iterdir()) == [path] == [tmp_path / "p.A.bw"]
    pieces = [
        (name, start + 8, np.full(4, y))
        for (name, start), (y,) in zip(places, outputs, strict=True)
    ]
    for chrom in LENGTHS:
        np.testing.assert_allclose(_values(path, chrom), _expected(pieces, chrom), rtol=1e-6)


def test_probabilities_are_written_where_there_are_some(tmp_path: Path) -> None:
    queries = _queries(("chr1", 10), length=20)
    own = card(input_length=20, activation="sigmoid")
    outputs = Outputs(np.array([[np.log(3)]], dtype=np.float32))
    (path,) = write_tracks(str(tmp_path / "p"), queries, outputs, own)
    assert _values(path, "chr1")[19] == pytest.approx(0.75)


@pytest.mark.parametrize("joint", [True, False])
def test_profiles_are_expected_reads_on_each_base(joint: bool, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    places = [("chr1", 3), ("chr1", 9), ("chr2", 30)]
    queries = _queries(*places, length=20)
    outputs = Outputs(
        rng.normal(1, 1, (3, 2)).astype(np.float32), rng.normal(size=(3, 3, 6)).astype(np.float32)
    )
    fields = {"readout": "profiles", "tasks": ["A", "B"], "tracks": [2, 1], "output_length": 6}
    source = {"name": "w", "format": "bpnet-lite" if joint else "keras", "sha256": ""}
    own = card(input_length=20, source=source, **fields)
    paths = write_tracks(str(tmp_path / "p"), queries, outputs, own)
    assert [path.name for path in paths] == ["p.A.plus.bw", "p.A.minus.bw", "p.B.bw"]
    reads = []
    for row in range(3):
        logits, total = outputs.profiles[row].astype(np.float64), np.expm1(outputs.values[row])
        both = np.exp(logits[:2]) / np.exp(logits[:2]).sum()
        each = np.exp(logits[:2]) / np.exp(logits[:2]).sum(axis=1, keepdims=True) / 2
        alone = np.exp(logits[2]) / np.exp(logits[2]).sum()
        reads.append(
            [*np.maximum(total[0], 0) * (both if joint else each), np.maximum(total[1], 0) * alone]
        )
    for strand, path in enumerate(paths):
        pieces = [(name, start + 7, reads[row][strand]) for row, (name, start) in enumerate(places)]
        for chrom in ("chr1", "chr2"):
            np.testing.assert_allclose(_values(path, chrom), _expected(pieces, chrom), rtol=1e-5)


def test_expected_reads_add_up_to_what_is_counted() -> None:
    logits = np.random.default_rng(1).normal(size=(4, 2, 9)).astype(np.float32)
    counts = np.array([0, 1, 3, -0.1], dtype=np.float32)
    for joint in (False, True):
        found = expected_reads(logits, counts, joint=joint)
        np.testing.assert_allclose(found.sum(axis=(1, 2)), [0, np.e - 1, np.expm1(3), 0], rtol=1e-5)
