"""Windows that hold a word, networks that read it in known ways, and motifs of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from families.test_merging import motif, motif_set
from motiflens.config import Effects
from motiflens.effects.asked import Asked
from motiflens.effects.measuring import measure_effects
from motiflens.effects.record import Effects as Found
from motiflens.effects.record import MotifEffect
from motiflens.hits.columns import HitColumns
from motiflens.hits.table import Hit
from motiflens.models.card import ModelCard
from motiflens.motifs.motif import Motif
from motiflens.sequences.onehot import decode, encode, one_hot, reverse_complement
from motiflens.store.windows import Windows
from store.examples import make_windows

WORD, OTHER = "TTACCCGG", "ATCACTAA"
LENGTH = 60
N = 24
PLACES = {WORD: 8, OTHER: 40}
QUICK = Effects(sequences=20, windows=20, shuffles=3, pairs=0, words=8, bootstrap=200)
Module = nn.Module


class Scanner(nn.Module):
    """Sees whether each word is there, on either strand; a head makes a number of that."""

    def __init__(self, words: Sequence[str], head: Any) -> None:
        super().__init__()
        self.head = head
        self.filters = nn.ParameterList()
        for word in words:
            codes = encode(word)
            both = np.stack([one_hot(codes), one_hot(reverse_complement(codes))])
            self.filters.append(nn.Parameter(torch.from_numpy(both)))

    def forward(self, x: Tensor) -> Tensor:
        seen = [
            torch.relu(nn.functional.conv1d(x, words) - words.shape[2] + 1).amax((1, 2))
            for words in self.filters
        ]
        return self.head(*seen)[:, None]


def reads(word: str, weight: float = 2.0) -> Module:
    """Return a network whose output is the weight where the word is, else 0."""
    return Scanner([word], lambda seen: weight * seen)


def reads_both() -> Module:
    """Return a network that says 2 where both words are, else 0."""
    return Scanner([WORD, OTHER], lambda one, other: 2 * torch.relu(one + other - 1))


class Spaced(nn.Module):
    """Says 1 where the word is twice at a distance on the strand as it is."""

    def __init__(self, word: str, distance: int) -> None:
        super().__init__()
        filters = np.zeros((1, 4, distance + len(word)), np.float32)
        for start in (0, distance):
            filters[0, :, start : start + len(word)] = one_hot(encode(word))
        self.filters = nn.Parameter(torch.from_numpy(filters))
        self.most = 2 * len(word)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(nn.functional.conv1d(x, self.filters) - self.most + 1).amax(2)


class Composition(nn.Module):
    """Says how many G and C there are."""

    def forward(self, x: Tensor) -> Tensor:
        return x[:, 1:3].sum((1, 2))[:, None]


class Rough(nn.Module):
    """Reads a word, and otherwise something or other of every stretch of 6 bp."""

    def __init__(self, weight: float) -> None:
        super().__init__()
        self.word = reads(WORD, weight)
        filters = np.random.default_rng(0).normal(0, 0.1, (8, 4, 6))
        self.filters = nn.Parameter(torch.from_numpy(filters).float())

    def forward(self, x: Tensor) -> Tensor:
        rest = torch.relu(nn.functional.conv1d(x, self.filters)).sum((1, 2))
        return self.word(x) + rest[:, None]


def windows() -> Windows:
    """Return windows that hold both words, each at its place, on strands by turns."""
    made = make_windows(n=N, window=LENGTH, max_offset=0)
    codes = np.asarray(made.codes).copy()
    for word, place in PLACES.items():
        for row in range(N):
            codes[row, place : place + len(word)] = encode(word) if row % 2 else reverse(word)
    return replace(made, codes=codes)


def reverse(word: str) -> Any:
    return reverse_complement(encode(word))


def hits_of(name: str, word: str, data: Windows, rows: Sequence[int] = range(N)) -> list[Hit]:
    """Return the hits of a word at its place."""
    codes = data.window_codes()
    found = []
    for row in rows:
        start, strand = int(data.start[row]) + PLACES[word], "-+"[row % 2]
        bases = codes[row, PLACES[word] : PLACES[word] + len(word)]
        text = decode(bases if strand == "+" else reverse_complement(bases))
        found.append(
            Hit("chrI", start, start + len(word), name, 1.0, strand, text, 1.0, 1.0, row, row)
        )
    return found


def card(readout: str = "classes", tasks: Sequence[str] = ("A",), **more: Any) -> ModelCard:
    return ModelCard(
        schema="motiflens/model/2", architecture=None, readout=readout, tasks=list(tasks),
        input_length=LENGTH, n_parameters=1, weights_sha256="0" * 64, training=None, metrics={},
        versions={}, **more,
    )  # fmt: skip


def ask(motifs: Sequence[Motif], hits: Sequence[Hit], target: str | None = None) -> Asked:
    found = motif_set("A", "deeplift", *motifs)
    return Asked(found, HitColumns.of(hits), np.arange(N, dtype=np.int64), target)


def effects(
    *models: Module,
    word: str = WORD,
    motifs: Sequence[Motif] | None = None,
    hits: Sequence[Hit] | None = None,
    options: Effects = QUICK,
    model_card: ModelCard | None = None,
    target: str | None = None,
    progress: Any = None,
) -> Found:
    """Return the effects of a motif of the word, with hits wherever it is."""
    data = windows()
    asked = ask(
        [motif("m", word, certainty=1.0)] if motifs is None else motifs,
        hits_of("m", word, data) if hits is None else hits,
        target,
    )
    with_cards = [(model, model_card or card()) for model in models]
    return measure_effects(
        with_cards, data, asked, options, device=torch.device("cpu"), hashes={}, progress=progress
    )


def effect(*models: Module, **given: Any) -> MotifEffect:
    """Return the same of the one motif."""
    (found,) = effects(*models, **given).motifs
    return found
