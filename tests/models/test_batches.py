"""What a network sees in training, and in validation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from models.examples import QUICK, planted
from motiflens.models.architectures import build
from motiflens.models.batches import Batch, TrainingBatches, WindowBatches, split_rows
from motiflens.models.classifier import Classifier
from motiflens.models.shape import Shape

STILL = QUICK.model_copy(update={"shift": False, "reverse_complement": False})


def _rows(batches: TrainingBatches) -> list[bytes]:
    return [row.numpy().tobytes() for batch in batches for row in batch.codes]


def test_an_epoch_shows_each_training_window_once() -> None:
    windows = planted(127)
    expected = windows.window_codes()[split_rows(windows, "train")]
    assert sorted(_rows(TrainingBatches(windows, STILL))) == sorted(
        row.tobytes() for row in expected
    )


def test_what_is_left_over_is_spread() -> None:
    windows = planted(n=3 * 45)
    options = QUICK.model_copy(update={"batch_size": 16})
    sizes = [len(batch.codes) for batch in TrainingBatches(windows, options)]
    assert sum(sizes) == 45
    assert sorted(sizes) == [22, 23]
    assert len(TrainingBatches(windows, options)) == 2


def test_the_order_and_the_windows_are_new_in_each_epoch_and_set_by_the_seed() -> None:
    windows = planted()
    batches = TrainingBatches(windows, QUICK)
    first, second = _rows(batches), _rows(batches)
    assert sorted(first) != sorted(second)
    again = TrainingBatches(windows, QUICK)
    assert (first, second) == (_rows(again), _rows(again))
    other = TrainingBatches(windows, QUICK.model_copy(update={"seed": 2}))
    assert first != _rows(other)


def test_anchors_are_made_of_training_negatives() -> None:
    windows = planted()
    rows = split_rows(windows, "train")
    negatives = rows[~windows.labels[rows].any(axis=1)]
    allowed = {row.tobytes() for row in windows.window_codes()[negatives]}
    for batch in TrainingBatches(windows, STILL):
        assert batch.anchors is not None
        assert len(batch.anchors.codes) == len(batch.codes) // 8 == len(batch.anchors.weights)
        assert {row.numpy().tobytes() for row in batch.anchors.codes} <= allowed


def test_without_negatives_every_anchor_is_the_reference() -> None:
    windows = planted()
    labels = windows.labels.copy()
    labels[~labels.any(axis=1), 0] = 1
    for batch in TrainingBatches(replace(windows, labels=labels), QUICK):
        assert batch.anchors is not None
        assert (batch.anchors.weights == 0).all()


def test_anchors_are_labelled_as_none_of_the_classes() -> None:
    windows = planted()
    network = build("small-cnn", Shape(40, 2))
    classifier = Classifier(network, windows.tasks, windows.background, QUICK, lambda _: None)
    for batch in TrainingBatches(windows, QUICK):
        n = len(batch.codes)
        x, labels = classifier.examples(batch)
        assert x.shape == (n + n // 8, 4, 40)
        assert torch.equal(labels[:n], batch.labels)
        assert (labels[n:] == 0).all()
        reference = torch.tensor(windows.background, dtype=torch.float32).view(4, 1)
        assert torch.equal(x[n], reference.expand(4, 40))


def test_without_anchors_there_are_only_windows() -> None:
    windows = planted()
    network = build("small-cnn", Shape(40, 2))
    options = QUICK.model_copy(update={"anchor": False})
    classifier = Classifier(network, windows.tasks, windows.background, options, lambda _: None)
    for batch in TrainingBatches(windows, options):
        assert batch.anchors is None
        x, labels = classifier.examples(batch)
        assert len(x) == len(labels) == len(batch.codes)


def test_labels_stay_with_their_windows() -> None:
    windows = planted()
    labels = {
        codes.tobytes(): label.tolist()
        for codes, label in zip(windows.window_codes(), windows.labels, strict=True)
    }
    batches: list[Batch] = list(TrainingBatches(windows, STILL))
    for batch in batches:
        for codes, label in zip(batch.codes, batch.labels, strict=True):
            assert labels[codes.numpy().tobytes()] == label.tolist()


def test_validation_windows_are_as_they_are_stored() -> None:
    windows = planted(n=3 * 600)
    rows = split_rows(windows, "validation")
    parts = list(WindowBatches(windows, QUICK).val_dataloader())
    assert len(parts) > 1
    codes = np.concatenate([part[0].numpy() for part in parts])
    labels = np.concatenate([part[1].numpy() for part in parts])
    np.testing.assert_array_equal(codes, windows.window_codes()[rows])
    np.testing.assert_array_equal(labels, windows.labels[rows])
