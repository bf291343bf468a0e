"""The filters that read the sequence: their weights, and the stretches of DNA that they answer to.

A filter's logo is that of the stretches where it gives more than half of the most that it gives
anywhere: Kelley, Snoek and Rinn 2016 (Genome Research 26:990-999), after Alipanahi et al. 2015
(Nature Biotechnology 33:831-838).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import ModelError
from motiflens.files import sha256
from motiflens.models.card import WEIGHTS, ModelCard
from motiflens.sequences.onehot import N

_EPSILON = 1e-5  # what PyTorch's batch norm adds to a variance where it is not told otherwise


@dataclass(frozen=True)
class Filters:
    """A convolution that reads the sequence, with the batch norm behind it folded in.

    Attributes
    ----------
    weight
        (C, 4, w), applied at every position, next to each other.
    bias
        (C,).
    """

    weight: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True)
class Sites:
    """Where one filter answers.

    Attributes
    ----------
    n
        Number of stretches, 0 where the filter never gives more than 0.
    frequencies
        (w, 4) of A, C, G and T in them.
    """

    n: int
    frequencies: NDArray[np.float64]


def read_filters(
    directory: Path, card: ModelCard, labels: Iterable[str]
) -> dict[str, Filters | None]:
    """Return the convolutions named ``labels`` of the model in ``directory``.

    None stands for a layer that the file of weights does not hold, or that is no convolution
    along four channels.

    Raises
    ------
    ModelError
        Where the weights are not those that the card describes.
    """
    path, labels = directory / WEIGHTS, list(labels)
    if not labels or not path.is_file():
        return dict.fromkeys(labels)
    if sha256(path) != card.weights_sha256:
        raise ModelError(
            "the weights are not those that the card describes (their SHA-256 differ)",
            where=str(path),
            fix="train or import the model again",
        )
    from safetensors.numpy import load_file

    tensors = load_file(path)
    return {label: _filters(tensors, label) for label in labels}


def _filters(tensors: Mapping[str, NDArray[np.float32]], label: str) -> Filters | None:
    weight = tensors.get(f"{label}.weight")
    if weight is None or weight.ndim != 3 or weight.shape[1] != N:
        return None
    bias = tensors.get(f"{label}.bias", np.zeros(len(weight), weight.dtype))
    scale, shift = _batch_norm(tensors, label, len(weight))
    return Filters(weight * scale[:, None, None], bias * scale + shift)


def _batch_norm(
    tensors: Mapping[str, NDArray[np.float32]], label: str, channels: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return scale and shift of the batch norm that follows in the same sequence of modules.

    Its scale may be negative, and its shift moves the half of the maximum.
    """
    parent, _, number = label.rpartition(".")
    following = f"{parent}.{int(number) + 1}" if number.isdecimal() else ""
    mean = tensors.get(f"{following}.running_mean")
    if mean is None or len(mean) != channels:
        return np.ones(channels, np.float32), np.zeros(channels, np.float32)
    scale = tensors[f"{following}.weight"] / np.sqrt(tensors[f"{following}.running_var"] + _EPSILON)
    return scale, tensors[f"{following}.bias"] - scale * mean


def sites(filters: Filters, channels: Sequence[int], codes: NDArray[np.uint8]) -> list[Sites]:
    """Return where each of some filters gives more than half of the most that it gives.

    Parameters
    ----------
    filters
        The layer.
    channels
        Numbers of the filters.
    codes
        (n, L) windows. Only stretches that lie in a window as a whole are looked at.
    """
    found = []
    for channel in channels:
        given = _activations(filters.weight[channel], codes) + filters.bias[channel]
        rows, starts = np.nonzero(given > max(given.max() / 2, 0))
        stretches = codes[rows[:, None], starts[:, None] + np.arange(filters.weight.shape[2])]
        counts = (stretches[:, :, None] == np.arange(N)).sum(axis=0)
        known = np.maximum(counts.sum(axis=1, keepdims=True), 1)
        found.append(Sites(len(rows), counts / known))
    return found


def _activations(weight: NDArray[np.float32], codes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return (n, L - w + 1) sums of the weights (4, w) of the bases; an N adds nothing."""
    columns = np.vstack([weight, np.zeros_like(weight[:1])]).T
    last = codes.shape[1] - len(columns) + 1
    given = np.zeros((len(codes), last), np.float32)
    for offset, column in enumerate(columns):
        given += column[codes[:, offset : offset + last]]
    return given
