"""DeepSTARR, for windows of any length."""

from __future__ import annotations

from torch import Tensor, nn

from motiflens.models.architectures.layers import conv_block, dense_block
from motiflens.models.shape import Shape

KERAS_EPSILON = 1e-3


class DeepSTARR(nn.Module):
    """The network of de Almeida, Reiter, Pagani and Stark (2022).

    All layers are those of the authors' code: padded convolutions of 256 x 7, 60 x 3, 60 x 5 and
    120 x 3, each with batch norm, ReLU and max-pool 2, then twice 256 units with batch norm, ReLU
    and dropout of 0.4. The epsilon of batch norm is Keras' as well, since trained weights
    depend on it. What differs:

    - Outputs are one layer with a row for each class, where the paper has a layer of one unit for
      each of its two activities: the same weights and the same numbers.
    - Batch norm's statistics follow the batches faster (momentum 0.1 in PyTorch's counting, where
      Keras' is 0.01), which suits data of some thousand sequences.

    Parameters
    ----------
    shape
        Length of the sequences, and number of tasks: one output each.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            conv_block(4, 256, width=7, pool=2, epsilon=KERAS_EPSILON),
            conv_block(256, 60, width=3, pool=2, epsilon=KERAS_EPSILON),
            conv_block(60, 60, width=5, pool=2, epsilon=KERAS_EPSILON),
            conv_block(60, 120, width=3, pool=2, epsilon=KERAS_EPSILON),
        )
        self.dense = nn.Sequential(
            nn.Flatten(),
            *dense_block(120 * (shape.input_length // 16), 256, dropout=0.4, epsilon=KERAS_EPSILON),
            *dense_block(256, 256, dropout=0.4, epsilon=KERAS_EPSILON),
            nn.Linear(256, shape.tasks),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, T) of one-hot sequences (N, 4, L)."""
        logits: Tensor = self.dense(self.convolutions(x))
        return logits
