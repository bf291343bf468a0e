"""Architectures learn: the small ones find a motif, and the loss of the large ones falls."""

from __future__ import annotations

from itertools import islice

import pytest
import torch

from models.architectures.examples import VECTOR_NETWORKS
from models.architectures.learning import losses, planted
from motiflens.models.architectures import ARCHITECTURES, build
from motiflens.models.shape import Shape

SMALL = ("small-cnn", "deepbind", "deepstarr", "dilated-residual")
STEPS = 80


@pytest.mark.parametrize("name", SMALL)
def test_it_finds_a_motif(name: str) -> None:
    torch.manual_seed(0)
    network = build(name, Shape(40, 1))
    for _ in islice(losses(network, *planted(500, 40), size=50, rate=0.01), STEPS):
        pass
    x, labels = planted(400, 40, seed=1)
    with torch.no_grad():
        right = (network.eval()(x) > 0) == labels.bool()
    assert right.float().mean() > 0.9


@pytest.mark.parametrize("name", [name for name in VECTOR_NETWORKS if name not in SMALL])
def test_the_loss_falls(name: str) -> None:
    torch.manual_seed(0)
    length = ARCHITECTURES[name].min_length
    network = build(name, Shape(length, 1)).eval()
    found = list(islice(losses(network, *planted(16, length), size=16, rate=1e-4), 6))
    assert found == sorted(found, reverse=True)
    assert found[-1] < found[0]
