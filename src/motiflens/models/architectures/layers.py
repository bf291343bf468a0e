"""The blocks that the convolutional networks are made of."""

from __future__ import annotations

from torch import nn


def conv_block(in_channels: int, out_channels: int, *, width: int, pool: int) -> nn.Sequential:
    """Return convolution, batch norm, ReLU and max-pool: (N, in, L) to (N, out, L // pool).

    The convolution is padded to keep the length. What a pooling cuts off at the right end
    (up to ``pool - 1`` positions) is still read by the convolution's filters as long as
    ``width`` is at least ``2 * pool - 1``.
    """
    return nn.Sequential(
        nn.Conv1d(in_channels, out_channels, width, padding="same"),
        nn.BatchNorm1d(out_channels),
        nn.ReLU(),
        nn.MaxPool1d(pool),
    )


def dense_block(inputs: int, outputs: int, *, dropout: float) -> tuple[nn.Module, ...]:
    """Return the layers dense, batch norm, ReLU and dropout: (N, inputs) to (N, outputs)."""
    return nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.ReLU(), nn.Dropout(dropout)
