"""Why some operators are refused, by their names: most are steps, which no multiplier passes."""

from __future__ import annotations

from typing import Any

_UNKNOWN = "motiflens does not know this operation"
_ORDER = (
    "which element stands where is no smooth function of the input; a maximum or a mean over the "
    "dimension is known"
)
_STEP = "it is flat but for steps; relu, clamp, maximum and abs are known"
_COMPARISON = (
    "a comparison of activations is a step; relu, clamp, maximum and abs are known, and masks "
    "that do not depend on the input"
)
_INDEX = (
    "its index depends on the input, or differs from element to element; the product of a one-hot "
    "input with a table is known, and index_select"
)
_FOURIER = "complex numbers are not known; a convolution or a product of matrices is"
_STATISTICS = (
    "its statistics are those of the batch, so that it mixes the sequences; keep running ones"
)
_RECURRENT = (
    "it is unrolled position by position, and the sequence is too long for that: up to {limit} "
    "positions are known, so pool or cut the sequence before it"
)

MAX_UNROLLED = 256
"""Positions up to which recurrent layers are unrolled: graph and time grow with each."""

_REASONS = {
    _ORDER: "sort argsort topk kthvalue median mode argmax argmin unique nonzero msort",
    _STEP: "sign sgn round floor ceil trunc frac heaviside floor_divide remainder fmod",
    _COMPARISON: "gt ge lt le eq ne logical_not logical_and logical_or bitwise_and bitwise_or "
    "isnan isinf isfinite signbit where hardshrink",
    _INDEX: "embedding embedding_bag gather scatter index index_put one_hot",
    _STATISTICS: "_native_batch_norm_legit native_batch_norm",
    _FOURIER: "fft_fft fft_rfft fft_ifft fft_irfft fft_fft2 fft_rfft2 stft",
    _RECURRENT.format(limit=MAX_UNROLLED): "lstm gru rnn_tanh rnn_relu",
}
_BY_NAME = {name: reason for reason, names in _REASONS.items() for name in names.split()}


def why_refused(operator: Any) -> str:
    """Return in half a sentence why ``operator`` has no typed form."""
    name = str(operator).split(".")[1] if str(operator).startswith("aten.") else ""
    return _BY_NAME.get(name, _UNKNOWN)
