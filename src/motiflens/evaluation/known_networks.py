"""Networks whose weights are set by hand: what they use in a sequence is known exactly.

A trained network may not have learned what its data hold. These look for words: a filter is 1
where its word stands and 0 elsewhere, a maximum over places says whether the word is there, and
one or two units combine two words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from motiflens.sequences.onehot import encode, one_hot

WORDS = ("TTACCC", "GCGATG")
LENGTH = 40
REPRESSION = 0.75
"""How much of the first word's output the second takes away, where it represses."""

_FREQUENCIES = (0.3, 0.2, 0.2, 0.3)
_WIDTH = len(WORDS[0])


@dataclass(frozen=True)
class KnownNetwork:
    """A network with sequences, and what it uses in each.

    Attributes
    ----------
    name, title
        For code and for tables.
    model
        From (N, 4, L) to (N, 1), float64, in evaluation mode.
    x
        (N, 4, L) float64.
    reference
        (4,) float64, frequencies of A, C, G and T at which the output is 0.
    sites
        (N, 2) int64, where each word begins; -1 where it is not there.
    width
        Length of a word.
    truth
        (N, L) bool, the bases of words that the output rests on.
    sign
        (N, L) int8: 1 where a word raises the output, -1 where it lowers it, 0 elsewhere.
    value
        (N,) float64, f(x) - f(reference), by hand.
    """

    name: str
    title: str
    model: nn.Module
    x: Tensor
    reference: Tensor
    sites: NDArray[np.int64]
    width: int
    truth: NDArray[np.bool_]
    sign: NDArray[np.int8]
    value: NDArray[np.float64]


@dataclass(frozen=True)
class _Head:
    """How the outputs of the words' filters are combined: relu(m @ hidden.T + bias) @ out."""

    title: str
    hidden: tuple[tuple[float, float], ...]
    bias: tuple[float, ...]
    out: tuple[float, ...]
    signs: tuple[int, int]
    present: tuple[tuple[bool, bool], ...]
    """Which words are there, in sequences in turn."""

    def value(self, words: tuple[bool, bool]) -> float:
        """Return the output where these words are there."""
        return sum(
            out * max(0.0, sum(w * word for w, word in zip(weights, words, strict=True)) + bias)
            for weights, bias, out in zip(self.hidden, self.bias, self.out, strict=True)
        )


_ONE, _OTHER, _BOTH = (True, False), (False, True), (True, True)
_HEADS = {
    "scanner": _Head("a scanner for one word", ((1, 0),), (0,), (1,), (1, 0), (_ONE,)),
    "and": _Head("two words, both", ((1, 1),), (-1,), (1,), (1, 1), (_BOTH,)),
    "or": _Head(
        "two words, either", ((1, 1), (1, 1)), (0, -1), (1, -1), (1, 1), (_ONE, _OTHER, _BOTH)
    ),
    "repressor": _Head(
        "a word and its repressor", ((1, -REPRESSION),), (0,), (1,), (1, -1), (_ONE, _BOTH)
    ),
}


def _network(name: str, count: int = 12, seed: int = 0) -> KnownNetwork:
    head = _HEADS[name]
    words = [head.present[row % len(head.present)] for row in range(count)]
    codes, sites = _sequences(words, np.random.default_rng(seed))
    sign = np.zeros(codes.shape, dtype=np.int8)
    for row, starts in enumerate(sites):
        for start, says in zip(starts, head.signs, strict=True):
            if start >= 0:
                sign[row, start : start + _WIDTH] = says
    return KnownNetwork(
        name=name,
        title=head.title,
        model=_model(head),
        x=torch.from_numpy(one_hot(codes)).double(),
        reference=torch.tensor(_FREQUENCIES, dtype=torch.float64),
        sites=sites,
        width=_WIDTH,
        truth=sign != 0,
        sign=sign,
        value=np.array([head.value(some) for some in words], dtype=np.float64),
    )


KNOWN: dict[str, Callable[[], KnownNetwork]] = {name: partial(_network, name) for name in _HEADS}
"""Makes each network, by its name."""


def _sequences(
    words: list[tuple[bool, bool]], rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return codes (N, L) and where the words begin, each in a half of its own.

    A sequence that holds a word by chance is drawn again.
    """
    rows, sites = [], []
    half = LENGTH // 2
    for there in words:
        starts = [
            int(rng.integers(0, half - _WIDTH + 1)) + offset
            for offset in rng.permutation([0, half])
        ]
        while True:
            codes = rng.choice(4, LENGTH, p=_FREQUENCIES).astype(np.uint8)
            for word, start, is_there in zip(WORDS, starts, there, strict=True):
                if is_there:
                    codes[start : start + _WIDTH] = encode(word)
            if _counts(codes) == there:
                break
        rows.append(codes)
        sites.append(
            [start if is_there else -1 for start, is_there in zip(starts, there, strict=True)]
        )
    return np.stack(rows), np.array(sites, dtype=np.int64)


def _counts(codes: NDArray[np.uint8]) -> tuple[int, ...]:
    """Return how often each word is there."""
    windows = np.lib.stride_tricks.sliding_window_view(codes, _WIDTH)
    return tuple(int((windows == encode(word)).all(axis=1).sum()) for word in WORDS)


def _model(head: _Head) -> nn.Module:
    scan = nn.Conv1d(4, 2, _WIDTH)
    combine, out = nn.Linear(2, len(head.bias)), nn.Linear(len(head.bias), 1)
    letters = torch.stack([torch.from_numpy(one_hot(encode(word))) for word in WORDS])
    weights = (
        (scan, 2 * letters - 1, torch.full((2,), 1.0 - _WIDTH)),
        (combine, torch.tensor(head.hidden), torch.tensor(head.bias)),
        (out, torch.tensor([head.out]), torch.zeros(1)),
    )
    for layer, weight, bias in weights:
        layer.load_state_dict({"weight": weight, "bias": bias})
    pool = nn.MaxPool1d(LENGTH - _WIDTH + 1)
    layers = [scan, nn.ReLU(), pool, nn.Flatten(), combine, nn.ReLU(), out]
    return nn.Sequential(*layers).double().eval()
