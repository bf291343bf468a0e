"""Scores from effects, and when the whole model is computed."""

from __future__ import annotations

import logging

import pytest
import torch
from torch import Tensor, nn

import motiflens
from attribution.field_networks import Transformer
from attribution.networks import FREQUENCIES, ConvPoolDense, one_hot, settle
from motiflens.errors import ConfigError

RECOMPUTE = ("touched", "all")


def _explain(model: nn.Module, x: Tensor, method: str = "mutagenesis", **more: object):
    more = {"reference": FREQUENCIES, "target": 0, **more}
    return motiflens.explain(model, x, method=method, **more)


@torch.no_grad()
def _mutated(model: nn.Module, x: Tensor) -> Tensor:
    """Return f(x with base b at l) by loops, (N, 4, L)."""
    found = torch.empty_like(x)
    for base in range(4):
        for position in range(x.shape[2]):
            other = x.clone()
            other[:, :, position] = torch.eye(4, dtype=x.dtype)[base]
            found[:, base, position] = model(other)[:, 0]
    return found


@pytest.mark.parametrize("recompute", RECOMPUTE)
def test_scores_are_what_the_field_calls_them_times_three_quarters(recompute: str) -> None:
    model, x = settle(ConvPoolDense()).eval(), one_hot(4, 30)
    outputs = _mutated(model, x)
    found = _explain(model, x, options={"recompute": recompute})
    effects = outputs - found.prediction[:, None, None]
    torch.testing.assert_close(found.hypothetical, effects - effects.mean(1, keepdim=True))
    usual = -effects.sum(1) / 3  # minus the mean over the three others
    torch.testing.assert_close(found.scores * 4 / 3, usual)
    torch.testing.assert_close(found.contributions, x * found.scores[:, None])


@pytest.mark.parametrize("recompute", RECOMPUTE)
@pytest.mark.parametrize("several", [False, True])
def test_prediction_difference_weights_bases_as_the_references_have_them(
    recompute: str, several: bool
) -> None:
    model, x = settle(ConvPoolDense()).eval(), one_hot(4, 30)
    outputs = _mutated(model, x)
    references = one_hot(12, 30, 5).view(4, 3, 4, 30)
    column = torch.tensor(FREQUENCIES, dtype=torch.float64)[:, None]
    found = _explain(
        model,
        x,
        "prediction-difference",
        reference=references if several else FREQUENCIES,
        options={"recompute": recompute},
    )
    weights = references.mean(1) if several else column
    expected = (weights * outputs).sum(1)
    torch.testing.assert_close(found.scores, found.prediction[:, None] - expected)
    torch.testing.assert_close(found.hypothetical, outputs - expected[:, None])


def test_prediction_difference_refuses_what_are_no_frequencies() -> None:
    with pytest.raises(ConfigError, match="do not sum to 1"):
        _explain(
            settle(ConvPoolDense()), one_hot(2, 30), "prediction-difference", reference="zeros"
        )


def test_an_n_is_mutated_from_the_reference() -> None:
    model, x = settle(ConvPoolDense()).eval(), one_hot(3, 30)
    x[1, :, 12] = 0
    filled = x.clone()
    filled[1, :, 12] = torch.tensor(FREQUENCIES, dtype=torch.float64)
    outputs = _mutated(model, filled)
    for recompute in RECOMPUTE:
        found = _explain(model, x, options={"recompute": recompute})
        torch.testing.assert_close(found.hypothetical, outputs - outputs.mean(1, keepdim=True))


def test_a_model_that_cannot_be_captured_is_called(caplog: pytest.LogCaptureFixture) -> None:
    class ByValue(ConvPoolDense):
        def forward(self, x: Tensor) -> Tensor:
            return super().forward(x) * (2 if float(x.sum()) > 0 else 1)

    model, x = settle(ByValue()).eval(), one_hot(2, 30)
    with caplog.at_level(logging.INFO):
        found = _explain(model, x)
    outputs = _mutated(model, x)
    torch.testing.assert_close(found.hypothetical, outputs - outputs.mean(1, keepdim=True))
    assert "the model is called for each mutant" in caplog.text


def test_operations_that_mix_positions_are_named_once(caplog: pytest.LogCaptureFixture) -> None:
    torch.manual_seed(0)
    model, x = Transformer(), one_hot(3, 40).float()
    explainer = motiflens.Explainer(model, x, method="mutagenesis")
    with caplog.at_level(logging.INFO):
        explainer.explain(x, batch_size=1)
    said = [record.message for record in caplog.records if "is not local" in record.message]
    assert len(said) == 1
    assert "at block" in said[0]
