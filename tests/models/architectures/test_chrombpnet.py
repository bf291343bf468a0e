"""ChromBPNet: two BPNets, one of them frozen."""

from __future__ import annotations

import pytest
import torch

from attribution.networks import FREQUENCIES, one_hot
from models.architectures.test_bpnet import Head, profile_shape
from motiflens.attribution.explainer import Explainer
from motiflens.errors import ModelError
from motiflens.models.architectures.bpnet import BPNet
from motiflens.models.architectures.chrombpnet import ChromBPNet

SHAPE = profile_shape(200, 60, (1,))


@pytest.fixture
def network() -> ChromBPNet:
    torch.manual_seed(0)
    made = ChromBPNet(SHAPE, filters=5, layers=4, bias_filters=3, bias_layers=2)
    made.take_bias(BPNet(SHAPE, filters=3, layers=2))
    return made.double()


def test_logits_and_counts_of_both_parts_are_added(network: ChromBPNet) -> None:
    x = one_hot(3, 200)
    profile, counts = network(x)
    (own, own_counts), (bias, bias_counts) = network.accessibility(x), network.bias(x)
    torch.testing.assert_close(profile, own + bias)
    torch.testing.assert_close(counts.exp(), own_counts.exp() + bias_counts.exp())


def test_without_a_bias_it_is_the_accessibility_alone() -> None:
    network, x = ChromBPNet(SHAPE, 5, 4, 3, 2), one_hot(2, 200).float()
    for whole, part in zip(network(x), network.explained(x), strict=True):
        torch.testing.assert_close(whole, part)


def test_training_leaves_the_bias_as_it_is(network: ChromBPNet) -> None:
    before = {name: tensor.clone() for name, tensor in network.bias.state_dict().items()}
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.1, weight_decay=0.5)
    first = network.accessibility.iconv.weight.detach().clone()
    profile, counts = network(one_hot(2, 200))
    (profile.square().sum() + counts.square().sum()).backward()
    optimizer.step()
    assert all(torch.equal(before[name], now) for name, now in network.bias.state_dict().items())
    assert not torch.equal(first, network.accessibility.iconv.weight)


def test_the_bias_is_scaled_to_the_depth_of_the_experiment(network: ChromBPNet) -> None:
    trained, x = BPNet(SHAPE, filters=3, layers=2).double(), one_hot(2, 200)
    network.take_bias(trained, log_factor=0.5)
    torch.testing.assert_close(network.bias(x)[1], trained(x)[1] + 0.5)
    torch.testing.assert_close(network.bias(x)[0], trained(x)[0])


def test_a_bias_of_other_sizes_is_refused(network: ChromBPNet) -> None:
    with pytest.raises(ModelError, match=r"iconv.weight is \(4, 4, 21\).*needs \(3, 4, 21\)"):
        network.take_bias(BPNet(SHAPE, filters=4, layers=2))


def test_controls_are_refused() -> None:
    with pytest.raises(ModelError, match="no control tracks"):
        ChromBPNet(profile_shape(200, 60, (1,), controls=1))


def test_it_has_as_many_parameters_as_the_reference_code() -> None:
    # chrombpnet: 6,377,986 without the bias, 217,730 of the bias.
    with torch.device("meta"):
        network = ChromBPNet(profile_shape(2114, 1000, (1,)))
    assert sum(parameter.numel() for parameter in network.parameters()) == 6_377_986 + 217_730
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    assert sum(parameter.numel() for parameter in trained) == 6_377_986


@pytest.mark.parametrize("index", [0, 1])
def test_scores_of_the_whole_and_of_the_explained_part_add_up(
    network: ChromBPNet, index: int
) -> None:
    x = one_hot(2, 200)
    for part in (network, network.explained):
        explainer = Explainer(Head(part, index), x, method="deeplift", target=0)
        found = explainer.explain(x, reference=FREQUENCIES)
        assert found.completeness_error.max() <= 1e-10
