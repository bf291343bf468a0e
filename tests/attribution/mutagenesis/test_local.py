"""Local effects are those of calling the whole model, on every network, and are local."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from attribution import field_networks as field
from attribution.networks import (
    ConvPoolDense,
    Folded,
    Plain,
    Smooth,
    Twin,
    WithControl,
    one_hot,
    settle,
)
from attribution.random_networks import RandomNetwork, networks
from attribution.test_random_networks import DRAWN
from motiflens.attribution.capture import Target, capture, scalars
from motiflens.attribution.mutagenesis.local import Trial, local_effects
from motiflens.attribution.mutagenesis.whole import whole_effects
from motiflens.attribution.targets import counts, profile
from motiflens.models.architectures import build
from motiflens.models.shape import Shape


@torch.no_grad()
def _local(
    model: nn.Module, x: Tensor, targets: Sequence[Target], *args: Tensor
) -> tuple[Tensor, Trial]:
    program = capture(model, x, args, list(targets))
    trial = Trial(program, x, args)
    return local_effects(program, x, args, trial), trial


@torch.no_grad()
def _check(model: nn.Module, x: Tensor, targets: Sequence[Target], *args: Tensor) -> Trial:
    """Compare all effects."""
    found, trial = _local(model.eval(), x, targets, *args)
    wanted = whole_effects(lambda *inputs: scalars(model, targets, inputs), x, args, 200)
    assert wanted.abs().max() > 0
    size = scalars(model, targets, (x, *args)).abs().max()
    assert (found - wanted).abs().max() <= 1e-12 * size
    return trial


def _with_n(count: int, length: int) -> Tensor:
    x = one_hot(count, length)
    x[0, :, 0] = 0
    x[-1, :, length // 2] = torch.tensor([0.3, 0.2, 0.2, 0.3])
    return x


@pytest.mark.parametrize("build_one", [ConvPoolDense, Plain, Twin, Smooth, Folded])
def test_small_networks(build_one: Callable[[], nn.Module]) -> None:
    model = settle(build_one())
    tasks = [0, 1] if build_one in (ConvPoolDense, Smooth) else [0]
    assert not _check(model, _with_n(3, 30), tasks).mixing


def test_further_inputs() -> None:
    model, track = settle(WithControl()), torch.rand(3, 1, 30).double()
    assert not _check(model, _with_n(3, 30), [0, 1], track).mixing


def test_more_sequences_than_are_held_at_a_time() -> None:
    _check(settle(ConvPoolDense()), one_hot(19, 30), [0])


FIELD: dict[str, tuple[Callable[[], nn.Module], int, Target]] = {
    "BPNet, counts": (lambda: field.BPNet(3), 120, counts(1)),
    "BPNet, profile": (lambda: field.BPNet(3), 120, profile(0)),
    "Basset": (field.Basset, 300, 3),
    "DeepSEA": (field.DeepSEA, 200, 5),
    "DeepSTARR": (field.DeepSTARR, 249, 1),
    "squeeze-and-excite": (field.SqueezeExcite, 60, 0),
    "attention-pooled": (field.AttentionPooled, 64, 0),
    "transformer": (field.Transformer, 64, 0),
    "LSTM": (field.Recurrent, 70, 0),
}
OWN = {
    "small-cnn": (200, "classes", {}),
    "basset": (200, "classes", {}),
    "deepsea": (200, "classes", {}),
    "deepstarr": (150, "classes", {}),
    "deepbind": (60, "classes", {}),
    "dilated-residual": (190, "classes", {}),
    "bpnet": (150, "profiles", {"layers": 4, "filters": 16}),
}


@torch.no_grad()
def _by_calls(model: nn.Module, x: Tensor, target: Target, positions: list[int]) -> Tensor:
    """Return f and the effects at some positions of one sequence, (1 + 4 * positions,)."""
    mutated = x.repeat(1 + 4 * len(positions), 1, 1)
    for index, one in enumerate(mutated[1:]):
        one[:, positions[index // 4]] = torch.eye(4).to(x)[index % 4]
    outputs = scalars(model, [target], [mutated])[:, 0]
    return torch.cat([outputs[:1], outputs[1:] - outputs[0]])


def _some(length: int) -> list[int]:
    """Return both ends, and some positions between."""
    return [0, 1, length - 2, length - 1, *torch.randperm(length)[:6].tolist()]


def _check_some(model: nn.Module, x: Tensor, target: Target) -> Trial:
    found, trial = _local(model, x, [target])
    positions = _some(x.shape[2])
    output, *wanted = _by_calls(model, x, target, positions)
    effects = found[0, 0, :, positions].T.flatten()
    assert effects.abs().max() > 0
    assert (effects - torch.stack(wanted)).abs().max() <= 1e-12 * output.abs()
    return trial


def _random_norms(model: nn.Module) -> nn.Module:
    torch.manual_seed(3)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.normal_(module.weight)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
            nn.init.normal_(module.running_mean)
    return model.eval()


@pytest.mark.parametrize("name", FIELD)
def test_networks_of_the_field(name: str) -> None:
    torch.manual_seed(0)
    make, length, target = FIELD[name]
    trial = _check_some(_random_norms(make().double()), one_hot(1, length), target)
    attends = name.startswith(("attention", "transformer", "LSTM"))
    assert bool(trial.mixing) == attends
    # Of squeeze-and-excite, every block is gated by means of all positions.
    assert trial.saves == (name != "squeeze-and-excite")


@pytest.mark.parametrize("name", ["BPNet, profile", "Basset", "DeepSEA", "transformer"])
def test_float32_is_as_near_to_float64_as_calls_are(name: str) -> None:
    """Effects are differences of outputs, which are known to some 1e-7 of what they are sums of."""
    torch.manual_seed(0)
    make, length, target = FIELD[name]
    model, x, positions = _random_norms(make()), one_hot(1, length).float(), _some(length)
    found = _local(model, x, [target])[0][0, 0, :, positions].T.flatten()
    _, *called = _by_calls(model, x, target, positions)
    _, *exact = _by_calls(model.double(), x.double(), target, positions)
    error, usual = (
        (effects - torch.stack(exact)).abs().max() for effects in (found, torch.stack(called))
    )
    assert error <= max(1e-6 * _largest_output(model, x.double()), 2 * usual)


@torch.no_grad()
def _largest_output(model: nn.Module, x: Tensor) -> Tensor:
    outputs = model(x)
    return (outputs[0] if isinstance(outputs, tuple) else outputs).abs().max()


@pytest.mark.parametrize("name", OWN)
def test_own_architectures(name: str) -> None:
    length, readout, arguments = OWN[name]
    profiles = {"tracks": (2,), "output_length": 60} if readout == "profiles" else {}
    torch.manual_seed(0)
    model = build(name, Shape(length, 1, readout, **profiles), arguments)
    target = counts(1) if profiles else 0
    x = one_hot(1, length)
    trial = _check_some(_random_norms(model.double()), x, target)
    assert not trial.mixing
    assert trial.saves


@DRAWN
@given(drawn=networks(14), seed=st.integers(0, 1000))
def test_random_networks(drawn: tuple[RandomNetwork, bool], seed: int) -> None:
    x = one_hot(2, 14, seed)
    with torch.no_grad():
        model, found = drawn[0], _local(drawn[0], x, [None])[0]
        wanted = whole_effects(lambda y: model(y), x, (), 200)
        size = max(float(model(x).abs().max()), float(wanted.abs().max()))
    assert (found - wanted).abs().max() <= 1e-12 * size


def test_what_cannot_be_had_sequence_by_sequence_is_not_local() -> None:
    class PositionsFirst(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.start = nn.Parameter(torch.randn(12, 1, 4))
            self.out = nn.Linear(4, 1)

        def forward(self, x: Tensor) -> Tensor:
            h = torch.relu(x.permute(2, 0, 1) + self.start.expand(-1, x.shape[0], -1))
            return self.out(h.sum(0))

    model, x = settle(PositionsFirst()), one_hot(2, 12)
    with torch.no_grad():
        trial = Trial(capture(model, x), x, ())
    assert trial.share == 1
    assert not trial.saves
