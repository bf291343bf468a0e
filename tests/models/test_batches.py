"""What a network sees in training, and in validation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from models.examples import QUICK, planted
from motiflens.models.batches import TrainingBatches, ValidationBatches
from motiflens.store.windows import open_windows, write_windows

STILL = QUICK.model_copy(update={"shift": False, "reverse_complement": False})


def _rows(batches: TrainingBatches) -> list[bytes]:
    return [row.numpy().tobytes() for batch in batches for row in batch.codes]


def test_an_epoch_shows_each_training_window_once() -> None:
    windows = planted(127)
    expected = windows.window_codes()[windows.rows_of("train")]
    assert sorted(_rows(TrainingBatches(windows, STILL, 0))) == sorted(
        row.tobytes() for row in expected
    )


def test_what_is_left_over_is_spread() -> None:
    windows = planted(n=3 * 45)
    options = QUICK.model_copy(update={"batch_size": 16})
    sizes = [len(batch.codes) for batch in TrainingBatches(windows, options, 0)]
    assert sum(sizes) == 45
    assert sorted(sizes) == [22, 23]
    assert len(TrainingBatches(windows, options, 0)) == 2


def test_the_order_and_the_windows_are_new_in_each_epoch_and_set_by_the_seed() -> None:
    windows = planted()
    first, second = (_rows(TrainingBatches(windows, QUICK, epoch)) for epoch in (0, 1))
    assert sorted(first) != sorted(second)
    assert second == _rows(TrainingBatches(windows, QUICK, 1))
    other = QUICK.model_copy(update={"seed": 2})
    assert first != _rows(TrainingBatches(windows, other, 0))


def test_processes_share_each_batch() -> None:
    windows = planted()
    whole = list(TrainingBatches(windows, QUICK, 0))
    parts = [list(TrainingBatches(windows, QUICK, 0, rank, 3)) for rank in range(3)]
    for number, batch in enumerate(whole):
        for rank, part in enumerate(parts):
            assert torch.equal(part[number].codes, batch.codes[rank::3])
            assert torch.equal(part[number].truth, batch.truth[rank::3])


def test_anchors_are_made_of_training_negatives() -> None:
    windows = planted()
    rows = windows.rows_of("train")
    negatives = rows[~windows.labels[rows].any(axis=1)]
    allowed = {row.tobytes() for row in windows.window_codes()[negatives]}
    for batch in TrainingBatches(windows, STILL, 0):
        assert batch.anchors is not None
        assert len(batch.anchors.codes) == len(batch.codes) // 8 == len(batch.anchors.weights)
        assert {row.numpy().tobytes() for row in batch.anchors.codes} <= allowed


def test_without_negatives_every_anchor_is_the_reference() -> None:
    windows = planted()
    labels = windows.labels.copy()
    labels[~labels.any(axis=1), 0] = 1
    for batch in TrainingBatches(replace(windows, labels=labels), QUICK, 0):
        assert batch.anchors is not None
        assert (batch.anchors.weights == 0).all()


def test_labels_stay_with_their_windows() -> None:
    windows = planted()
    labels = {
        codes.tobytes(): label.tolist()
        for codes, label in zip(windows.window_codes(), windows.labels, strict=True)
    }
    for batch in TrainingBatches(windows, STILL, 0):
        for codes, label in zip(batch.codes, batch.truth, strict=True):
            assert labels[codes.numpy().tobytes()] == label.tolist()


def test_validation_windows_are_as_they_are_stored() -> None:
    windows = planted(n=3 * 600)
    rows = windows.rows_of("validation")
    parts = list(ValidationBatches(windows, "validation"))
    assert len(parts) == len(ValidationBatches(windows, "validation")) > 1
    codes = np.concatenate([part.codes.numpy() for part in parts])
    labels = np.concatenate([part.truth.numpy() for part in parts])
    np.testing.assert_array_equal(codes, windows.window_codes()[rows])
    np.testing.assert_array_equal(labels, windows.labels[rows])


def test_batches_are_the_same_from_a_file(tmp_path: Path) -> None:
    windows = planted()
    write_windows(tmp_path / "data.h5", windows)
    with open_windows(tmp_path / "data.h5") as stored:
        assert _rows(TrainingBatches(stored, QUICK, 3)) == _rows(TrainingBatches(windows, QUICK, 3))
