"""Basset, for windows of any length."""

from __future__ import annotations

from torch import Tensor, nn

from motiflens.models.architectures.layers import conv_block, dense_block
from motiflens.models.shape import Shape


class Basset(nn.Module):
    """The network of Kelley, Snoek and Rinn (2016), but for three things.

    Filters, widths, poolings, dense layers and dropout are the paper's: 300 x 19 and max-pool 3,
    200 x 11 and 4, 200 x 7 and 4, then 1,000 and 1,000 units. What differs:

    - Convolutions are padded. Unpadded, 600 bp leave 10 positions after the last pooling but
      200 bp leave a single one, which the last 32 bases do not reach; padded, 200 bp leave four
      (600 bp leave 12) and every base counts. Anything from 48 bp on works.
    - Outputs are logits: the sigmoid is in the loss.
    - Weights are decayed by the optimiser instead of clipped in norm.

    Parameters
    ----------
    shape
        Length of the sequences, and number of tasks: one output each.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            conv_block(4, 300, width=19, pool=3),
            conv_block(300, 200, width=11, pool=4),
            conv_block(200, 200, width=7, pool=4),
        )
        self.dense = nn.Sequential(
            nn.Flatten(),
            *dense_block(200 * (shape.input_length // 3 // 4 // 4), 1000, dropout=0.3),
            *dense_block(1000, 1000, dropout=0.3),
            nn.Linear(1000, shape.tasks),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, T) of one-hot sequences (N, 4, L)."""
        logits: Tensor = self.dense(self.convolutions(x))
        return logits
