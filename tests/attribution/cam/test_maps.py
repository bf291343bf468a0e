"""CAM and Grad-CAM: derived a second time, and refused where they have no meaning."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import motiflens
from attribution.networks import (
    FREQUENCIES,
    Averaged,
    ConvPoolDense,
    Folded,
    Plain,
    Smooth,
    WithControl,
    one_hot,
    settle,
)
from motiflens.errors import ConfigError, UnsupportedOperationError


class _Around(nn.Module):
    """Part of the output is a linear function of the sequence itself."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.out = nn.Conv1d(4, 3, 3), nn.Linear(3, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(F.relu(self.conv(x)).mean(-1)) + x[:, 0].mean(1, keepdim=True)


def _spread(scores: Tensor, first: int, step: int, size: int, length: int) -> Tensor:
    """Share scores (n, Z) of positions p among bases first + step * p and ``size`` on."""
    found = torch.zeros(len(scores), length, dtype=scores.dtype)
    for p in range(scores.shape[1]):
        low, high = max(first + step * p, 0), min(first + step * p + size, length)
        found[:, low:high] += scores[:, p, None] / (high - low)
    return found


def _map(model: Averaged, x: Tensor) -> Tensor:
    return F.relu(model.conv2(F.max_pool1d(F.relu(model.conv1(x)), 2))).detach()


def test_cam_is_what_positions_gave_shared_by_the_bases_they_see() -> None:
    model, x = settle(Averaged()).eval(), one_hot(5, 30)
    found = motiflens.explain(model, x, method="cam", target=1)
    activations = _map(model, x)
    scores = (model.out.weight[1, :, None] * activations).sum(1).detach() / activations.shape[2]
    # Three pooled positions of two, each of which sees five bases.
    torch.testing.assert_close(found.scores, _spread(scores, -2, 2, 10, 30))
    (label,) = found.absorbed
    assert label == "out/bias"
    torch.testing.assert_close(found.absorbed[label], model.out.bias[1].detach().expand(5))
    torch.testing.assert_close(found.scores.sum(1), found.prediction - found.absorbed[label])
    assert found.hypothetical is None


def test_grad_cam_without_relu_is_cam_where_the_head_is_a_mean() -> None:
    model, x = settle(Averaged()), one_hot(5, 30)
    cam = motiflens.explain(model, x, method="cam", target=0)
    signed, positive = (
        motiflens.explain(model, x, method="grad-cam", target=0, options={"relu": relu})
        for relu in (False, True)
    )
    torch.testing.assert_close(signed.scores, cam.scores)
    assert signed.scores.min() < 0 <= positive.scores.min()


@pytest.mark.parametrize("upsample", ["receptive-field", "linear"])
def test_grad_cam_on_a_dense_head(upsample: str) -> None:
    model, x = settle(ConvPoolDense()).eval(), one_hot(5, 30)
    found = motiflens.explain(
        model, x, method="grad-cam", target=0, options={"relu": False, "upsample": upsample}
    )
    h = model.pool(F.relu(model.norm(model.conv1(x))))
    activations = F.relu(model.conv2(h)).detach().requires_grad_()
    output = model.out(F.relu(model.hidden(activations.flatten(1))))[:, 0].sum()
    (slope,) = torch.autograd.grad(output, activations)
    scores = (slope.mean(2, keepdim=True) * activations).sum(1).detach()
    wanted = _spread(scores, -2, 2, 11, 30)
    if upsample == "linear":
        wanted = F.interpolate(scores[:, None], 30, mode="linear")[:, 0]
    else:
        torch.testing.assert_close(found.scores.sum(1), scores.sum(1))
    torch.testing.assert_close(found.scores, wanted)


def test_a_layer_by_its_name() -> None:
    model, x = settle(ConvPoolDense()).eval(), one_hot(3, 30)
    found, other = (
        motiflens.explain(
            model, x, method="grad-cam", target=0, options={"relu": False, "layer": layer}
        )
        for layer in ("pool", "conv2")
    )
    assert (found.scores - other.scores).abs().max() > 1e-3
    with pytest.raises(ConfigError, match="no layer named 'hidden' whose output is a map") as error:
        motiflens.explain(model, x, method="grad-cam", target=0, options={"layer": "hidden"})
    assert "pool" in str(error.value.fix)


def test_a_convolution_that_is_the_output_has_no_map() -> None:
    network = nn.Sequential(
        nn.Conv1d(4, 3, 5, padding=2), nn.BatchNorm1d(3), nn.ReLU(), nn.Conv1d(3, 1, 3)
    )

    def total(output: Tensor) -> Tensor:
        return output.sum((1, 2))

    model, x = settle(network), one_hot(2, 30)
    found, named = (
        motiflens.explain(model, x, method="grad-cam", target=total, options=options)
        for options in ({}, {"layer": "2"})
    )
    assert torch.equal(found.scores, named.scores)
    linear = nn.Sequential(nn.Conv1d(4, 3, 5), nn.Flatten(), nn.Linear(78, 1))
    found = motiflens.explain(settle(linear), x, method="grad-cam", options={"relu": False})
    assert found.scores.shape == (2, 30)


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (ConvPoolDense, "behind the positions there is more than linear layers"),
        (Folded, "behind the positions there is more than linear layers"),
        (Smooth, "behind the positions there is more than linear layers"),
        (_Around, "part of the output goes around"),
    ],
)
def test_cam_is_refused_with_the_reason_and_grad_cam_offered(
    build: type[nn.Module], reason: str
) -> None:
    with pytest.raises(UnsupportedOperationError, match="ends in the mean over positions") as error:
        motiflens.explain(settle(build()), one_hot(2, 30), method="cam", target=0)
    assert reason in str(error.value)
    assert "use grad-cam" in str(error.value.fix)
    found = motiflens.explain(settle(build()), one_hot(2, 30), method="grad-cam", target=0)
    assert found.scores.shape == (2, 30)


def test_positions_that_weigh_differently_are_no_average() -> None:
    network = nn.Sequential(nn.Conv1d(4, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(84, 1))
    with pytest.raises(UnsupportedOperationError, match="weigh positions differently"):
        motiflens.explain(settle(network), one_hot(2, 30), method="cam")


def test_a_sum_and_layers_behind_each_other_are_an_average_head() -> None:
    class Summed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.one, self.two = nn.Conv1d(4, 3, 3), nn.Linear(3, 4), nn.Linear(4, 1)

        def forward(self, x: Tensor) -> Tensor:
            return self.two(self.one(F.relu(self.conv(x)).sum(2)))

    found = motiflens.explain(settle(Summed()), one_hot(4, 30), method="cam")
    assert found.completeness_error.max() < 1e-12


def test_further_inputs_are_no_part_of_the_map() -> None:
    model, x, track = settle(WithControl()), one_hot(4, 30), torch.rand(4, 1, 30).double()
    found = motiflens.explain(model, x, method="cam", target=0, args=[track], batch_size=3)
    assert found.completeness_error.max() < 1e-12
    weight, bias = model.out.weight[0].detach(), model.out.bias[0].detach()
    wanted = bias + weight[5] * track.mean((1, 2))
    torch.testing.assert_close(found.absorbed["out/bias"], wanted)


def test_a_model_without_a_convolution_has_no_map() -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(120, 1))
    for method in ("cam", "grad-cam"):
        with pytest.raises(UnsupportedOperationError, match="convolution"):
            motiflens.explain(settle(network), one_hot(2, 30), method=method)


@pytest.mark.parametrize("method", ["cam", "grad-cam"])
def test_the_model_is_left_as_it_was(method: str) -> None:
    model = settle(Plain()).train()
    before = [parameter.clone() for parameter in model.parameters()]
    motiflens.explain(model, one_hot(2, 30), method=method, reference=FREQUENCIES)
    assert model.training
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
