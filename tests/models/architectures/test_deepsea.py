"""DeepSEA against the paper's sizes."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from torch import nn

from models.architectures.examples import n_parameters
from motiflens.models.architectures import ARCHITECTURES, build
from motiflens.models.architectures.deepsea import DeepSEA
from motiflens.models.shape import Shape


def test_parameters_are_the_papers() -> None:
    """Sizes of the supplementary note of Zhou and Troyanskaya 2015; 1,000 bp leave 993 positions,
    248 after the first pooling, 241, 60, and 53 for the dense layer."""
    convolutions = (4 * 8 + 1) * 320 + (320 * 8 + 1) * 480 + (480 * 8 + 1) * 960
    dense = (53 * 960 + 1) * 925 + (925 + 1) * 919
    expected = convolutions + dense
    assert n_parameters("deepsea", input_length=1000, n_tasks=919) == expected == 52_843_119


def test_batch_norm_stands_before_each_relu_and_is_not_the_papers() -> None:
    with torch.device("meta"):
        plain, normed = DeepSEA(Shape(200, 1)), DeepSEA(Shape(200, 1), batch_norm=True)
    kinds = [[type(layer) for layer in network.modules()] for network in (plain, normed)]
    assert nn.BatchNorm1d not in kinds[0]
    before = [first for first, then in pairwise(kinds[1]) if then is nn.ReLU]
    assert before == [nn.BatchNorm1d] * 4


@pytest.mark.parametrize("length", [163, 164, 178, 179, 200])
def test_the_dense_layer_is_as_wide_as_what_the_convolutions_leave(length: int) -> None:
    with torch.device("meta"):
        network = DeepSEA(Shape(length, 3))
        found = network.convolutions(torch.empty(1, 4, length))
        assert network(torch.empty(1, 4, length)).shape == (1, 3)
    dense = network.dense[1]
    assert isinstance(dense, nn.Linear)
    assert dense.in_features == found[0].numel() > 0


def test_the_shortest_length_leaves_one_position() -> None:
    shortest = ARCHITECTURES["deepsea"].min_length
    with torch.device("meta"):
        network = DeepSEA(Shape(shortest, 1))
        assert network.convolutions(torch.empty(1, 4, shortest)).shape == (1, 960, 1)
        with pytest.raises(RuntimeError, match="Kernel size can't be greater"):
            network.convolutions(torch.empty(1, 4, shortest - 1))


@pytest.mark.parametrize(("length", "unread"), [(163, 0), (178, 15), (179, 0), (200, 5)])
def test_what_is_not_read_is_at_the_right_end(length: int, unread: int) -> None:
    torch.manual_seed(0)
    network = build("deepsea", Shape(length, 1)).eval()
    x = torch.randn(30, 4, length, requires_grad=True)
    network(x).sum().backward()
    assert x.grad is not None
    read = x.grad.abs().amax(dim=(0, 1)) > 0
    assert read.tolist() == [True] * (length - unread) + [False] * unread


def test_five_of_the_papers_length_are_not_read() -> None:
    after_first, after_second = (1000 - 7) % 4, (248 - 7) % 4
    assert after_first + 4 * after_second == 5
