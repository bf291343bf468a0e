"""A network that looks for one motif, and sequences that hold it at random places."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from motiflens.config.evaluating import Evaluate
from motiflens.evaluation.case import Case
from motiflens.evaluation.experiments import Bench
from motiflens.evaluation.sites import Sites
from motiflens.sequences.onehot import encode

MOTIF = encode("TTACCCGG")
LENGTH = 40
QUICK = Evaluate(
    n_references=3, bootstrap=60, steps=5, fills=2, subsets=12, depths=2, players=5, kmer=3,
    site_width=8, smooth=5,
)  # fmt: skip


class Finder(nn.Module):
    """One filter for the motif among others that see little, two dense layers."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        generator = np.random.default_rng(seed)
        self.filters = nn.Conv1d(4, 4, 8)
        self.hidden = nn.Linear(4, 3)
        self.out = nn.Linear(3, 1)
        with torch.no_grad():
            for parameter in self.parameters():
                drawn = generator.normal(0, 0.1, tuple(parameter.shape))
                parameter.copy_(torch.from_numpy(drawn))
            self.filters.weight[0] = torch.from_numpy(np.eye(4)[MOTIF].T - 0.25)
            self.filters.bias[0] = -2.5
            self.hidden.weight[:, 0] = 1
            self.out.weight.abs_().add_(0.5)

    def forward(self, x: Tensor) -> Tensor:
        found = torch.relu(self.filters(x)).amax(-1)
        return self.out(torch.relu(self.hidden(found)))


class Deep(nn.Module):
    """Two convolutions and two dense layers, as they are drawn."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.first = nn.Conv1d(4, 12, 8)
        self.second = nn.Conv1d(12, 12, 5)
        self.hidden = nn.Linear(12 * (LENGTH - 11), 16)
        self.out = nn.Linear(16, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = torch.relu(self.second(torch.relu(self.first(x)))).flatten(1)
        return self.out(torch.relu(self.hidden(h)))


def sequences(n: int = 10, seed: int = 0) -> tuple[Tensor, np.ndarray]:
    """Return (n, 4, L) with the motif, and where it begins."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 4, (n, LENGTH))
    starts = rng.integers(1, LENGTH - len(MOTIF), n)
    for row, start in enumerate(starts):
        codes[row, start : start + len(MOTIF)] = MOTIF
    return torch.eye(4)[torch.from_numpy(codes)].transpose(1, 2).contiguous(), starts


def make_case(n: int = 10, dtype: torch.dtype = torch.float64) -> Case:
    x, _ = sequences(n)
    model = Finder().to(dtype)
    return Case(model, None, x, frequencies=[0.25] * 4, n_references=3, seed=1)


def make_bench(n: int = 10, settings: Evaluate = QUICK) -> Bench:
    x, starts = sequences(n)
    case = make_case(n)
    sites = Sites((starts + (len(MOTIF) - 1) / 2)[:, None], x.shape[2])
    return Bench(case, settings, (case.with_model(Finder(seed=1).double()),), sites)
