"""DeepSTARR against the authors' code."""

from __future__ import annotations

import torch
from torch import nn

from models.architectures.examples import n_parameters
from motiflens.models.architectures import build
from motiflens.models.shape import Shape


def test_parameters_are_those_of_the_authors_code() -> None:
    """Sizes of DeepSTARR_training.ipynb, github.com/bernardo-de-almeida/DeepSTARR.

    Keras counts the means and variances of batch norm as parameters that are not trained: 2,016
    of them, 624,738 in all.
    """
    convolutions = (4 * 7 + 1) * 256 + (256 * 3 + 1) * 60 + (60 * 5 + 1) * 60 + (60 * 3 + 1) * 120
    dense = (15 * 120 + 1) * 256 + (256 + 1) * 256 + 2 * (256 + 1)
    normalised = 256 + 60 + 60 + 120 + 256 + 256
    expected = convolutions + dense + 2 * normalised
    assert n_parameters("deepstarr", input_length=249, n_tasks=2) == expected == 622_722
    assert expected + 2 * normalised == 624_738


def test_layers_come_in_the_authors_order() -> None:
    with torch.device("meta"):
        network = build("deepstarr", Shape(249, 2))
    names = [type(part).__name__ for part in network.modules() if not list(part.children())]
    convolution = ["Conv1d", "BatchNorm1d", "ReLU", "MaxPool1d"]
    dense = ["Linear", "BatchNorm1d", "ReLU", "Dropout"]
    assert names == convolution * 4 + ["Flatten"] + dense * 2 + ["Linear"]


def test_batch_norm_is_that_of_keras() -> None:
    network = build("deepstarr", Shape(16, 1))
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm1d)]
    assert [norm.eps for norm in norms] == [1e-3] * 6
