"""A small network for a few motifs on short windows."""

from __future__ import annotations

from torch import Tensor, nn

from motiflens.models.architectures.layers import conv_block, dense_block


class SmallCNN(nn.Module):
    """Two convolutions (64 x 19 and 64 x 5, max-pool 4) and a dense layer of 64 with dropout.

    The dense layer is normalised too: without it a few hundred positives are learnt at half the
    speed, and outputs far from the data, such as those at a reference, grow large.

    Parameters
    ----------
    input_length
        Length of the sequences in bp, 16 or more.
    n_tasks
        Number of outputs, one logit each.
    """

    def __init__(self, input_length: int, n_tasks: int) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            conv_block(4, 64, width=19, pool=4),
            conv_block(64, 64, width=5, pool=4),
        )
        self.dense = nn.Sequential(
            nn.Flatten(),
            *dense_block(64 * (input_length // 4 // 4), 64, dropout=0.5),
            nn.Linear(64, n_tasks),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, n_tasks) of one-hot sequences (N, 4, input_length)."""
        logits: Tensor = self.dense(self.convolutions(x))
        return logits
