"""A small network for a few motifs on short windows."""

from __future__ import annotations

from torch import Tensor, nn

from motiflens.models.architectures.layers import conv_block


class SmallCNN(nn.Module):
    """Two convolutions (48 x 19 and 64 x 9, max-pool 4) and a dense layer of 64 with dropout.

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
            conv_block(4, 48, width=19, pool=4),
            conv_block(48, 64, width=9, pool=4),
        )
        self.dense = nn.Sequential(
            nn.Flatten(),
            nn.Linear(64 * (input_length // 4 // 4), 64),
            nn.ReLU(),
            nn.Dropout(0.3),
            nn.Linear(64, n_tasks),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, n_tasks) of one-hot sequences (N, 4, input_length)."""
        logits: Tensor = self.dense(self.convolutions(x))
        return logits
