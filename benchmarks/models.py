"""The networks that attribution is timed on."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from motiflens.models.device import resolve_device


class BPNetLike(nn.Module):
    """64 filters, eight dilated residual layers, a count head; made for 2,114 bp."""

    length = 2114

    def __init__(self, filters: int = 64, layers: int = 8, outputs: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv1d(4, filters, 21, padding=10)
        self.first_relu = nn.ReLU()
        self.dilated = nn.ModuleList(
            nn.Conv1d(filters, filters, 3, padding=2**i, dilation=2**i)
            for i in range(1, layers + 1)
        )
        # One module for each use: peers that hook modules need it.
        self.relus = nn.ModuleList(nn.ReLU() for _ in range(layers))
        self.counts = nn.Linear(filters, outputs)

    def forward(self, x: Tensor) -> Tensor:
        h = self.first_relu(self.first(x))
        for convolution, relu in zip(self.dilated, self.relus, strict=True):
            h = h + relu(convolution(h))
        return self.counts(h.mean(-1))


def basset_like() -> nn.Module:
    """Three convolutions with batch norm and max-pooling, two hidden dense layers; 600 bp."""
    model = nn.Sequential(
        nn.Conv1d(4, 300, 19, padding=9),
        nn.BatchNorm1d(300),
        nn.ReLU(),
        nn.MaxPool1d(3),
        nn.Conv1d(300, 200, 11, padding=5),
        nn.BatchNorm1d(200),
        nn.ReLU(),
        nn.MaxPool1d(4),
        nn.Conv1d(200, 200, 7, padding=3),
        nn.BatchNorm1d(200),
        nn.ReLU(),
        nn.MaxPool1d(4),
        nn.Flatten(),
        nn.Linear(200 * 12, 1000),
        nn.ReLU(),
        nn.Linear(1000, 1000),
        nn.ReLU(),
        nn.Linear(1000, 1),
    )
    model.length = 600  # type: ignore[assignment]
    return model


FREQUENCIES = [0.3, 0.2, 0.2, 0.3]
"""The reference that all sequences share."""

MODELS = {"BPNet-like": BPNetLike, "Basset-like": basset_like}


def random_sequences(count: int, length: int, seed: int) -> Tensor:
    """One-hot sequences, (count, 4, length)."""
    generator = torch.Generator().manual_seed(seed)
    codes = torch.randint(0, 4, (count, length), generator=generator)
    return torch.eye(4)[codes].transpose(1, 2).contiguous()


def arguments_parser(description: str | None, *, sequences: int, repeats: int) -> ArgumentParser:
    """Return a parser of what every benchmark can be told."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--sequences", type=int, default=sequences)
    parser.add_argument("--repeats", type=int, default=repeats)
    return parser


def each_model(arguments: Namespace) -> Iterator[tuple[str, nn.Module, Tensor]]:
    """Say where it runs, and yield each model with its name and sequences."""
    device = resolve_device(arguments.device)
    print(f"torch {torch.__version__}, {device}, {torch.get_num_threads()} threads, float32")
    for name, build in MODELS.items():
        torch.manual_seed(0)
        model = build().eval().to(device)
        yield name, model, random_sequences(arguments.sequences, model.length, seed=1).to(device)
