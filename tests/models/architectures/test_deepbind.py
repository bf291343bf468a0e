"""DeepBind against its definition, position by position."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from attribution.networks import one_hot
from models.architectures.examples import n_parameters
from motiflens.models.architectures.deepbind import DeepBind
from motiflens.models.shape import Shape


@pytest.mark.parametrize("length", [24, 101, 1000])
def test_parameters_are_those_of_a_parameter_file(length: int) -> None:
    """`deepbind` 0.11 reads, for d detectors of m bp, both pools and h hidden units: detectors
    4md, thresholds d, weights1 2dh, biases1 h, weights2 h, biases2 1."""
    d, m, h = 16, 24, 32
    expected = 4 * m * d + d + 2 * d * h + h + h + 1
    assert n_parameters("deepbind", input_length=length, n_tasks=1) == expected == 2641


def test_it_is_what_the_definition_gives() -> None:
    torch.manual_seed(0)
    network = DeepBind(Shape(30, 3)).double().eval()
    x = one_hot(1, 30)
    tensors = [tensor.detach().numpy() for tensor in network.parameters()]
    detectors, thresholds, weights1, biases1, weights2, biases2 = tensors
    columns = np.full((4, 30 + 2 * 23), 0.25)
    columns[:, 23:-23] = x[0].numpy()
    found = np.array(
        [
            [
                max(0.0, (detector * columns[:, start : start + 24]).sum() + threshold)
                for start in range(30 + 23)
            ]
            for detector, threshold in zip(detectors, thresholds, strict=True)
        ]
    )
    pooled = np.concatenate([found.max(axis=1), found.mean(axis=1)])
    expected = weights2 @ np.maximum(0, weights1 @ pooled + biases1) + biases2
    with torch.no_grad():
        np.testing.assert_allclose(network(x)[0].numpy(), expected, rtol=1e-12)


def test_a_motif_that_the_sequence_cuts_off_is_seen() -> None:
    network = DeepBind(Shape(24, 1)).eval()
    x = torch.eye(4)[torch.zeros(24, dtype=torch.long)].T.unsqueeze(0)
    with torch.no_grad():
        network.convolutions[1].weight.zero_()
        network.convolutions[1].bias.zero_()
        network.convolutions[1].weight[0, 0, -1] = 1
        assert network.convolutions(x)[0, 0].tolist() == [1.0] * 24 + [0.25] * 23
