"""Filters are read from the model's file alone, and answer where the network says they do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from motiflens.errors import ModelError
from motiflens.files import sha256
from motiflens.models.card import WEIGHTS, ModelCard
from motiflens.report.filters import Filters, read_filters, sites
from motiflens.sequences.onehot import one_hot
from report.examples import example_card


class Net(nn.Module):
    """A convolution with batch norm, and one without, as networks name them."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.Sequential(nn.Conv1d(4, 6, 7), nn.BatchNorm1d(6), nn.ReLU())
        self.plain = nn.Conv1d(4, 5, 3, bias=False)
        self.deep = nn.Conv1d(6, 2, 3)


@pytest.fixture
def net() -> Net:
    torch.manual_seed(0)
    net = Net().eval()
    norm = net.blocks[1]
    for values in (norm.weight, norm.bias, norm.running_mean):
        nn.init.normal_(values)  # scales of both signs
    nn.init.uniform_(norm.running_var, 0.5, 2)
    return net


@pytest.fixture
def card(net: Net, tmp_path: Path) -> ModelCard:
    save_file(net.state_dict(), tmp_path / WEIGHTS)
    return example_card("").model_copy(update={"weights_sha256": sha256(tmp_path / WEIGHTS)})


def test_filters_are_those_of_the_network(net: Net, card: ModelCard, tmp_path: Path) -> None:
    codes = np.random.default_rng(1).integers(0, 5, (9, 30), dtype=np.uint8)
    x = torch.from_numpy(one_hot(codes))
    expected = {"blocks.0": net.blocks[:2](x), "plain": net.plain(x)}
    found = read_filters(tmp_path, card, expected)
    for label, given in expected.items():
        filters = found[label]
        assert filters is not None
        channels = range(given.shape[1])
        for channel, site in zip(channels, sites(filters, channels, codes), strict=True):
            answers = given[:, channel].detach().numpy()
            rows, starts = np.nonzero(answers > max(answers.max() / 2, 0))
            width = filters.weight.shape[2]
            counts = np.zeros((width, 4))
            for row, start in zip(rows, starts, strict=True):
                for offset in range(width):
                    if (base := codes[row, start + offset]) < 4:
                        counts[offset, base] += 1
            assert site.n == len(rows)
            np.testing.assert_allclose(
                site.frequencies * counts.sum(1, keepdims=True), counts, atol=1e-9
            )


def test_what_is_no_such_convolution_is_none(card: ModelCard, tmp_path: Path) -> None:
    assert read_filters(tmp_path, card, ["deep", "absent"]) == {"deep": None, "absent": None}


def test_without_weights_there_are_no_filters(tmp_path: Path) -> None:
    assert read_filters(tmp_path, example_card(""), ["plain"]) == {"plain": None}


def test_other_weights_are_refused(card: ModelCard, tmp_path: Path) -> None:
    other = card.model_copy(update={"weights_sha256": "00" * 32})
    with pytest.raises(ModelError, match="not those that the card describes"):
        read_filters(tmp_path, other, ["plain"])
    assert read_filters(tmp_path, other, []) == {}


def test_a_filter_that_never_answers_has_no_sites() -> None:
    silent = Filters(np.full((1, 4, 3), -1, np.float32), np.zeros(1, np.float32))
    (found,) = sites(silent, [0], np.zeros((2, 9), np.uint8))
    assert found.n == 0
    assert (found.frequencies == 0).all()
