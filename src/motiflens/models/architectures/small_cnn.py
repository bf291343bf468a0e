"""A small network for a few motifs on short windows."""

from __future__ import annotations

from torch import Tensor, nn

from motiflens.models.architectures.layers import conv_block, dense_block
from motiflens.models.shape import Shape


class SmallCNN(nn.Module):
    """Two convolutions (64 x 19 and 64 x 5, max-pool 4) and a dense layer of 64 with dropout.

    The dense layer is normalised too: without it a few hundred positives are learnt at half the
    speed, and outputs far from the data, such as those at a reference, grow large.

    Parameters
    ----------
    shape
        Length of the sequences, and number of tasks: one output each.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            conv_block(4, 64, width=19, pool=4),
            conv_block(64, 64, width=5, pool=4),
        )
        self.dense = nn.Sequential(
            nn.Flatten(),
            *dense_block(64 * (shape.input_length // 4 // 4), 64, dropout=0.5),
            nn.Linear(64, shape.tasks),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, T) of one-hot sequences (N, 4, L)."""
        logits: Tensor = self.dense(self.convolutions(x))
        return logits
