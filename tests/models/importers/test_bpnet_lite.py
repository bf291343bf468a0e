"""bpnet-lite's files: names, shapes, and outputs by its definition."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from models.importers.files import options
from motiflens.errors import ConfigError, ModelError
from motiflens.models.importing import import_model
from motiflens.models.loading import load_model
from motiflens.models.self_check import drawn

FILTERS, LAYERS, LENGTH = 5, 2, 180
TRIMMING = 47 + 2 + 4


class BPNet(nn.Module):
    """A module with the attributes of bpnet-lite's, to be pickled under its name."""

    def __init__(self, outputs: int = 2, controls: int = 0, trimming: int = TRIMMING) -> None:
        super().__init__()
        self.n_control_tracks, self.trimming = controls, trimming
        self.iconv = nn.Conv1d(4, FILTERS, 21, padding=10)
        self.rconvs = nn.ModuleList(
            nn.Conv1d(FILTERS, FILTERS, 3, padding=2**i, dilation=2**i)
            for i in range(1, LAYERS + 1)
        )
        self.fconv = nn.Conv1d(FILTERS + controls, outputs, 75, padding=37)
        self.linear = nn.Linear(FILTERS + (controls > 0), 1)


class ChromBPNet(nn.Module):
    """Two of them."""

    def __init__(self) -> None:
        super().__init__()
        self.bias, self.accessibility = BPNet(1), BPNet(1)


class BasePairNet(BPNet):
    """The same names, in another order."""


@pytest.fixture(autouse=True)
def package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the classes be pickled as those of a package that is not there when they are read."""
    torch.manual_seed(3)
    module = ModuleType("bpnetlite")
    for kind in (BPNet, BasePairNet, ChromBPNet):
        monkeypatch.setattr(kind, "__module__", "bpnetlite")
        setattr(module, kind.__name__, kind)
    monkeypatch.setitem(sys.modules, "bpnetlite", module)


def _direct(network: BPNet, sequence: np.ndarray, control: np.ndarray | None) -> tuple[Any, float]:
    """Return profile (S, P) and log counts of a sequence (4, L) by plain sums."""

    def convolved(h: np.ndarray, layer: nn.Conv1d, dilation: int = 1) -> np.ndarray:
        weight, bias = layer.weight.detach().double().numpy(), layer.bias.detach().double().numpy()
        reach = (weight.shape[2] - 1) // 2 * dilation
        padded = np.pad(h, ((0, 0), (reach, reach)))
        found = np.tile(bias[:, None], h.shape[1])
        for tap in range(weight.shape[2]):
            found += weight[:, :, tap] @ padded[:, tap * dilation : tap * dilation + h.shape[1]]
        return found

    h = np.maximum(0, convolved(sequence.astype(np.float64), network.iconv))
    for i, layer in enumerate(network.rconvs, 1):
        h = h + np.maximum(0, convolved(h, layer, 2**i))
    start, end = network.trimming, h.shape[1] - network.trimming
    seen = h if control is None else np.vstack([h, control])
    profile = convolved(seen, network.fconv)[:, start:end]
    pooled = h[:, start - 37 : end + 37].mean(axis=1)
    if control is not None:
        pooled = np.append(pooled, np.log1p(control[:, start - 37 : end + 37].sum()))
    weight, bias = (tensor.detach().double().numpy() for tensor in network.linear.parameters())
    return profile, float(weight[0] @ pooled + bias[0])


def _check(folder: Path, network: BPNet, control: np.ndarray | None = None) -> None:
    x = drawn(LENGTH)
    further = [] if control is None else [torch.from_numpy(control[None]).float().expand(4, -1, -1)]
    with torch.no_grad():
        profile, counts = load_model(folder)[0](x, *further)
    for row in range(len(x)):
        expected = _direct(network, x[row].numpy(), control)
        np.testing.assert_allclose(profile[row].numpy(), expected[0], rtol=1e-4, atol=1e-5)
        assert float(counts[row, 0]) == pytest.approx(expected[1], rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("form", ["state_dict", "safetensors", "whole model"])
def test_each_form_is_read_without_the_package(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = BPNet()
    path = tmp_path / ("w.safetensors" if form == "safetensors" else "bpnet.64.8.torch")
    if form == "safetensors":
        save_file(network.state_dict(), path)
    else:
        torch.save(network if form == "whole model" else network.state_dict(), path)
    monkeypatch.delitem(sys.modules, "bpnetlite")
    card = import_model(options(path, tasks=["TF"], input_length=LENGTH), tmp_path / "model")
    assert card.source.format == "bpnet-lite"
    assert (card.readout, card.tracks, card.output_length) == ("profiles", [2], 74)
    assert card.arguments == {"filters": FILTERS, "layers": LAYERS, "count_positions": 148}
    _check(tmp_path / "model", network)


def test_a_whole_model_says_what_it_cuts_off(tmp_path: Path) -> None:
    torch.save(BPNet(1, trimming=60), tmp_path / "w.torch")
    own = options(tmp_path / "w.torch", tasks=["TF"], input_length=LENGTH)
    assert import_model(own, tmp_path / "model").output_length == LENGTH - 120
    _check(tmp_path / "model", torch.load(tmp_path / "w.torch", weights_only=False))


def test_control_tracks_are_read(tmp_path: Path) -> None:
    network = BPNet(controls=2)
    torch.save(network.state_dict(), tmp_path / "w.torch")
    own = options(tmp_path / "w.torch", tasks=["TF"], input_length=LENGTH)
    assert import_model(own, tmp_path / "model").controls == 2
    control = np.random.default_rng(0).poisson(1.0, (2, LENGTH)).astype(np.float64)
    _check(tmp_path / "model", network, control)
    _check_without_control(tmp_path / "model", network)


def _check_without_control(folder: Path, network: BPNet) -> None:
    x = drawn(LENGTH)
    with torch.no_grad():
        counts = load_model(folder)[0](x)[1]
    expected = _direct(network, x[0].numpy(), np.zeros((2, LENGTH)))[1]
    assert float(counts[0, 0]) == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_heads_without_biases_and_the_idle_input_of_early_versions_are_read(
    tmp_path: Path,
) -> None:
    network = BPNet()
    tensors = network.state_dict()
    del tensors["fconv.bias"]
    tensors["linear.weight"] = torch.cat([tensors["linear.weight"], torch.ones(1, 1)], dim=1)
    torch.save(tensors, tmp_path / "w.torch")
    own = options(tmp_path / "w.torch", tasks=["TF"], input_length=LENGTH)
    import_model(own, tmp_path / "model")
    with torch.no_grad():
        network.fconv.bias.zero_()
    _check(tmp_path / "model", network)


@pytest.mark.parametrize("whole", [False, True])
def test_chrombpnet_adds_profiles_and_counts(whole: bool, tmp_path: Path) -> None:
    network = ChromBPNet()
    torch.save(network if whole else network.state_dict(), tmp_path / "w.torch")
    own = options(tmp_path / "w.torch", tasks=["ATAC"], input_length=LENGTH)
    card = import_model(own, tmp_path / "model")
    assert (card.architecture, card.tracks) == ("chrombpnet", [1])
    x = drawn(LENGTH)
    with torch.no_grad():
        profile, counts = load_model(tmp_path / "model")[0](x)
    parts = [_direct(part, x[0].numpy(), None) for part in (network.bias, network.accessibility)]
    np.testing.assert_allclose(profile[0], parts[0][0] + parts[1][0], rtol=1e-4, atol=1e-5)
    expected = np.logaddexp(parts[0][1], parts[1][1])
    assert float(counts[0, 0]) == pytest.approx(expected, rel=1e-4)


def _without(name: str) -> dict[str, Tensor]:
    tensors = BPNet().state_dict()
    del tensors[name]
    return tensors


@pytest.mark.parametrize(
    ("tensors", "said"),
    [
        (lambda: _without("linear.weight"), r"the tensor linear\.weight of bpnet-lite is missing"),
        (lambda: _without("rconvs.0.bias"), r"missing: rconvs\.0\.bias"),
        (
            lambda: BPNet().state_dict() | {"fconv.weight": torch.zeros(2, 5, 51)},
            r"fconv\.weight is \(2, 5, 51\), where \(any, any, 75\) was expected",
        ),
        (
            lambda: BPNet(3).state_dict(),
            "3 profiles and 1 counts, which is neither one task",
        ),
    ],
)
def test_what_does_not_fit_is_named(tensors: Any, said: str, tmp_path: Path) -> None:
    torch.save(tensors(), tmp_path / "w.torch")
    own = options(tmp_path / "w.torch", tasks=["TF"], input_length=LENGTH, format="bpnet-lite")
    with pytest.raises(ModelError, match=said):
        import_model(own, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_network_of_another_order_is_not_taken_for_one(tmp_path: Path) -> None:
    torch.save(BasePairNet(), tmp_path / "w.torch")
    with pytest.raises(ModelError, match="this is a BasePairNet"):
        import_model(
            options(tmp_path / "w.torch", tasks=["A"], input_length=LENGTH), tmp_path / "m"
        )


def test_lengths_have_to_be_said(tmp_path: Path) -> None:
    torch.save(BPNet().state_dict(), tmp_path / "w.torch")
    with pytest.raises(ConfigError, match="do not say how long the sequences are"):
        import_model(options(tmp_path / "w.torch", tasks=["TF"]), tmp_path / "model")
    with pytest.raises(ConfigError, match="of 100 bp nothing is left"):
        import_model(options(tmp_path / "w.torch", tasks=["TF"], input_length=100), tmp_path / "m")
