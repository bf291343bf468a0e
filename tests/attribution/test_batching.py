"""How many sequences make a pass, and what happens where memory is short."""

from __future__ import annotations

import pytest
import torch
from torch import nn

import motiflens
from attribution.networks import FREQUENCIES, one_hot, settle
from motiflens.attribution.batch import Batch
from motiflens.attribution.batching import batch_size
from motiflens.attribution.propagation import Propagation
from motiflens.attribution.result import Attribution
from motiflens.errors import DeviceError

CPU = torch.device("cpu")


def model() -> nn.Module:
    layers = [nn.Conv1d(4, 5, 3), nn.ReLU(), nn.MaxPool1d(2), nn.Flatten(), nn.Linear(45, 1)]
    return settle(nn.Sequential(*layers)).eval()


def test_large_activations_make_small_batches() -> None:
    sizes = [batch_size(each, CPU) for each in (0, 1_000_000, 10_000_000, 10**12)]
    assert sizes == [64, 64, 6, 1]


def test_a_pass_holds_what_its_engine_says(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    explain = Propagation.explain

    def noting(self: Propagation, batch: Batch, *how: object, **more: object) -> object:
        seen.append(len(batch.x))
        return explain(self, batch, *how, **more)

    monkeypatch.setattr(Propagation, "explain", noting)
    explainer = motiflens.Explainer(model(), one_hot(1, 20))
    explainer.engine.__dict__["batch_size"] = 3
    explainer.explain(one_hot(8, 20), reference=FREQUENCIES)
    assert sorted(seen) == [2, 3, 3]


@pytest.mark.parametrize("own", [False, True], ids=["shared", "own"])
def test_a_batch_that_does_not_fit_is_halved(monkeypatch: pytest.MonkeyPatch, own: bool) -> None:
    x = one_hot(9, 20)
    reference = one_hot(9, 20, seed=5) if own else FREQUENCIES
    whole = motiflens.explain(model(), x, reference=reference)
    explain = Propagation.explain

    def short(self: Propagation, batch: Batch, *how: object, **more: object) -> object:
        if len(batch.x) > 2:
            raise torch.OutOfMemoryError("out of memory")
        return explain(self, batch, *how, **more)

    monkeypatch.setattr(Propagation, "explain", short)
    halved = motiflens.explain(model(), x, reference=reference, batch_size=9)
    torch.testing.assert_close(halved.scores, whole.scores)
    torch.testing.assert_close(halved.reference_prediction, whole.reference_prediction)


def test_where_one_does_not_fit_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> tuple[Attribution, ...]:
        raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr(Propagation, "explain", never)
    with pytest.raises(DeviceError, match="one sequence") as caught:
        motiflens.explain(model(), one_hot(3, 20), reference=FREQUENCIES)
    assert "cpu" in str(caught.value)
