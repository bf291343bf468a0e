"""Networks of the field, in their published structure, written anew.

BPNet (Avsec et al. 2021), Basset (Kelley et al. 2016), DeepSEA (Zhou and Troyanskaya 2015),
DeepSTARR (de Almeida et al. 2022), dilated residual blocks with squeeze-and-excite (Hu et al.
2018), softmax pooling and attention as in Enformer (Avsec et al. 2021), a transformer encoder
block, recurrent layers as in DanQ (Quang and Xie 2016).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class BPNet(nn.Module):
    """A 21-wide first layer, dilated residual layers that crop, profile and counts heads."""

    def __init__(self, layers: int = 8) -> None:
        super().__init__()
        self.first = nn.Conv1d(4, 64, 21, padding=10)
        self.dilated = nn.ModuleList(
            nn.Conv1d(64, 64, 3, dilation=2**i, padding=2**i) for i in range(1, layers + 1)
        )
        self.profile = nn.Conv1d(64, 2, 75, padding=37)
        self.counts = nn.Linear(64, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        h = F.relu(self.first(x))
        for layer in self.dilated:
            h = h + F.relu(layer(h))
        return self.profile(h)[:, :, 20:-20], self.counts(h[:, :, 20:-20].mean(-1))


class Basset(nn.Module):
    """Three convolutions with batch norm and wide pools, two hidden dense layers, 164 tasks."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = (4, 300, 200, 200)
        for i, (kernel, pool) in enumerate([(19, 3), (11, 4), (7, 4)]):
            conv = nn.Conv1d(channels[i], channels[i + 1], kernel, padding=kernel // 2)
            layers += [conv, nn.BatchNorm1d(channels[i + 1]), nn.ReLU(), nn.MaxPool1d(pool)]
        for size in (200 * 6, 1000):
            layers += [nn.Flatten(), nn.Linear(size, 1000), nn.ReLU(), nn.Dropout(0.3)]
        self.layers = nn.Sequential(*layers, nn.Linear(1000, 164))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class DeepSEA(nn.Module):
    """Three unpadded convolutions of width 8, thresholds, pools of 4, 925 dense, 919 tasks."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(4, 320, 8), nn.Threshold(0, 1e-6), nn.MaxPool1d(4, 4), nn.Dropout(0.2),
            nn.Conv1d(320, 480, 8), nn.Threshold(0, 1e-6), nn.MaxPool1d(4, 4), nn.Dropout(0.2),
            nn.Conv1d(480, 960, 8), nn.Threshold(0, 1e-6), nn.Dropout(0.5),
        )  # fmt: skip
        self.head = nn.Sequential(
            nn.Linear(960 * 3, 925), nn.Threshold(0, 1e-6), nn.Linear(925, 919)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x).flatten(1))


class DeepSTARR(nn.Module):
    """Four convolutions with batch norm and pools of 2, two hidden dense layers, two tasks."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 4
        for width, kernel in [(256, 7), (60, 3), (60, 5), (120, 3)]:
            layers += [nn.Conv1d(channels, width, kernel, padding="same"), nn.BatchNorm1d(width)]
            layers += [nn.ReLU(), nn.MaxPool1d(2)]
            channels = width
        layers.append(nn.Flatten())
        for size in (120 * 15, 256):
            layers += [nn.Linear(size, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Dropout(0.4)]
        self.layers = nn.Sequential(*layers, nn.Linear(256, 2))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class SqueezeExcite(nn.Module):
    """Dilated residual blocks (norm, GELU, convolution), each gated by squeeze-and-excite."""

    def __init__(self, channels: int = 32, blocks: int = 5) -> None:
        super().__init__()
        self.stem = nn.Conv1d(4, channels, 15, padding=7)
        self.norms = nn.ModuleList(nn.BatchNorm1d(channels) for _ in range(blocks))
        self.convs = nn.ModuleList(
            nn.Conv1d(channels, channels, 3, dilation=2**i, padding=2**i) for i in range(blocks)
        )
        self.gates = nn.ModuleList(
            nn.Sequential(
                nn.Linear(channels, channels // 4),
                nn.SiLU(),
                nn.Linear(channels // 4, channels),
                nn.Sigmoid(),
            )
            for _ in range(blocks)
        )
        self.head = nn.Linear(channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.stem(x)
        for norm, conv, gate in zip(self.norms, self.convs, self.gates, strict=True):
            y = conv(F.gelu(norm(h)))
            h = h + y * gate(y.mean(-1)).unsqueeze(-1)
        return self.head(F.relu(h).mean(-1))


class SoftmaxPool(nn.Module):
    """Enformer's pooling: each window's elements, weighted by a softmax of their own projection."""

    def __init__(self, channels: int, size: int = 2) -> None:
        super().__init__()
        self.size = size
        self.weights = nn.Linear(channels, channels, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        n, channels, length = x.shape
        windows = x.reshape(n, channels, length // self.size, self.size)
        logits = self.weights(windows.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return (windows * logits.softmax(-1)).sum(-1)


class AttentionPooled(nn.Module):
    """A convolution tower with residual blocks and softmax pools, pooled by attention."""

    def __init__(self, channels: int = 32) -> None:
        super().__init__()
        self.stem = nn.Conv1d(4, channels, 15, padding=7)
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm1d(channels), nn.GELU(), nn.Conv1d(channels, channels, 5, padding=2)
            )
            for _ in range(3)
        )  # fmt: skip
        self.pools = nn.ModuleList(SoftmaxPool(channels) for _ in range(3))
        self.query = nn.Linear(channels, 1)
        self.head = nn.Linear(channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.stem(x)
        for block, pool in zip(self.blocks, self.pools, strict=True):
            h = pool(h + block(h))
        h = h.transpose(1, 2)
        return self.head((h * self.query(h).softmax(1)).sum(1))


class Transformer(nn.Module):
    """Convolution features with a token and places, an encoder block, read at the token."""

    def __init__(self, channels: int = 32, *, norm_first: bool = True) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(4, channels, 11, padding=5), nn.GELU(), nn.MaxPool1d(4)
        )
        self.token = nn.Parameter(torch.zeros(1, 1, channels))
        self.places = nn.Embedding(64, channels)
        self.block = nn.TransformerEncoderLayer(
            channels, 4, 64, activation="gelu", batch_first=True, norm_first=norm_first
        )
        self.norm = nn.LayerNorm(channels)
        self.head = nn.Linear(channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.features(x).transpose(1, 2)
        h = torch.cat([self.token.expand(h.shape[0], -1, -1), h], 1)
        h = self.block(h + self.places(torch.arange(h.shape[1], device=h.device)))
        return self.head(self.norm(h)[:, 0])


class Recurrent(nn.Module):
    """A convolution, a pool and an LSTM in both directions."""

    def __init__(self, kind: type[nn.RNNBase] = nn.LSTM) -> None:
        super().__init__()
        self.features = nn.Sequential(nn.Conv1d(4, 32, 13), nn.ReLU(), nn.MaxPool1d(13))
        self.memory = kind(32, 16, bidirectional=True, batch_first=True)
        self.head = nn.Linear(32, 1)

    def forward(self, x: Tensor) -> Tensor:
        states, _ = self.memory(self.features(x).transpose(1, 2))
        return self.head(F.relu(states).flatten(1)[:, -32:])
