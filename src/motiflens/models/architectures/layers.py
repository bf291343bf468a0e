"""The blocks that the convolutional networks are made of."""

from __future__ import annotations

from torch import nn

EPSILON = 1e-5


def conv_block(
    in_channels: int, out_channels: int, *, width: int, pool: int, epsilon: float = EPSILON
) -> nn.Sequential:
    """Return convolution, batch norm, ReLU and max-pool: (N, in, L) to (N, out, L // pool).

    The convolution is padded to keep the length. What a pooling cuts off at the right end
    (up to ``pool - 1`` positions) is still read by the convolution's filters as long as
    ``width`` is at least ``2 * pool - 1``. ``epsilon`` is batch norm's.
    """
    return nn.Sequential(
        nn.Conv1d(in_channels, out_channels, width, padding="same"),
        nn.BatchNorm1d(out_channels, eps=epsilon),
        nn.ReLU(),
        nn.MaxPool1d(pool),
    )


def dense_block(
    inputs: int, outputs: int, *, dropout: float, epsilon: float = EPSILON
) -> tuple[nn.Module, ...]:
    """Return the layers dense, batch norm, ReLU and dropout: (N, inputs) to (N, outputs)."""
    norm = nn.BatchNorm1d(outputs, eps=epsilon)
    return nn.Linear(inputs, outputs), norm, nn.ReLU(), nn.Dropout(dropout)
