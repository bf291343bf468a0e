"""Losses against their definitions, window by window and task by task."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from motiflens.models.objectives import objective
from motiflens.readouts import READOUTS

N, T = 5, 3


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def _tensor(values: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.asarray(values, np.float64))


def test_classes(rng: np.random.Generator) -> None:
    logits, labels = rng.normal(size=(N, T)), rng.integers(0, 2, (N, T)).astype(float)
    found = objective("classes").losses(_tensor(logits), _tensor(labels))
    for row in range(N):
        chances = [1 / (1 + math.exp(-logit)) for logit in logits[row]]
        of_truth = [p if label else 1 - p for p, label in zip(chances, labels[row], strict=True)]
        assert found[row].item() == pytest.approx(-np.mean(np.log(of_truth)))


@pytest.mark.parametrize("readout", ["values", "counts"])
def test_numbers_of_which_some_are_not_known(rng: np.random.Generator, readout: str) -> None:
    output, truth = rng.normal(size=(N, T)), rng.poisson(4, (N, T)).astype(float)
    truth[1, 2] = truth[3] = np.nan
    tensor = _tensor(output).requires_grad_()
    found = objective(readout).losses(tensor, _tensor(truth))
    for row in range(N):
        losses = []
        for said, known in zip(output[row], truth[row], strict=True):
            if not math.isnan(known):
                poisson = math.exp(said) - known * said
                losses.append((said - known) ** 2 if readout == "values" else poisson)
        assert found[row].item() == pytest.approx(np.mean(losses) if losses else 0)
    found.sum().backward()
    assert tensor.grad is not None
    assert tensor.grad.isfinite().all()
    assert not tensor.grad[3].any()


def test_profiles(rng: np.random.Generator) -> None:
    tracks, length = (2, 1), 7
    logits, counts = rng.normal(size=(N, 3, length)), rng.normal(size=(N, 2))
    reads = rng.poisson(2, (N, 3, length)).astype(float)
    reads[2] = 0
    one = objective("profiles", tracks=tracks, counts_weight=2.5)
    found = one.losses((_tensor(logits), _tensor(counts)), _tensor(reads))
    for row in range(N):
        loss = 0.0
        for track in range(3):
            chances = np.exp(logits[row, track]) / np.exp(logits[row, track]).sum()
            loss -= (reads[row, track] * np.log(chances)).sum()
        totals = [math.log1p(reads[row, :2].sum()), math.log1p(reads[row, 2].sum())]
        loss += 2.5 * np.mean((counts[row] - totals) ** 2)
        assert found[row].item() == pytest.approx(loss)
        assert one.totals(_tensor(reads))[row].tolist() == pytest.approx(totals)


@pytest.mark.parametrize("readout", READOUTS)
def test_scores_of_tasks_and_where_there_are_none(readout: str) -> None:
    one = objective(readout, tracks=(1, 1))
    numbers = torch.tensor([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0], [3.0, 1.0]])
    known = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    first, second = one.scores(numbers, known)
    expected = 1.0 if readout == "classes" else np.corrcoef([0, 1, 2, 3], [0, 0, 1, 1])[0, 1]
    assert first == pytest.approx(expected)
    # A network that says the same of every window has no correlation, and an even chance.
    assert second == (0.5 if readout == "classes" else None)
    assert one.scores(numbers[:, :1], torch.zeros(4, 1)) == [None]
