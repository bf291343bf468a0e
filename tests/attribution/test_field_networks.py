"""Networks of the field, in their published structure, with random weights.

BPNet (Avsec et al. 2021), Basset (Kelley et al. 2016), DeepSEA (Zhou and Troyanskaya 2015),
DeepSTARR (de Almeida et al. 2022), dilated residual blocks with squeeze-and-excite (Hu et al.
2018), softmax pooling and attention as in Enformer (Avsec et al. 2021), a transformer encoder
block, recurrent layers as in DanQ (Quang and Xie 2016). Sequences are shorter than published
where that leaves the layers as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from attribution.networks import FREQUENCIES, one_hot
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.formulas import recurrent
from motiflens.attribution.targets import counts, profile
from motiflens.errors import UnsupportedOperationError


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


@dataclass(frozen=True)
class Case:
    build: Callable[[], nn.Module]
    length: int
    target: object = None


CASES = {
    "BPNet, counts": Case(BPNet, 400, counts(1)),
    "BPNet, profile": Case(BPNet, 400, profile(0)),
    "BPNet, profile explained with its weights": Case(BPNet, 400, profile(0, detach=False)),
    "Basset": Case(Basset, 300, 3),
    "DeepSEA": Case(DeepSEA, 200, 5),
    "DeepSTARR": Case(DeepSTARR, 249, 1),
    "squeeze-and-excite": Case(SqueezeExcite, 200),
    "attention-pooled": Case(AttentionPooled, 160),
    "transformer": Case(Transformer, 160),
    "transformer, normalised behind": Case(lambda: Transformer(norm_first=False), 160),
    "LSTM": Case(Recurrent, 120),
    "GRU": Case(lambda: Recurrent(nn.GRU), 120),
}
COUNT = 8
Prepared = tuple[nn.Module, Case, Explainer]


def _prepared(chosen: Case) -> nn.Module:
    """Return a network in float64 that a signal passes as it passes a trained one.

    With PyTorch's own start, or with statistics that are not the network's, the signal fades
    from layer to layer, and what is explained is smaller than the rounding of the output.
    """
    torch.manual_seed(2)
    model = chosen.build().double()
    for name, parameter in model.named_parameters():
        if "token" in name or parameter.dim() == 1:
            nn.init.uniform_(parameter.data, -0.1, 0.3)
        else:
            nn.init.kaiming_normal_(parameter.data)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.uniform_(module.weight.data, 0.5, 1.5)
            module.momentum = None  # statistics are those of all that the model has seen
    with torch.no_grad():
        model.train()(one_hot(32, chosen.length, seed=9))
    return model.eval()


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Prepared:
    """Return a network in float64, what of it is explained, and its explainer."""
    chosen = CASES[request.param]
    model = _prepared(chosen)
    return model, chosen, Explainer(model, one_hot(COUNT, chosen.length), target=chosen.target)


def test_scores_add_up_in_float64_for_any_batch(case: Prepared) -> None:
    _, chosen, explainer = case
    x = one_hot(COUNT, chosen.length)
    found = explainer.explain(x, reference=FREQUENCIES)
    assert found.completeness_error.max() <= 1e-10
    assert found.absolute_error.max() <= 1e-10 * found.prediction.abs().max()
    alone = explainer.explain(x[2:3], reference=FREQUENCIES)
    size = found.scores.abs().max()
    assert size > 0
    assert (alone.scores[0] - found.scores[2]).abs().max() <= 1e-11 * size
    backwards = explainer.explain(x.flip(0), reference=FREQUENCIES)
    assert (backwards.scores.flip(0) - found.scores).abs().max() <= 1e-11 * size


def test_shuffled_references_add_up_as_well(case: Prepared) -> None:
    _, chosen, explainer = case
    x = one_hot(2, chosen.length, seed=5)
    found = explainer.explain(x, reference=x.flip(0))
    assert found.completeness_error.max() <= 1e-10


def test_the_program_computes_what_the_network_does(case: Prepared) -> None:
    model, chosen, explainer = case
    if callable(chosen.target):
        return
    x = one_hot(3, chosen.length, seed=1)
    with torch.no_grad():
        wanted = model(x)[:, chosen.target or 0]
    program = explainer.program
    found = program.values(x)[program.outputs[0]]
    torch.testing.assert_close(found, wanted, rtol=1e-10, atol=1e-12)


def test_scores_add_up_in_float32(case: Prepared) -> None:
    model, chosen, _ = case
    x = one_hot(4 * COUNT, chosen.length, dtype=torch.float32)
    try:
        explainer = Explainer(model.float(), x, target=chosen.target)
        found = explainer.explain(x, reference=FREQUENCIES)
    finally:
        model.double()
    assert not found.recomputed.any()
    assert found.completeness_error.flatten().quantile(0.999) <= 1e-5


def test_a_recurrent_layer_on_too_many_positions_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recurrent, "MAX_UNROLLED", 16)

    class Long(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.memory = nn.GRU(4, 2, batch_first=True)

        def forward(self, x: Tensor) -> Tensor:
            return self.memory(x.transpose(1, 2))[0][:, -1, 0]

    x = one_hot(2, 17, dtype=torch.float32)
    with pytest.raises(
        UnsupportedOperationError, match=r"gru.*up to 256 positions.*pool"
    ) as caught:
        Explainer(Long(), x)
    assert "module 'memory'" in caught.value.where
