"""Networks as they are counted, and with weights that hide nothing."""

from __future__ import annotations

import torch
from torch import nn

from attribution.networks import one_hot
from motiflens.models.architectures import ARCHITECTURES, build
from motiflens.models.shape import Shape

VECTOR_NETWORKS = [name for name, row in ARCHITECTURES.items() if "classes" in row.readouts]
"""Architectures that give one number for each task; those of profiles have tests of their own."""


def n_parameters(name: str, *, input_length: int, n_tasks: int) -> int:
    """Return how many numbers are trained, without making them."""
    with torch.device("meta"):
        network = build(name, Shape(input_length, n_tasks))
    return sum(parameter.numel() for parameter in network.parameters())


def settled(name: str, length: int) -> nn.Module:
    """Return a network in float64 whose batch norms shift and scale, and which a signal passes.

    Statistics are those of what the network has seen; with others the signal fades from layer to
    layer, and what is explained is smaller than the rounding of the output.
    """
    torch.manual_seed(0)
    network = build(name, Shape(length, 2)).double()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.3, 0.3)
            module.momentum = None  # of all that it has seen alike
    with torch.no_grad():
        network.train()(one_hot(32, length, seed=9))
    return network.eval()
