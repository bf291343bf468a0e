"""The dilated residual network: its sizes, its reach, and what its last maps say."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from attribution.networks import one_hot
from models.architectures.examples import n_parameters, settled
from motiflens.models.architectures import build
from motiflens.models.architectures.dilated_residual import DilatedResidual
from motiflens.models.shape import Shape


@pytest.mark.parametrize("length", [21, 200, 2114])
def test_parameters_are_the_same_at_any_length(length: int) -> None:
    first = (4 * 21 + 1) * 64 + 2 * 64
    block = (64 * 3 + 1) * 32 + 2 * 32 + (32 + 1) * 64 + 2 * 64
    expected = first + 6 * block + (64 + 1)
    assert n_parameters("dilated-residual", input_length=length, n_tasks=1) == expected == 56_513


def test_a_position_of_the_last_maps_sees_147_bp() -> None:
    network = settled("dilated-residual", 200)
    assert isinstance(network, DilatedResidual)
    x = one_hot(20, 200).requires_grad_()
    network.convolutions(x)[:, :, 100].sum().backward()
    assert x.grad is not None
    (seen,) = x.grad.abs().amax(dim=(0, 1)).nonzero(as_tuple=True)
    assert (int(seen.min()), int(seen.max())) == (100 - 73, 100 + 73)


def test_a_logit_is_the_mean_of_its_class_activation_map() -> None:
    network = settled("dilated-residual", 50)
    assert isinstance(network, DilatedResidual)
    x = one_hot(3, 50)
    weight, bias = network.dense.parameters()
    with torch.no_grad():
        activation = F.conv1d(network.convolutions(x), weight.unsqueeze(-1))
        assert activation.shape == (3, 2, 50)
        torch.testing.assert_close(activation.mean(dim=-1) + bias, network(x))


def test_weights_of_one_length_are_those_of_any() -> None:
    short, long = (build("dilated-residual", Shape(n, 1)) for n in (40, 90))
    long.load_state_dict(short.state_dict())
    x = torch.randn(2, 4, 90)
    assert torch.equal(short.eval()(x), long.eval()(x))
