"""Which bases a position sees, against which bases move it when they change."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from motiflens.attribution.cam.receptive_field import receptive_fields
from motiflens.attribution.capture import capture

LENGTH = 24


class _Layers(nn.Module):
    """Layers of positive weights, so that no effect of a base cancels another."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class _Residual(_Layers):
    def forward(self, x: Tensor) -> Tensor:
        h = F.conv1d(x, torch.ones(6, 4, 1).double())
        return h[:, :, 3:-3] + F.softplus(self.layers(h))


class _Gated(_Layers):
    def forward(self, x: Tensor) -> Tensor:
        h = self.layers(x)
        return h * torch.sigmoid(h.mean(-1, keepdim=True))


class _Joined(_Layers):
    def forward(self, x: Tensor) -> Tensor:
        h = self.layers(x)
        along = torch.cat([h[:, :, 4:9], h.flip(2)[:, :, 2:11:3]], 2)
        return torch.cat([along, F.pad(along[:, :2, 1:], (1, 0))], 1)


class _Folded(_Layers):
    """Positions in the first dimension for a while, and last for another."""

    def forward(self, x: Tensor) -> Tensor:
        h = self.layers(x)
        n, channels, length = h.shape
        rows = h.transpose(1, 2).reshape(n * length, channels)
        h = F.linear(rows, torch.ones(3, channels).double()).reshape(n, length, 3).transpose(1, 2)
        return F.interpolate(h, scale_factor=2, mode="nearest")


class _Flat(_Layers):
    """A two-dimensional convolution over all four bases."""

    def forward(self, x: Tensor) -> Tensor:
        h = F.conv2d(x[:, None], torch.ones(3, 1, 4, 5).double(), padding=(0, 1), stride=(1, 2))
        return self.layers(F.max_pool2d(h, (1, 2)))


def _conv(*sizes: int, **more: int) -> nn.Conv1d:
    return nn.Conv1d(*sizes, **more).double()


MAPS = {
    "one": _Layers(_conv(4, 3, 5)),
    "padded": _Layers(_conv(4, 3, 5, padding=2), nn.Softplus(), _conv(3, 2, 4, padding=6)),
    "even": _Layers(nn.Conv1d(4, 3, 4, padding="same").double()),
    "dilated": _Layers(_conv(4, 3, 3, dilation=3, stride=2, padding=1)),
    "grouped": _Layers(_conv(4, 4, 3, groups=2), _conv(4, 2, 2)),
    "max": _Layers(_conv(4, 3, 3), nn.MaxPool1d(3, 2, padding=1), _conv(3, 2, 2)),
    "ceil": _Layers(_conv(4, 3, 3), nn.MaxPool1d(4, 3, ceil_mode=True)),
    "average": _Layers(_conv(4, 3, 2), nn.AvgPool1d(4, 2, padding=1), nn.BatchNorm1d(3).double()),
    "adaptive": _Layers(_conv(4, 3, 3), nn.AdaptiveAvgPool1d(5)),
    "transposed": _Layers(
        _conv(4, 3, 3, stride=3),
        nn.ConvTranspose1d(3, 2, 4, stride=3, padding=1, output_padding=1).double(),
    ),
    "residual": _Residual(_conv(6, 6, 4, dilation=2)),
    "joined": _Joined(_conv(4, 3, 3)),
    "folded": _Folded(_conv(4, 3, 3, stride=2)),
    "flat": _Flat(),
}


def _seen(model: nn.Module) -> Tensor:
    """Return (Z, L) whether a position of the map changes with each base."""
    torch.manual_seed(0)
    x = torch.rand(1, 4, LENGTH, dtype=torch.float64)
    # A maximum is moved by each of its elements where that is raised far enough.
    changed = x.expand(LENGTH, -1, -1) + 50 * torch.eye(LENGTH)[:, None]
    moved = (model(changed) - model(x)).abs() > 1e-6
    return moved.any(1).flatten(1).T


@pytest.mark.parametrize("name", MAPS)
def test_a_position_sees_the_bases_that_move_it(name: str) -> None:
    model = MAPS[name].eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.abs_()
        seen = _seen(model)
        x = torch.zeros(1, 4, LENGTH, dtype=torch.float64)
        program = capture(model, x, target=lambda y: y.flatten(1).sum(1))
        values = program.values(x)
    shape = model(x).shape
    step = next(s for s in reversed(program.steps) if values[s.name].shape == shape)
    field = receptive_fields(program, values)[step.name]
    spread = field.spread(LENGTH)
    assert len(spread) == len(seen)
    for shares, moved in zip(spread, seen, strict=True):
        if not bool(moved.any()):
            assert bool((shares == 1 / LENGTH).all())
            continue
        first, last = moved.nonzero()[[0, -1], 0].tolist()
        wanted = torch.zeros(LENGTH, dtype=torch.float64)
        wanted[first : last + 1] = 1 / (last + 1 - first)
        torch.testing.assert_close(shares, wanted)


def test_a_gate_that_sees_everything_does_not_count() -> None:
    model = _Gated(_conv(4, 3, 5)).eval()
    x = torch.zeros(1, 4, LENGTH, dtype=torch.float64)
    program = capture(model, x, target=lambda y: y.flatten(1).sum(1))
    values = program.values(x)
    product = next(s for s in program.steps if type(s.operation).__name__ == "Product")
    spread = receptive_fields(program, values)[product.name].spread(LENGTH)
    assert ((spread > 0).sum(1) == 5).all()
