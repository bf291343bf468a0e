"""The table of architectures, and the networks that it names."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from torch import nn

from models.architectures.examples import VECTOR_NETWORKS
from motiflens.errors import ConfigError, ModelError
from motiflens.models.architectures import ARCHITECTURES, build
from motiflens.models.shape import Shape


def _n_parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def test_the_table_is_read_without_torch() -> None:
    code = "import sys, motiflens.models.architectures; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_names_are_keys() -> None:
    assert all(name == row.name for name, row in ARCHITECTURES.items())


@pytest.mark.parametrize("name", VECTOR_NETWORKS)
@pytest.mark.parametrize("extra", [0, 1, 37])
def test_any_length_from_the_shortest_on_gives_a_logit_a_task(name: str, extra: int) -> None:
    length = ARCHITECTURES[name].min_length + extra
    network = build(name, Shape(length, 3)).eval()
    assert network(torch.randn(5, 4, length)).shape == (5, 3)


@pytest.mark.parametrize("name", ["small-cnn", "basset", "deepstarr"])
def test_the_shortest_length_is_what_the_poolings_need(name: str) -> None:
    widths = [
        module.kernel_size
        for module in build(name, Shape(200, 1)).modules()
        if isinstance(module, nn.MaxPool1d)
    ]
    assert ARCHITECTURES[name].min_length == torch.tensor(widths).prod()


def test_the_shortest_length_without_poolings_is_that_of_the_first_filters() -> None:
    modules = build("dilated-residual", Shape(200, 1)).modules()
    first = next(module for module in modules if isinstance(module, nn.Conv1d))
    assert ARCHITECTURES["dilated-residual"].min_length == first.kernel_size[0]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_window_that_is_too_short_is_refused(name: str) -> None:
    shortest = ARCHITECTURES[name].min_length
    with pytest.raises(ModelError, match=f"{shortest} bp or more; these have {shortest - 1}"):
        build(name, Shape(shortest - 1, 1, ARCHITECTURES[name].readouts[0]))


def test_a_readout_that_an_architecture_has_not_is_refused_with_those_that_have_it() -> None:
    with pytest.raises(ModelError, match=r"small-cnn has no readout 'profiles'") as error:
        build("small-cnn", Shape(200, 1, "profiles", (2,), 100))
    assert "choose one of bpnet, chrombpnet" in str(error.value)


def test_options_are_those_of_the_row() -> None:
    shape = Shape(200, 1, "profiles", (2,), 100)
    assert _n_parameters(build("bpnet", shape, {"filters": 8, "layers": 2})) < 4_000
    with pytest.raises(ConfigError, match=r"filter: there is no such key.*filters, layers"):
        build("bpnet", shape, {"filter": 8})
    with pytest.raises(ConfigError, match=r"there is no such key.*known here: none"):
        build("small-cnn", Shape(200, 1), {"filters": 8})


def test_an_unknown_architecture_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ConfigError, match="no architecture named 'basse'") as error:
        build("basse", Shape(200, 1))
    assert "small-cnn, basset" in str(error.value)


def test_the_small_network_is_small() -> None:
    convolutions = (4 * 19 + 1) * 64 + (64 * 5 + 1) * 64
    dense = (64 * 12 + 1) * 64 + (64 + 1) * 2
    norms = 2 * (64 + 64 + 64)
    assert _n_parameters(build("small-cnn", Shape(200, 2))) == (convolutions + dense + norms)
    assert 65_000 < convolutions + dense + norms < 85_000


def test_basset_has_the_layers_of_the_paper() -> None:
    network = build("basset", Shape(600, 164))
    shapes = [
        tuple(module.weight.shape)
        for module in network.modules()
        if isinstance(module, nn.Conv1d | nn.Linear)
    ]
    assert shapes == [
        (300, 4, 19),
        (200, 300, 11),
        (200, 200, 7),
        (1000, 12 * 200),
        (1000, 1000),
        (164, 1000),
    ]


@pytest.mark.parametrize("name", [name for name in VECTOR_NETWORKS if name != "deepsea"])
@pytest.mark.parametrize("length", [50, 59, 63, 200])
def test_every_base_is_read(name: str, length: int) -> None:
    torch.manual_seed(0)
    network = build(name, Shape(length, 1)).eval()
    x = torch.randn(60, 4, length, requires_grad=True)
    network(x).sum().backward()
    assert x.grad is not None
    assert (x.grad.abs().amax(dim=(0, 1)) > 0).all()
