"""One operation at a time: what it makes of a window, next to what it makes of everything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from attribution.mutagenesis.test_local import _check
from attribution.networks import one_hot, settle

LENGTH = 23


class _Between(nn.Module):
    """A convolution, what is tested, and weights of every number that it returns."""

    def __init__(self, between: Callable[[Tensor], Tensor], *parts: nn.Module) -> None:
        super().__init__()
        self.first = nn.Conv1d(4, 6, 3, padding=1)
        self.between, self.parts = between, nn.ModuleList(parts)
        with torch.no_grad():
            flat = between(torch.zeros(1, 6, LENGTH)).flatten(1).shape[1]
        self.out = nn.Linear(flat, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(torch.tanh(self.between(self.first(x))).flatten(1))


def _as_rows(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """Apply a function of positions folded into the batch."""

    def folded(h: Tensor) -> Tensor:
        rows = h.transpose(1, 2).reshape(-1, h.shape[1])
        return function(rows).reshape(h.shape[0], h.shape[2], -1)

    return folded


_PRELU, _DENSE, _WIDE = nn.PReLU(6), nn.Linear(6, 5), nn.Conv2d(3, 4, (2, 3), padding=(0, 1))
_PLACES, _MATRIX = torch.randn(6, LENGTH), torch.randn(6, 3)
LOCAL: dict[str, Callable[[Tensor], Tensor] | nn.Module] = {
    "stride": nn.Conv1d(6, 3, 5, stride=3, padding=2),
    "stride and dilation": nn.Conv1d(6, 3, 3, stride=2, padding=3, dilation=3),
    "groups": nn.Conv1d(6, 4, 3, padding=1, groups=2),
    "dilation": nn.Conv1d(6, 3, 3, padding=4, dilation=4),
    "no padding": nn.Conv1d(6, 3, 6),
    "more padding than kernel": nn.Conv1d(6, 3, 3, padding=5),
    "even kernel": nn.Conv1d(6, 3, 4, padding="same"),
    "two dimensions": lambda h: _WIDE(h.view(-1, 3, 2, LENGTH)),
    "max pool": nn.MaxPool1d(3),
    "overlapping max pool": nn.MaxPool1d(5, 2, padding=2),
    "max pool with holes": nn.MaxPool1d(3, 2, dilation=2),
    "max pool to the end": nn.MaxPool1d(4, ceil_mode=True),
    "max pool in two dimensions": lambda h: F.max_pool2d(h[:, :, None], (1, 3)),
    "average pool": nn.AvgPool1d(4),
    "average pool of padding": nn.AvgPool1d(5, 2, padding=2),
    "average pool beside padding": nn.AvgPool1d(5, 2, padding=2, count_include_pad=False),
    "average pool to the end": nn.AvgPool1d(5, 3, padding=1, ceil_mode=True),
    "average pool to few": lambda h: F.adaptive_avg_pool1d(h[:, :, 1:-2], 5),
    "largest": lambda h: h.amax(-1),
    "largest of all": lambda h: h.amax((1, 2)).unsqueeze(1),
    "largest channel": lambda h: h.amax(1),
    "mean": lambda h: h.mean(-1, keepdim=True),
    "mean of all": lambda h: h.mean((1, 2)).unsqueeze(1),
    "mean channel": lambda h: h.mean(1, keepdim=True),
    "sum of channels": lambda h: h.sum(1),
    "softmax of channels": lambda h: h.log_softmax(1),
    "normalised channels": lambda h: F.layer_norm(h.transpose(1, 2), (6,)),
    "prelu": _PRELU,
    "weights of places": lambda h: h * _PLACES.to(h) + _PLACES.to(h),
    "one minus": lambda h: 1 - h,
    "mask": lambda h: h.masked_fill((_PLACES > 0).to(h.device), 0.3),
    "dense on channels": lambda h: _DENSE(h.transpose(1, 2)),
    "matrix on channels": lambda h: h.transpose(1, 2) @ _MATRIX.to(h),
    "dense on rows": _as_rows(_DENSE),
    "crop": lambda h: h[:, :, 4:-3],
    "some channels": lambda h: h[:, 1:5:2],
    "one channel": lambda h: h[:, 2],
    "pad and crop": lambda h: F.pad(h, (3, -2)),
    "pad channels": lambda h: F.pad(h, (1, 1, 2, 0)),
    "other strand": lambda h: h.flip((1, 2)),
    "flipped channels": lambda h: h.flip(1),
    "shuffled channels": lambda h: h[:, [3, 1, 1, 0]],
    "two widths": lambda h: F.pad(h, (1, 0))[:, :, :-1] + F.avg_pool1d(h, 5, 1, 2),
    "a product of neighbours": lambda h: h[:, :, 3:] * torch.sigmoid(h[:, :, :-3]),
    "a difference": lambda h: h[:, :, 2:] - 0.5 * h[:, :, :-2],
    "side by side": lambda h: torch.cat([h, h.roll(1, 1), _PLACES.to(h).expand_as(h)], 1),
    "behind a token": lambda h: torch.cat([_PLACES.to(h)[:, :2].expand(h.shape[0], -1, -1), h], 2),
    "pooled beside whole": lambda h: F.max_pool1d(h, 2, 2)[:, :, 1:] + h[:, :, 3::2][:, :, :10],
}
MIXING: dict[str, Callable[[Tensor], Tensor]] = {
    "softmax of positions": lambda h: h.softmax(-1),
    "running sum": lambda h: h.cumsum(-1),
    "both strands side by side": lambda h: torch.cat([h, h.flip(2)], 2),
    "reflection": lambda h: F.pad(h, (4, 4), mode="reflect"),
    "attention": lambda h: (h.transpose(1, 2) @ h).softmax(-1) @ h.transpose(1, 2),
    "centred": lambda h: h - h.mean(-1, keepdim=True),
    "average of uneven windows": lambda h: F.adaptive_avg_pool1d(h, 7),
    "two rows pooled": lambda h: F.max_pool2d(h[:, None], (2, 3)),
}


def _network(between: Callable[[Tensor], Tensor]) -> nn.Module:
    torch.manual_seed(1)
    shared = [part for part in (_PRELU, _DENSE, _WIDE) if not isinstance(between, nn.Module)]
    for part in (_PRELU, _DENSE, _WIDE, between):
        if isinstance(part, nn.Module):
            part.float()
    return settle(_Between(between, *shared))


def _x() -> Tensor:
    x = one_hot(3, LENGTH, seed=4)
    x[0, :, 0] = 0
    x[1, :, LENGTH - 1] = torch.tensor([0.3, 0.2, 0.2, 0.3])
    return x


@pytest.mark.parametrize("name", LOCAL)
def test_local_operations(name: str) -> None:
    trial = _check(_network(LOCAL[name]), _x(), [0, 1])
    # What takes every other position is whole; nothing else is.
    assert [step.operation.title for step in trial.mixing] == (
        ["Narrow"] if name == "pooled beside whole" else []
    )


@pytest.mark.parametrize("name", MIXING)
def test_operations_that_mix_positions(name: str) -> None:
    trial = _check(_network(MIXING[name]), _x(), [0, 1])
    # The mean of all positions is no more than it is said to be, and its sum with them is whole.
    assert trial.mixing or name == "centred"
