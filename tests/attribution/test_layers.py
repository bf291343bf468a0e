"""Relevance of hidden layers: sums, channels, and maps of those that were asked for."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

import motiflens
from attribution.networks import one_hot, settle
from motiflens.errors import ConfigError

FREQUENCIES = [0.3, 0.2, 0.2, 0.3]


def network() -> nn.Module:
    return settle(
        nn.Sequential(
            nn.Conv1d(4, 6, 5, padding=2), nn.ReLU(), nn.Conv1d(6, 5, 3, dilation=2), nn.ReLU(),
            nn.MaxPool1d(2), nn.Flatten(), nn.Linear(65, 1),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "method", [m for m, row in motiflens.METHODS.items() if row.family == "lrp"]
)
def test_a_map_adds_up_to_the_layers_sum_in_any_batch(method: str) -> None:
    x, model = one_hot(5, 30), network()
    found = motiflens.explain(
        model, x, method=method, reference=FREQUENCIES, layers=["2", "0"], batch_size=2
    )
    assert {label: tuple(part.shape) for label, part in found.maps.items()} == {
        "2": (5, 5, 26),
        "0": (5, 6, 30),
    }
    for label, part in found.maps.items():
        torch.testing.assert_close(part.flatten(1).sum(1), found.layers[label])
    torch.testing.assert_close(found.maps["0"].sum(2), found.channels["0"])
    torch.testing.assert_close(found.layers["6"], found.prediction)
    plain = motiflens.explain(model, x, method=method, reference=FREQUENCIES)
    assert not plain.maps
    assert list(plain.layers) == ["6", "2", "0"]
    torch.testing.assert_close(plain.layers["2"], found.layers["2"])


def test_what_stands_between_two_layers_is_what_was_absorbed_there() -> None:
    found = motiflens.explain(network(), one_hot(4, 30), method="lrp-epsilon")
    kept = found.absorbed["2/bias"] + found.absorbed["2/stabiliser"]
    torch.testing.assert_close(found.layers["2"] - found.layers["0"], kept)
    kept = found.absorbed["0/bias"] + found.absorbed["0/stabiliser"]
    torch.testing.assert_close(found.layers["0"] - found.scores.sum(1), kept)


def test_maps_of_several_references_are_their_mean() -> None:
    x, model = one_hot(3, 30), network()
    references = torch.stack([one_hot(3, 30).flip(2), one_hot(3, 30).flip(1)], 1)
    both = motiflens.explain(model, x, method="lrp-epsilon", reference=references, layers=["0"])
    each = [
        motiflens.explain(model, x, method="lrp-epsilon", reference=one, layers=["0"])
        for one in references.unbind(1)
    ]
    torch.testing.assert_close(both.maps["0"], (each[0].maps["0"] + each[1].maps["0"]) / 2)


def test_calls_of_one_layer_are_added_and_their_maps_numbered() -> None:
    class BothStrands(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv1d(4, 6, 5)

        def forward(self, x: Tensor) -> Tensor:
            strands = torch.relu(self.conv(x)), torch.relu(self.conv(x.flip((1, 2))))
            return strands[0].sum((1, 2)) + strands[1].sum((1, 2))

    found = motiflens.explain(
        settle(BothStrands()), one_hot(3, 30), method="lrp-epsilon", layers=["conv"]
    )
    assert list(found.maps) == ["conv", "conv#2"]
    total = found.maps["conv"] + found.maps["conv#2"]
    torch.testing.assert_close(found.layers["conv"], total.sum((1, 2)))
    torch.testing.assert_close(found.channels["conv"], total.sum(2))


def test_a_layer_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match="no layer with weights named 'conv'") as error:
        motiflens.explain(network(), one_hot(2, 30), method="lrp-epsilon", layers=["conv"])
    assert "0, 2, 6" in error.value.fix


def test_methods_without_relevance_have_no_layers() -> None:
    with pytest.raises(ConfigError, match="no relevance of layers"):
        motiflens.explain(network(), one_hot(2, 30), method="deeplift", layers=["0"])


@pytest.mark.parametrize("rule", ["zero", "gamma", "z-plus", "w-square"])
def test_all_that_a_layer_could_not_place_is_counted(rule: str) -> None:
    """A window on padding alone has no inputs, and one whose terms cancel no denominator."""
    conv = nn.Conv1d(4, 1, 1, padding=1)
    with torch.no_grad():
        conv.weight.copy_(torch.tensor([1.0, -1.0, 2.0, 0.0])[None, :, None])
        conv.bias.fill_(1.0)
    last = nn.Linear(14, 1, bias=False)
    nn.init.ones_(last.weight)
    found = motiflens.explain(
        nn.Sequential(conv, nn.Flatten(), last).double(),
        one_hot(3, 12),
        method="lrp",
        reference="zeros",
        options={"rules": [{"rule": rule, "bias": "distribute"}]},
    )
    assert found.completeness_error.max() < 1e-12
    assert found.absorbed["0/unplaced"].abs().max() > 0
