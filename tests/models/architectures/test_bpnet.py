"""BPNet against the papers' form without padding, and at any lengths."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import conv1d

from attribution.networks import FREQUENCIES, one_hot
from motiflens.attribution.explainer import Explainer
from motiflens.errors import ModelError
from motiflens.models.architectures.bpnet import BPNet, middle
from motiflens.models.shape import Shape


def profile_shape(
    length: int = 300,
    output: int = 60,
    tracks: tuple[int, ...] = (2,),
    controls: int = 0,
) -> Shape:
    return Shape(length, len(tracks), "profiles", tracks, output, controls)


def small(shape: Shape, layers: int = 4) -> BPNet:
    torch.manual_seed(0)
    return BPNet(shape, filters=6, layers=layers).double().eval()


def unpadded(network: BPNet, x: Tensor, output: int) -> tuple[Tensor, Tensor]:
    """Return what the published programs compute: nothing is padded, and sums are cropped."""
    h = conv1d(x, network.iconv.weight, network.iconv.bias).relu()
    for i, layer in enumerate(network.rconvs, start=1):
        found = conv1d(h, layer.weight, layer.bias, dilation=2**i).relu()
        h = h[..., 2**i : h.shape[-1] - 2**i] + found
    profile = conv1d(h, network.fconv.weight, network.fconv.bias)
    crop = (profile.shape[-1] - output) // 2
    return profile[..., crop : crop + output], network.linear(h.mean(dim=-1))


@pytest.mark.parametrize(("layers", "output"), [(8, 1000), (4, 1000), (4, 1960), (6, 500)])
def test_it_is_the_form_without_padding_where_that_has_positions(layers: int, output: int) -> None:
    network, x = small(profile_shape(2114, output), layers), one_hot(2, 2114)
    with torch.no_grad():
        found, expected = network(x), unpadded(network, x, output)
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("filters", "layers", "tracks", "controls", "parameters"),
    [
        # bpnet-lite 1.1.0: BPNet(64, 8) with two strands and two controls, and without controls.
        (64, 8, 2, 2, 114_224),
        (64, 8, 2, 0, 113_923),
        # chrombpnet's bpnet_model: 512 filters and 8 layers, and the bias model's 128 and 4.
        (512, 8, 1, 0, 6_377_986),
        (128, 4, 1, 0, 217_730),
    ],
)
def test_it_has_as_many_parameters_as_the_reference_code(
    filters: int, layers: int, tracks: int, controls: int, parameters: int
) -> None:
    first = (4 * 21 + 1) * filters
    dilated = layers * (3 * filters + 1) * filters
    heads = (75 * (filters + controls) + 1) * tracks + filters + (controls > 0) + 1
    assert first + dilated + heads == parameters
    with torch.device("meta"):
        network = BPNet(profile_shape(2114, 1000, (tracks,), controls), filters, layers)
    assert sum(parameter.numel() for parameter in network.parameters()) == parameters


def test_weights_are_named_as_in_bpnet_lite() -> None:
    names = {name.rpartition(".")[0] for name in small(profile_shape(), layers=2).state_dict()}
    assert names == {"iconv", "rconvs.0", "rconvs.1", "fconv", "linear"}


@pytest.mark.parametrize(("length", "output"), [(1000, 1000), (2114, 1000), (100, 1), (101, 100)])
def test_any_lengths_and_tasks_give_their_outputs(length: int, output: int) -> None:
    network = small(profile_shape(length, output, (2, 1, 2)))
    profile, counts = network(one_hot(3, length))
    assert profile.shape == (3, 5, output)
    assert counts.shape == (3, 3)


def test_a_profile_has_the_middle_of_its_sequence() -> None:
    network, x = small(profile_shape(400, 100)), one_hot(1, 420)
    left, right = network(x[..., :400])[0], network(x[..., 20:])[0]
    torch.testing.assert_close(left[..., 20:], right[..., :80], rtol=1e-12, atol=1e-12)


def test_counts_are_read_from_as_many_positions_as_it_is_told() -> None:
    torch.manual_seed(0)
    shape = profile_shape(300, 20)
    network = BPNet(shape, filters=4, layers=2, count_positions=10).double()
    x = one_hot(1, 300).requires_grad_()
    network(x)[1].sum().backward()
    assert x.grad is not None
    read = x.grad.abs().amax(dim=(0, 1)).nonzero()
    reach = 10 + 2 + 4
    assert (int(read.min()), int(read.max())) == (145 - reach, 154 + reach)


def test_a_longer_output_than_the_input_is_refused() -> None:
    with pytest.raises(ModelError, match=r"profiles of 301 bp.*reads 300 bp"):
        BPNet(profile_shape(300, 301))


def test_no_control_is_a_control_without_reads() -> None:
    network, x = small(profile_shape(controls=2)), one_hot(2, 300)
    none = torch.zeros(2, 2, 60, dtype=torch.float64)
    for without, zeros in zip(network(x), network(x, none), strict=True):
        torch.testing.assert_close(without, zeros)


def test_controls_are_channels_of_the_profile_and_their_logarithm_enters_the_counts() -> None:
    network, x = small(profile_shape(controls=2)), one_hot(2, 300)
    control = torch.rand(2, 2, 60, dtype=torch.float64) * 9
    profile, counts = network(x, control)
    without_profile, without_counts = network(x)
    added = conv1d(control, network.fconv.weight[:, 6:], padding=37)
    torch.testing.assert_close(profile - without_profile, added)
    total = (control.sum(dim=(1, 2)) + 1).log()[:, None]
    torch.testing.assert_close(counts - without_counts, total * network.linear.weight[:, 6])


def test_controls_beside_the_output_are_read_where_they_are_given() -> None:
    network, x = small(profile_shape(controls=1)), one_hot(1, 300)
    wide = torch.zeros(1, 1, 300, dtype=torch.float64)
    wide[..., 100] = 5  # 20 bp left of the profile's first base
    assert not torch.equal(network(x, wide)[0], network(x, middle(wide, 60))[0])


@pytest.mark.parametrize("length", [3, 4, 5, 6, 7, 8, 9])
def test_the_middle_is_cut_or_padded_on_both_sides(length: int) -> None:
    x = torch.arange(1.0, 7.0).view(1, 1, 6)
    kept = middle(x, length)[0, 0].tolist()
    expected = {
        3: [2, 3, 4],
        4: [2, 3, 4, 5],
        5: [1, 2, 3, 4, 5],
        6: [1, 2, 3, 4, 5, 6],
        7: [0, 1, 2, 3, 4, 5, 6],
        8: [0, 1, 2, 3, 4, 5, 6, 0],
        9: [0, 0, 1, 2, 3, 4, 5, 6, 0],
    }
    assert kept == expected[length]


class Head(nn.Module):
    """One of a network's two outputs, as one number for each sequence and task."""

    def __init__(self, network: nn.Module, index: int) -> None:
        super().__init__()
        self.network, self.index = network, index

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.network(x)[self.index]
        return found.flatten(1)


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize("method", ["deeplift", "lrp-epsilon"])
def test_scores_add_up(method: str, index: int) -> None:
    network, x = Head(small(profile_shape(150, 100, (2, 1), controls=1)), index), one_hot(3, 150)
    options = {"reference": FREQUENCIES} if method == "deeplift" else {}
    found = Explainer(network, x, method=method, target=1).explain(x, **options)
    assert found.completeness_error.max() <= 1e-10
