"""Targets: what they are, several from one pass, and weights that are taken as constants."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

import motiflens
from attribution.networks import (
    COLUMN,
    FREQUENCIES,
    ConvPoolDense,
    network_for,
    one_hot,
    settle,
)
from motiflens.attribution.targets import (
    counts,
    difference,
    linear,
    named_target,
    normalised,
    profile,
    total,
)
from motiflens.errors import ConfigError

TARGETS = {
    "difference": (difference(1, 0), lambda y: y[:, 1] - y[:, 0]),
    "normalised": (normalised(1), lambda y: y[:, 1] - (y[:, 0] + y[:, 1]) / 2),
    "linear": (linear([2.0, -0.5]), lambda y: 2 * y[:, 0] - 0.5 * y[:, 1]),
    "total": (total, lambda y: y[:, 0] + y[:, 1]),
    "probability": (lambda y: y.softmax(1)[:, 1], lambda y: y.exp()[:, 1] / y.exp().sum(1)),
}

pytestmark = pytest.mark.usefixtures("captured_once")


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_explained_is_what_the_name_says(name: str) -> None:
    target, plain = TARGETS[name]
    model, x = settle(ConvPoolDense()), one_hot(4, 30)
    found = motiflens.explain(model, x, target=target, reference=FREQUENCIES)
    torch.testing.assert_close(found.prediction, plain(model.eval()(x)))
    assert found.completeness_error.max() < 1e-12


def test_a_linear_target_is_the_same_sum_of_scores() -> None:
    model, x = settle(ConvPoolDense()), one_hot(4, 30)
    first, second, both = motiflens.explain_each(
        model, x, [0, 1, linear([2.0, -0.5])], reference=FREQUENCIES
    )
    torch.testing.assert_close(both.scores, 2 * first.scores - 0.5 * second.scores)


@pytest.mark.parametrize("method", motiflens.METHODS)
def test_several_targets_are_those_explained_one_by_one(method: str) -> None:
    model, x = network_for(method), one_hot(5, 30)
    together = motiflens.explain_each(model, x, [1, 0, total], method=method, batch_size=3)
    for found, target in zip(together, [1, 0, total], strict=True):
        alone = motiflens.explain(model, x, method=method, target=target, batch_size=3)
        torch.testing.assert_close(found.scores, alone.scores)
        torch.testing.assert_close(found.completeness_error, alone.completeness_error)
        assert found.absorbed.keys() == alone.absorbed.keys()
        for label, kept in found.absorbed.items():
            torch.testing.assert_close(kept, alone.absorbed[label])


@pytest.mark.parametrize(("name", "value"), [("logit", 0), ("normalised", 0), ("minus B", 0)])
def test_targets_by_name(name: str, value: int) -> None:
    output = torch.tensor([[1.0, 4.0]])
    expected = {"logit": 1.0, "normalised": -1.5, "minus B": -3.0}[name]
    assert named_target(name, value, ["A", "B"])(output).item() == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, 7.0), ("log-counts", 7.0), ("minus A", 4.0),
        ("profile", 2.5 * torch.tensor([0.0, 5.0]).softmax(0).diff().item()),
    ],
)  # fmt: skip
def test_targets_of_profiles(name: str | None, expected: float) -> None:
    logits = torch.tensor([[[9.0, 1.0], [2.0, 2.0], [0.0, 5.0]]])
    output = (logits, torch.tensor([[3.0, 7.0]]))
    target = named_target(name, 1, ["A", "B"], "profiles", [2, 1])
    assert target(output).item() == pytest.approx(expected)


@pytest.mark.parametrize("name", ["minus C", "logits", "B"])
def test_a_target_that_does_not_exist_is_said_with_those_that_do(name: str) -> None:
    with pytest.raises(ConfigError, match="no target") as caught:
        named_target(name, 0, ["A", "B"])
    assert "minus one of A, B" in caught.value.fix


class _Profile(nn.Module):
    """Profile logits of two strands, and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.profile = nn.Conv1d(4, 6, 7, padding=3), nn.Conv1d(6, 2, 5, padding=2)
        self.counts = nn.Linear(6, 2)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        h = torch.relu(self.conv(x))
        return self.profile(h), self.counts(h.mean(-1))


@pytest.mark.parametrize("reference", [FREQUENCIES, "dinucleotide-shuffles"])
@pytest.mark.parametrize("detach", [True, False])
def test_a_profile_is_explained_with_its_weights_frozen_or_not(
    detach: bool, reference: object
) -> None:
    model, x = settle(_Profile()), one_hot(4, 30)
    found = motiflens.explain(
        model, x, target=profile(0, detach=detach), reference=reference, n_references=3
    )
    assert found.completeness_error.max() < 1e-12
    logits = model(x)[0]
    weights = logits.softmax(-1)
    torch.testing.assert_close(found.prediction, _weighted(logits, weights))
    if reference is FREQUENCIES:
        at_reference = model(COLUMN.expand(4, 4, 30))[0]
        # Frozen weights are those of the sequence, at its reference too.
        used = weights if detach else at_reference.softmax(-1)
        wanted = _weighted(at_reference, used)
        torch.testing.assert_close(found.reference_prediction[:, 0], wanted)


def _weighted(logits: Tensor, weights: Tensor) -> Tensor:
    return ((logits - logits.mean(-1, keepdim=True)) * weights).sum((1, 2))


def test_frozen_weights_are_a_linear_target_of_each_sequence() -> None:
    model, x = settle(_Profile()), one_hot(3, 30)
    found = motiflens.explain(model, x, target=profile(0), reference=FREQUENCIES)
    for row in range(3):
        weights = model(x[row : row + 1])[0].softmax(-1).detach()

        def fixed(output: tuple[Tensor, Tensor], weights: Tensor = weights) -> Tensor:
            return _weighted(output[0], weights)

        alone = motiflens.explain(model, x[row : row + 1], target=fixed, reference=FREQUENCIES)
        torch.testing.assert_close(found.scores[row], alone.scores[0])


def test_profile_and_counts_come_from_one_pass() -> None:
    model, x = settle(_Profile()), one_hot(3, 30)
    shape, size = motiflens.explain_each(model, x, [profile(0), counts(1)])
    torch.testing.assert_close(size.prediction, model(x)[1].sum(1))
    assert max(a.completeness_error.max() for a in (shape, size)) < 1e-12
