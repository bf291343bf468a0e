"""LRP-epsilon against a scalar re-derivation, and what must hold of any network."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

import motiflens
from attribution.networks import FREQUENCIES, ConvPoolDense, Folded, Plain, one_hot, settle
from motiflens.attribution.capture import capture
from motiflens.attribution.methods import EpsilonOptions
from motiflens.attribution.rules.lrp import epsilon_rules
from motiflens.attribution.walk import walk

ZEROS = {"reference": "zeros"}
LRP_0 = {"epsilon": 0.0}


class _Small(nn.Module):
    """conv - ReLU - max-pool - dense - ReLU - dense: small enough for loops."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, 3, 3, padding=1)
        self.pool = nn.MaxPool1d(2)
        self.hidden = nn.Linear(12, 4)
        self.out = nn.Linear(4, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.pool(torch.relu(self.conv(x))).flatten(1)
        return self.out(torch.relu(self.hidden(h)))


def _by_loops(
    model: _Small, x: Tensor, reference: list[float], epsilon: float
) -> list[list[float]]:
    """The default LRP of one sequence (4, L), unit by unit, from the rule's definition."""

    def stabilised(z: list[float]) -> list[float]:
        spread = math.sqrt(sum(value * value for value in z) / len(z))
        return [value + epsilon * spread * (1 if value >= 0 else -1) for value in z]

    def dense(layer: nn.Linear, a: list[float]) -> list[float]:
        return [
            sum(layer.weight[j, i].item() * a[i] for i in range(len(a))) + layer.bias[j].item()
            for j in range(layer.out_features)
        ]

    def through_dense(layer: nn.Linear, a: list[float], relevance: list[float]) -> list[float]:
        denominators = stabilised(dense(layer, a))
        return [
            a[i] * sum(
                layer.weight[j, i].item() * relevance[j] / denominators[j]
                for j in range(layer.out_features)
            )
            for i in range(len(a))
        ]  # fmt: skip

    length, channels, width = x.shape[1], 3, 3
    z = [
        [
            model.conv.bias[o].item()
            + sum(
                model.conv.weight[o, c, k].item() * x[c, p + k - 1].item()
                for c in range(4) for k in range(width) if 0 <= p + k - 1 < length
            )
            for p in range(length)
        ]
        for o in range(channels)
    ]  # fmt: skip
    pooled, winners = [], []
    for o in range(channels):
        for window in range(length // 2):
            members = [2 * window, 2 * window + 1]
            winner = max(members, key=lambda p, o=o: max(z[o][p], 0.0))
            winners.append((o, winner))
            pooled.append(max(z[o][winner], 0.0))
    hidden = dense(model.hidden, pooled)
    active = [max(value, 0.0) for value in hidden]
    (output,) = dense(model.out, active)
    relevance = through_dense(model.hidden, pooled, through_dense(model.out, active, [output]))

    flat = stabilised([value for row in z for value in row])
    scores = [[0.0] * length for _ in range(4)]
    for (o, p), given in zip(winners, relevance, strict=True):
        ratio = given / flat[o * length + p]
        for c in range(4):
            for k in range(width):
                if 0 <= p + k - 1 < length:
                    change = x[c, p + k - 1].item() - reference[c]
                    scores[c][p + k - 1] += model.conv.weight[o, c, k].item() * change * ratio
    return scores


@pytest.mark.parametrize("reference", [FREQUENCIES, [0.0] * 4])
def test_the_default_is_that_of_the_definition(reference: list[float]) -> None:
    model, x = settle(_Small(), seed=5), one_hot(3, 8)
    found = motiflens.explain(
        model, x, method="lrp-epsilon", reference=torch.tensor(reference, dtype=torch.float64)
    )
    for contributions, sequence in zip(found.contributions, x, strict=True):
        wanted = torch.tensor(_by_loops(model, sequence, reference, 0.25), dtype=torch.float64)
        assert wanted.abs().max() > 1e-3
        torch.testing.assert_close(contributions, wanted, rtol=1e-9, atol=1e-12)


def test_the_default_is_not_gradient_times_distance_in_disguise() -> None:
    model, x = settle(ConvPoolDense()), one_hot(20, 30)
    lrp = motiflens.explain(model, x, method="lrp-epsilon", reference=FREQUENCIES, target=0)
    gradient = motiflens.explain(
        model, x, method="gradient-x-input", reference=FREQUENCIES, target=0
    )
    correlation = torch.stack(
        [
            torch.corrcoef(torch.stack(pair))[0, 1]
            for pair in zip(lrp.scores, gradient.scores, strict=True)
        ]
    )
    assert correlation.max() < 0.9999
    scale = lrp.scores.abs().mean() / gradient.scores.abs().mean()
    assert (lrp.scores - scale * gradient.scores).abs().max() > 0.1 * lrp.scores.abs().max()


@pytest.mark.parametrize("build", [ConvPoolDense, Plain, Folded])
def test_lrp_0_with_a_reference_of_zeros_is_gradient_times_input(build: type[nn.Module]) -> None:
    model, x = settle(build()), one_hot(4, 30)
    lrp = motiflens.explain(model, x, method="lrp-epsilon", target=0, options=LRP_0, **ZEROS)
    gradient = motiflens.explain(model, x, method="gradient-x-input", target=0)
    torch.testing.assert_close(lrp.contributions, gradient.contributions, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("build", [ConvPoolDense, Plain, Folded])
@pytest.mark.parametrize("bias", ["absorb", "zero", "distribute"])
@pytest.mark.parametrize("scale", ["layer", "absolute"])
@pytest.mark.parametrize("sign", ["signed", "unsigned"])
def test_what_is_given_and_what_is_absorbed_is_the_output(
    build: type[nn.Module], bias: str, scale: str, sign: str
) -> None:
    options = {"bias": bias, "scale": scale, "sign": sign, "epsilon": 0.1}
    model, x = settle(build()), one_hot(4, 30)
    found = motiflens.explain(model, x, method="lrp-epsilon", target=0, options=options, **ZEROS)
    kept = sum(found.absorbed.values())
    torch.testing.assert_close(found.scores.sum(1) + kept, found.prediction, rtol=1e-8, atol=1e-10)
    assert found.completeness_error.max() < 1e-9


def test_without_biases_and_stabiliser_nothing_is_absorbed() -> None:
    model, x = settle(ConvPoolDense()), one_hot(4, 30)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias"):
                parameter.zero_()
        model.norm.running_mean.zero_()
    found = motiflens.explain(model, x, method="lrp-epsilon", target=0, options=LRP_0, **ZEROS)
    torch.testing.assert_close(found.scores.sum(1), found.prediction)
    rescale = motiflens.explain(model, x, method="deeplift", target=0, **ZEROS)
    # With pooling, DeepLIFT credits the winner of the reference too: here all are zeros, a tie.
    torch.testing.assert_close(rescale.prediction, found.prediction)


def test_absorption_is_the_leakage_identity_of_each_layer() -> None:
    """sum_i R_i = sum_j R_j (z_j - b_j) / (z_j + e_j), computed apart for a dense layer."""
    layer = settle(nn.Sequential(nn.Flatten(), nn.Linear(4 * 5, 1)))
    x = one_hot(3, 5)
    found = motiflens.explain(
        layer, x, method="lrp-epsilon", options={"epsilon": 0.3, "scale": "absolute"}, **ZEROS
    )
    z, b = found.prediction, layer[1].bias.item()
    epsilon = torch.where(z < 0, -0.3, 0.3)
    torch.testing.assert_close(found.scores.sum(1), z * (z - b) / (z + epsilon))
    torch.testing.assert_close(found.absorbed["1"], z * (b + epsilon) / (z + epsilon))


def test_a_folded_batch_norm_gives_what_the_merged_layer_gives() -> None:
    model, x = settle(ConvPoolDense()), one_hot(4, 30)
    merged = settle(ConvPoolDense())
    scale = model.norm.weight / torch.sqrt(model.norm.running_var + model.norm.eps)
    with torch.no_grad():
        merged.conv1.weight.copy_(model.conv1.weight * scale[:, None, None])
        merged.conv1.bias.copy_(
            (model.conv1.bias - model.norm.running_mean) * scale + model.norm.bias
        )
    merged.norm = nn.Identity()
    for method in ("lrp-epsilon", "deeplift"):
        one = motiflens.explain(model, x, method=method, target=1)
        other = motiflens.explain(merged, x, method=method, target=1)
        torch.testing.assert_close(one.scores, other.scores, rtol=1e-9, atol=1e-12)


def test_the_stabiliser_is_of_each_sequence_by_itself() -> None:
    model, x = settle(Folded()), one_hot(6, 30)
    alone = torch.cat(
        [
            motiflens.explain(model, one, method="lrp-epsilon", reference=FREQUENCIES).scores
            for one in x.split(1)
        ]
    )
    together = motiflens.explain(model, x, method="lrp-epsilon", reference=FREQUENCIES).scores
    torch.testing.assert_close(alone, together, rtol=1e-10, atol=1e-12)


def test_relevance_of_a_unit_whose_denominator_is_zero_is_absorbed_there() -> None:
    class Cancelling(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.ones(1, dtype=torch.float64))

        def forward(self, x: Tensor) -> Tensor:
            h = x.sum((1, 2)).unsqueeze(1) * self.weight
            return torch.exp(h - h)[:, 0]

    found = motiflens.explain(Cancelling(), one_hot(2, 6), method="lrp-epsilon", **ZEROS)
    assert found.scores.abs().max() == 0
    torch.testing.assert_close(sum(found.absorbed.values()), found.prediction)


def test_relevance_that_a_control_track_takes_is_counted_as_absorbed() -> None:
    from attribution.networks import WithControl

    model, x, track = settle(WithControl()), one_hot(4, 30), torch.rand(4, 1, 30).double()
    found = motiflens.explain(model, x, args=[track], method="lrp-epsilon", target=0)
    assert found.completeness_error.max() < 1e-12


def test_a_batch_that_does_not_lead_is_refused() -> None:
    class Turned(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.dense = nn.Linear(4, 3)

        def forward(self, x: Tensor) -> Tensor:
            return self.dense(x.permute(2, 0, 1)).sum((0, 2))

    model, x = settle(Turned()), one_hot(3, 7)
    with pytest.raises(motiflens.errors.UnsupportedOperationError, match="first dimension"):
        motiflens.explain(model, x, method="lrp-epsilon")
    assert motiflens.explain(model, x).completeness_error.max() < 1e-12


def test_a_first_operation_that_is_no_layer_has_no_ratio() -> None:
    class Rectified(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return torch.relu(x).sum((1, 2))

    x = one_hot(2, 6)
    rules = epsilon_rules(EpsilonOptions())
    program = capture(Rectified(), x)
    plan = rules.plan(program, "LRP")
    message = walk(program, plan, x, torch.zeros_like(x))[0].message
    assert message.ratio is None
    torch.testing.assert_close(message.given, x)
