"""Training from a file to a model's folder."""

from __future__ import annotations

import logging
import random
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.examples import QUICK, planted
from motiflens.config import Train
from motiflens.errors import InputError, ModelError
from motiflens.files import sha256
from motiflens.models.card import CARD, WEIGHTS, EpochRecord, ModelCard
from motiflens.models.loading import load_model
from motiflens.models.metrics import evaluate
from motiflens.models.predict import predict
from motiflens.models.setting_up import what_is_learnt
from motiflens.models.training import train
from motiflens.sequences.composition import gc_content
from motiflens.store.windows import Windows, read_windows, write_windows

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "data.h5"
    write_windows(path, planted())
    return path


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Windows, Path, ModelCard]:
    """Return a data set, the folder of a model that had time to learn it, and its card."""
    folder = tmp_path_factory.mktemp("learnt")
    write_windows(folder / "data.h5", planted(n=900))
    options = Train(dataset="x", epochs=12, batch_size=32, patience=12)
    card = train(folder / "data.h5", folder / "model", options, device=CPU)
    return read_windows(folder / "data.h5"), folder / "model", card


def _options(**changes: object) -> Train:
    return Train.model_validate(QUICK.model_dump() | changes)


def test_it_learns_what_was_planted(learnt: tuple[Windows, Path, ModelCard]) -> None:
    _, _, card = learnt
    for task in ("A", "B"):
        auroc = card.metrics["test"][task].values["auroc"]
        assert auroc is not None
        assert auroc > 0.9


def test_the_card_says_what_the_model_does(learnt: tuple[Windows, Path, ModelCard]) -> None:
    windows, folder, card = learnt
    network, read = load_model(folder)
    assert read == card
    codes = windows.window_codes()
    for split, metrics in card.metrics.items():
        rows = windows.rows_of(split)
        gc = gc_content(codes[rows])
        logits = predict(network, codes[rows], CPU)
        expected = evaluate(logits, windows.labels[rows], ("A", "B"), gc)
        own = {task: one.model_copy(update={"baselines": []}) for task, one in metrics.items()}
        assert own == expected
        # The planted motifs are no longer than what the simple models count.
        assert all(one.baselines[1].value > 0.9 for one in metrics.values())
    assert card.training is not None
    assert card.training.data_sha256 == sha256(folder.parent / "data.h5")
    assert card.training.anchored
    assert card.training.reference == windows.background.tolist()
    assert "dataset" not in card.training.options
    assert card.weights_sha256 == sha256(folder / WEIGHTS)


def test_the_best_epoch_is_the_one_that_is_kept(learnt: tuple[Windows, Path, ModelCard]) -> None:
    windows, folder, card = learnt
    assert card.training is not None
    curve, best = card.training.curve, card.training.best_epoch
    assert [record.epoch for record in curve] == list(range(1, len(curve) + 1))
    assert curve[best - 1].validation_loss == min(record.validation_loss for record in curve)

    rows = windows.rows_of("validation")
    logits = predict(load_model(folder)[0], windows.window_codes()[rows], CPU)
    loss = np.logaddexp(0, np.where(windows.labels[rows] == 1, -logits, logits)).mean()
    assert loss == pytest.approx(curve[best - 1].validation_loss, rel=1e-5)
    kept = {task: metrics.values["auroc"] for task, metrics in card.metrics["validation"].items()}
    assert kept == pytest.approx(curve[best - 1].validation_scores)


def test_the_reference_is_none_of_the_classes(learnt: tuple[Windows, Path, ModelCard]) -> None:
    windows, folder, _ = learnt
    network, _ = load_model(folder)
    reference = torch.tensor(windows.background, dtype=torch.float32).view(1, 4, 1)
    with torch.inference_mode():
        at_reference = network(reference.expand(1, 4, windows.window))[0].numpy()
    negatives = windows.window_codes()[~windows.labels.any(axis=1)]
    assert (at_reference < np.median(predict(network, negatives, CPU), axis=0)).all()


def test_training_stops_when_validation_gets_no_better(data: Path, tmp_path: Path) -> None:
    windows = read_windows(data)
    labels = windows.labels.copy()
    held_out = windows.rows_of("validation")
    labels[held_out] = 1 - labels[held_out]
    write_windows(tmp_path / "data.h5", replace(windows, labels=labels))
    options = _options(epochs=40, patience=2)
    card = train(tmp_path / "data.h5", tmp_path / "model", options, device=CPU)
    assert card.training is not None
    assert len(card.training.curve) == card.training.best_epoch + 2 < 40


def test_equal_seeds_give_equal_bytes_whatever_went_before(data: Path, tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        train(data, tmp_path / name, _options(seed=seed), device=CPU)
        torch.rand(3), np.random.default_rng().random(), random.random()
        torch.manual_seed(99)
    for file in (CARD, WEIGHTS):
        a, b, c = ((tmp_path / name / file).read_bytes() for name in "abc")
        assert a == b != c


def test_torch_is_left_as_it_was(data: Path, tmp_path: Path) -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    train(data, tmp_path / "model", _options(epochs=1), device=CPU)
    assert torch.equal(torch.rand(3), expected)
    assert not torch.are_deterministic_algorithms_enabled()
    assert logging.getLogger("lightning.pytorch").level == logging.getLogger("lightning").level


def test_options_of_augmentation_and_anchors_reach_the_network(data: Path, tmp_path: Path) -> None:
    hashes = set()
    for change in ({}, {"anchor": False}, {"shift": False}, {"reverse_complement": False}):
        card = train(data, tmp_path / "model", _options(epochs=1, **change), device=CPU)
        hashes.add(card.weights_sha256)
    assert len(hashes) == 4
    card = train(data, tmp_path / "model", _options(epochs=1, anchor=False), device=CPU)
    assert card.training is not None
    assert (card.training.anchored, card.training.reference) == (False, None)


def test_an_interrupt_leaves_nothing_and_what_was_there_stays(data: Path, tmp_path: Path) -> None:
    seen: list[EpochRecord] = []

    def interrupt(record: EpochRecord) -> None:
        seen.append(record)
        if record.epoch == 2:
            raise KeyboardInterrupt

    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        train(data, tmp_path / "model", QUICK, device=CPU, on_epoch=interrupt)
    assert len(seen) == 2
    assert not (tmp_path / "model").exists()
    assert signal.getsignal(signal.SIGINT) is handler

    train(data, tmp_path / "model", QUICK, device=CPU)
    before = (tmp_path / "model" / WEIGHTS).read_bytes()
    with pytest.raises(KeyboardInterrupt):
        train(data, tmp_path / "model", _options(seed=2), device=CPU, on_epoch=interrupt)
    assert (tmp_path / "model" / WEIGHTS).read_bytes() == before


def test_nothing_is_written_but_the_model(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    train(data, "model", QUICK, device=CPU)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert capfd.readouterr() == ("", "")


def test_a_loss_that_is_not_finite_is_said(data: Path, tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match="training diverged: in epoch 1 the loss is no finite number"
    ):
        train(data, tmp_path / "model", _options(learning_rate=1e30), device=CPU)
    assert not (tmp_path / "model").exists()


def test_windows_that_are_too_short_are_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="basset needs windows of 48 bp or more; these have 40"):
        train(data, tmp_path / "model", _options(architecture="basset"), device=CPU)


def test_there_must_be_something_to_tell_apart() -> None:
    windows = planted()
    what_is_learnt(windows, QUICK)
    for value, said in ((0, "do not belong to A"), (1, "belong to A")):
        labels = windows.labels.copy()
        labels[windows.rows_of("train"), 0] = value
        with pytest.raises(InputError, match=f"all 42 training windows {said}"):
            what_is_learnt(replace(windows, labels=labels), QUICK)


def test_there_must_be_windows_to_stop_by() -> None:
    windows = planted()
    split = np.where(windows.split == 1, 0, windows.split).astype(np.uint8)
    with pytest.raises(InputError, match="there are no validation windows"):
        what_is_learnt(replace(windows, part=split), QUICK)


def test_without_test_windows_there_are_no_test_metrics(tmp_path: Path) -> None:
    windows = planted()
    split = np.where(windows.split == 2, 0, windows.split).astype(np.uint8)
    write_windows(tmp_path / "data.h5", replace(windows, part=split))
    card = train(tmp_path / "data.h5", tmp_path / "model", QUICK, device=CPU)
    assert list(card.metrics) == ["validation"]
