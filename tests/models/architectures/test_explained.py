"""Every architecture is captured and explained: its scores add up, with the proof."""

from __future__ import annotations

import pytest
import torch

from attribution.networks import FREQUENCIES, one_hot
from models.architectures.examples import VECTOR_NETWORKS, settled
from motiflens.attribution.explainer import Explainer
from motiflens.models.architectures import ARCHITECTURES

METHODS = {"deeplift": {"reference": FREQUENCIES}, "lrp-epsilon": {}}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", VECTOR_NETWORKS)
def test_scores_add_up(name: str, method: str) -> None:
    length = max(ARCHITECTURES[name].min_length, 61)
    network, x = settled(name, length), one_hot(4, length)
    found = Explainer(network, x, method=method, target=1).explain(x, **METHODS[method])
    assert found.completeness_error.max() <= 1e-10
    assert found.scores.abs().amax(dim=1).min() > 0
    with torch.no_grad():
        torch.testing.assert_close(found.prediction, network(x)[:, 1], rtol=1e-10, atol=1e-12)
