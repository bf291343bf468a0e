"""Keras' layers as their documentation defines them, slowly, on arrays with channels last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import erf

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def hard_sigmoid(x: Array) -> Array:
    """As Keras 1 and 2 define it."""
    return np.clip(0.2 * x + 0.5, 0, 1)


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "selu": lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)),
    "gelu": lambda x: x * 0.5 * (1 + np.vectorize(erf)(x / np.sqrt(2))),
    "softplus": lambda x: np.log1p(np.exp(x)),
    "sigmoid": sigmoid,
    "hard_sigmoid": hard_sigmoid,
    "tanh": np.tanh,
    "exponential": np.exp,
    "swish": lambda x: x * sigmoid(x),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    "softmax": softmax,
}


def begin_and_count(length: int, window: int, stride: int, padding: str) -> tuple[int, int]:
    """Return where the first window begins, and how many there are (TensorFlow's convention)."""
    if padding == "valid":
        return 0, (length - window) // stride + 1
    if padding == "causal":
        return -(window - 1), (length - 1) // stride + 1
    count = int(np.ceil(length / stride))
    return -(max((count - 1) * stride + window - length, 0) // 2), count


def conv1d(
    x: Array,
    kernel: Array,
    bias: Array | float = 0.0,
    *,
    padding: str = "valid",
    stride: int = 1,
    dilation: int = 1,
    groups: int = 1,
) -> Array:
    """Cross-correlation of (N, L, C) with (K, C / groups, F)."""
    n, length, _ = x.shape
    width, per_group, filters = kernel.shape
    begin, count = begin_and_count(length, (width - 1) * dilation + 1, stride, padding)
    y = np.zeros((n, count, filters))
    for position in range(count):
        for tap in range(width):
            place = begin + position * stride + tap * dilation
            if not 0 <= place < length:
                continue
            for f in range(filters):
                group = f // (filters // groups)
                chosen = x[:, place, group * per_group : (group + 1) * per_group]
                y[:, position, f] += chosen @ kernel[tap, :, f]
    return y + bias


def conv2d(x: Array, kernel: Array, bias: Array) -> Array:
    """Cross-correlation of (N, H, W, C) with (K, K', C, F), without padding."""
    rows, columns, _, filters = kernel.shape
    height, width = x.shape[1] - rows + 1, x.shape[2] - columns + 1
    y = np.zeros((len(x), height, width, filters))
    for i in range(height):
        for j in range(width):
            patch = x[:, i : i + rows, j : j + columns]
            y[:, i, j] = np.einsum("nijc,ijcf->nf", patch, kernel)
    return y + bias


def pool1d(
    x: Array, how: str, size: int, *, stride: int | None = None, padding: str = "valid"
) -> Array:
    """Maxima or means of windows of (N, L, C), of what is inside the sequence."""
    stride = stride or size
    begin, count = begin_and_count(x.shape[1], size, stride, padding)
    windows = [x[:, max(begin + i * stride, 0) : begin + i * stride + size] for i in range(count)]
    return np.stack([getattr(w, how)(axis=1) for w in windows], 1)


def batch_norm(x: Array, weights: Sequence[Array], epsilon: float) -> Array:
    gamma, beta, mean, variance = weights
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def lstm(
    x: Array, kernel: Array, recurrent: Array, bias: Array, gate: Callable[[Array], Array]
) -> Array:
    """Return all states of (N, L, C); gates i, f, c, o."""
    units = recurrent.shape[0]
    h = c = np.zeros((len(x), units))
    states = []
    for position in range(x.shape[1]):
        z = x[:, position] @ kernel + h @ recurrent + bias
        i, f, g, o = np.split(z, 4, axis=1)
        c = gate(f) * c + gate(i) * np.tanh(g)
        h = gate(o) * np.tanh(c)
        states.append(h)
    return np.stack(states, 1)


def gru(
    x: Array, kernel: Array, recurrent: Array, bias: Array, gate: Callable[[Array], Array]
) -> Array:
    """Return all states of (N, L, C); gates z, r, h, the reset gate on the state itself."""
    units = recurrent.shape[0]
    h = np.zeros((len(x), units))
    states = []
    for position in range(x.shape[1]):
        xz, xr, xh = np.split(x[:, position] @ kernel + bias, 3, axis=1)
        uz, ur, uh = np.split(recurrent, 3, axis=1)
        z, r = gate(xz + h @ uz), gate(xr + h @ ur)
        h = z * h + (1 - z) * np.tanh(xh + (r * h) @ uh)
        states.append(h)
    return np.stack(states, 1)
