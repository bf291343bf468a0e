"""Tensors of Keras 1, and of models trained with Theano, in the shapes and sense of Keras 2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from motiflens.models.importers.keras.weights import Stored

_CONVOLUTIONS = {"Conv1D", "Conv2D", "Conv1DTranspose", "Conv2DTranspose"}
# Of each gate: input weights, state weights, bias; Keras 1 lists an LSTM's cell before its forget
# gate.
_LSTM_GATES, _GRU_GATES = (0, 2, 1, 3), (0, 1, 2)


def as_in_keras_2(
    kind: str, options: dict[str, Any], stored: list[Stored], *, version: int, theano: bool
) -> list[Stored]:
    """Return a layer's tensors as Keras 2 with TensorFlow would have them.

    Parameters
    ----------
    kind, options
        In the words of Keras 2.
    stored
        As the file has them.
    version
        The first number of the version of Keras that wrote the file.
    theano
        Whether the model was trained with Theano, which reads the kernels of convolutions from
        the end.
    """
    if version == 1:
        stored = _from_keras_1(kind, options, stored)
    if theano and kind in _CONVOLUTIONS and stored:
        kernel = stored[0]
        spatial = tuple(range(kernel.value.ndim - 2))
        stored = [Stored(kernel.name, np.flip(kernel.value, spatial)), *stored[1:]]
    return stored


def _from_keras_1(kind: str, options: dict[str, Any], stored: list[Stored]) -> list[Stored]:
    if kind == "Bidirectional" and len(stored) > 6:
        inner = "LSTM" if options["layer"]["class_name"] == "LSTM" else "GRU"
        half = len(stored) // 2
        return [*_by_gate(inner, stored[:half]), *_by_gate(inner, stored[half:])]
    if kind in ("LSTM", "GRU") and len(stored) > 3:
        return _by_gate(kind, stored)
    if kind == "Conv1D" and stored and stored[0].value.ndim == 4:
        return [_kernel_1d(stored[0], options), *stored[1:]]
    if kind == "Conv2D" and stored and options.get("data_format") == "channels_first":
        kernel = stored[0]
        return [Stored(kernel.name, kernel.value.transpose(2, 3, 1, 0)), *stored[1:]]
    return stored


def _kernel_1d(kernel: Stored, options: dict[str, Any]) -> Stored:
    """Return (K, in, out) of (K, 1, in, out), or of the first versions' (out, in, K, 1)."""
    width, filters = options.get("kernel_size"), options.get("filters")
    shape = kernel.value.shape
    if shape[:2] != (width, 1) and shape[0] == filters and shape[2:] == (width, 1):
        return Stored(kernel.name, kernel.value[..., 0].transpose(2, 1, 0))
    if shape[1] != 1:
        return kernel  # refused where its shape is checked
    return Stored(kernel.name, kernel.value[:, 0])


def _by_gate(kind: str, stored: Sequence[Stored]) -> list[Stored]:
    """Return kernel, recurrent kernel and bias of a list of three for each gate."""
    gates = _LSTM_GATES if kind == "LSTM" else _GRU_GATES
    if len(stored) != 3 * len(gates):
        return list(stored)  # refused where they are counted
    return [
        Stored(
            ", ".join(stored[3 * gate + role].name for gate in gates),
            np.concatenate([stored[3 * gate + role].value for gate in gates], axis=-1),
        )
        for role in range(3)
    ]
