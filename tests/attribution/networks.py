"""Networks and sequences that several tests explain."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from motiflens.attribution.methods import METHODS

FREQUENCIES = [0.3, 0.2, 0.2, 0.3]
COLUMN = torch.tensor(FREQUENCIES, dtype=torch.float64).view(1, 4, 1)


def one_hot(count: int, length: int, seed: int = 0, dtype: torch.dtype = torch.float64) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    codes = torch.randint(0, 4, (count, length), generator=generator)
    return torch.eye(4, dtype=dtype)[codes].transpose(1, 2).contiguous()


def settle(model: nn.Module, seed: int = 0) -> nn.Module:
    """Give every parameter and statistic a number that hides nothing, in float64."""
    generator = torch.Generator().manual_seed(seed)
    model = model.double()
    with torch.no_grad():
        for tensor in model.parameters():
            tensor.copy_(torch.randn(tensor.shape, generator=generator, dtype=torch.float64) * 0.4)
        for name, tensor in model.named_buffers():
            if name.endswith("running_var"):
                tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.5)
            elif name.endswith("running_mean"):
                tensor.copy_(torch.randn(tensor.shape, generator=generator))
    return model


class ConvPoolDense(nn.Module):
    """Convolutions with batch norm, overlapping max-pooling, dense layers."""

    def __init__(self, tasks: int = 2, length: int = 30) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(4, 6, 5, padding=2)
        self.norm = nn.BatchNorm1d(6)
        self.pool = nn.MaxPool1d(3, 2)
        self.conv2 = nn.Conv1d(6, 5, 3)
        self.hidden = nn.Linear(5 * ((length - 3) // 2 + 1 - 2), 7)
        self.out = nn.Linear(7, tasks)

    def forward(self, x: Tensor) -> Tensor:
        h = self.pool(F.relu(self.norm(self.conv1(x))))
        h = F.relu(self.conv2(h)).flatten(1)
        return self.out(F.relu(self.hidden(h)))


class Averaged(nn.Module):
    """A convolution, pooling and another one, of which the mean is weighed."""

    def __init__(self, tasks: int = 2) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv1d(4, 6, 5, padding=2), nn.Conv1d(6, 5, 3)
        self.out = nn.Linear(5, tasks)

    def forward(self, x: Tensor) -> Tensor:
        h = F.max_pool1d(F.relu(self.conv1(x)), 2)
        return self.out(F.relu(self.conv2(h)).mean(-1))


def network_for(method: str) -> nn.Module:
    """Return a network of two outputs that a method takes, settled."""
    averaged = METHODS[method].needs == "an average head"
    return settle(Averaged() if averaged else ConvPoolDense())


class Plain(nn.Module):
    """A residual block, every ReLU a module of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(4, 6, 5, padding=2)
        self.second = nn.Conv1d(6, 6, 3, padding=2, dilation=2)
        self.out = nn.Linear(6, 1)
        self.relu1, self.relu2, self.relu3 = nn.ReLU(), nn.ReLU(), nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        h = self.relu1(self.first(x))
        h = torch.add(h, self.relu2(self.second(h)))
        return self.out(self.relu3(h).mean(-1))


class Twin(Plain):
    """The same function: F.relu, ReLU in place, one module used twice, an in-place sum."""

    def __init__(self) -> None:
        super().__init__()
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        h = F.relu(self.first(x))
        branch = self.relu(self.second(h))
        h = h.clone()
        h += branch
        return self.out(self.relu(h).mean(-1))


class Smooth(nn.Module):
    """Activations that bend, gates, pooling of all kinds, slices and a concatenation."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, 8, 4, padding="same", groups=2)
        self.out = nn.Linear(12, 3)

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv(x)
        a, b = F.gelu(h).chunk(2, dim=1)
        h = torch.cat([a * torch.sigmoid(b), F.elu(a - 0.5), F.silu(b)], 1)
        h = F.avg_pool1d(h, 3, 2) + F.adaptive_max_pool1d(h, 1)
        h = F.softplus(torch.tanh(h)[:, :, 1:])
        tops = torch.stack([h.amax((1, 2)), h[:, 0].amax(1), -h[:, 1].amax(1)], dim=1)
        return self.out(h.mean(-1)) + tops


class WithControl(nn.Module):
    """A further input: a control track that is added and that gates."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, 5, 5, padding=2)
        self.out = nn.Linear(6, 2)

    def forward(self, x: Tensor, track: Tensor) -> Tensor:
        h = F.relu(self.conv(x) + track)
        return self.out(torch.cat([h.mean(-1), track.mean(-1)], 1))


class Folded(nn.Module):
    """A dense layer on every position, written by folding positions into the batch."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, 5, 3, padding=1)
        self.dense = nn.Linear(5, 3)
        self.out = nn.Linear(3, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = F.relu(self.conv(x)).transpose(1, 2)
        n, length, channels = h.shape
        h = F.relu(self.dense(h.reshape(n * length, channels))).reshape(n, length, 3)
        return self.out(h.mean(1))
