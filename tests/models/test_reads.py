"""Networks that read their sequences otherwise, and what is attributed to them then."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import motiflens
from attribution.networks import one_hot
from models.importers.files import small_network
from motiflens.models.architectures import build
from motiflens.models.card import Reads
from motiflens.models.reads import LAYOUTS, Reading, arrange, as_read, turn_profile
from motiflens.models.shape import Shape

UNIFORM = [0.25] * 4


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("channels", ["ACGT", "GTAC"])
def test_every_base_is_where_the_source_wants_it(layout: str, channels: str) -> None:
    x = one_hot(2, 7).numpy()
    found = arrange(torch.from_numpy(x), Reads(channels=channels, layout=layout)).numpy()
    for n, position in np.ndindex(2, 7):
        for base in range(4):
            place = {"N": n, "L": position, "C": channels.index("ACGT"[base]), "1": 0}
            index = tuple(place[axis] for axis in layout)
            assert found[index] == x[n, base, position]


def test_a_network_that_reads_like_ours_is_left_alone() -> None:
    network = nn.Linear(1, 1)
    assert as_read(network, Reads()) is network


class Directed(nn.Module):
    """Outputs that tell strands apart."""

    def __init__(self, profile: bool) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.convolution = nn.Conv1d(4, 3, 5, padding=2)
        self.profile = profile

    def forward(self, x: Tensor, *control: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        found = self.convolution(x) + sum(control)
        ramp = torch.linspace(0, 1, found.shape[-1])
        counts = (found * ramp).sum(dim=-1)
        return (found, counts[:, :2]) if self.profile else counts


@pytest.mark.parametrize("strands", ["mean", "max"])
def test_strands_are_joined_and_then_do_not_matter(strands: str) -> None:
    x = one_hot(5, 12)
    network = Directed(profile=False).double()
    found = Reading(network, Reads(strands=strands))
    forward, reverse = network(x), network(x.flip(1).flip(2))
    expected = (forward + reverse) / 2 if strands == "mean" else forward.maximum(reverse)
    torch.testing.assert_close(found(x), expected)
    torch.testing.assert_close(found(x), found(x.flip(1).flip(2)))


def test_profiles_are_turned_round_and_their_strands_change_places() -> None:
    x, control = one_hot(3, 12), torch.rand(3, 3, 12, dtype=torch.float64)
    network = Reading(Directed(profile=True).double(), Reads(strands="mean"), tracks=(2, 1))
    profile, counts = network(x, control)
    turned, again = network(x.flip(1).flip(2), control.flip(1).flip(2))
    torch.testing.assert_close(again, counts)
    torch.testing.assert_close(turned, profile.flip(2)[:, [1, 0, 2]])
    torch.testing.assert_close(turn_profile(turn_profile(profile, (2, 1)), (2, 1)), profile)


@pytest.mark.parametrize("strands", ["one", "mean", "max"])
def test_what_is_attributed_is_attributed_to_the_sequence(strands: str) -> None:
    """Scores add up, and turn round with the sequence where strands are joined."""
    reads = Reads(channels="TGAC", strands=strands)
    network = Reading(small_network().double(), reads).eval()
    x = one_hot(3, 40)
    scores = {}
    for name, sequences in (("forward", x), ("reverse", x.flip(1).flip(2))):
        found = motiflens.explain(network, sequences, target=1, reference=UNIFORM)
        assert found.completeness_error.max() <= 1e-10
        scores[name] = found.scores
    assert scores["forward"].abs().max() > 0
    if strands != "one":
        torch.testing.assert_close(scores["reverse"].flip(-1), scores["forward"])


def test_a_profile_networks_counts_are_explained_through_it() -> None:
    torch.manual_seed(0)
    shape = Shape(200, 1, "profiles", (2,), 50)
    network = build("bpnet", shape, {"filters": 8, "layers": 2}).double()
    reading = Reading(network, Reads(strands="mean"), (2,)).eval()
    found = motiflens.explain(
        reading, one_hot(2, 200), target=lambda output: output[1][:, 0], reference=UNIFORM
    )
    assert found.completeness_error.max() <= 1e-10
