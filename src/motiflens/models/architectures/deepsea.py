"""DeepSEA, for windows of any length."""

from __future__ import annotations

from torch import Tensor, nn

from motiflens.models.shape import Shape

WIDTH, POOL = 8, 4


class DeepSEA(nn.Module):
    """The network of Zhou and Troyanskaya (2015).

    Filters, widths, poolings, dense layer and dropout are the paper's: 320 x 8 and max-pool 4,
    480 x 8 and 4, 960 x 8, then 925 units; dropout of 0.2, 0.2 and 0.5 behind the three. Nothing
    is padded: 1,000 bp leave 53 positions. What the poolings cut off at the right end is read by
    nothing, as in the original: the last 5 of 1,000 bp, and up to 15 bp at other lengths (none
    where the length is a multiple of 16 and 3 more, such as 995 or 1,011). What differs:

    - Outputs are logits: the sigmoid is in the loss.
    - ReLU is 0 below 0, where the published weights' has 1e-6.
    - The paper averages the two strands' predictions; here a network reads one strand, and
      training shows it both.
    - Weights are decayed by the optimiser; the paper also bounds the norms of the weights and
      penalises the sum of the last hidden layer's values.

    Without batch norm it needs a lower learning rate than the others, such as 1e-4: at some
    hundred times that its ReLUs die, and its outputs stay the same for all sequences. It also
    needs data like the authors', millions of sequences: of ten thousand it learns nothing
    (docs/training.md), but with batch norm it does.

    Parameters
    ----------
    shape
        Length of the sequences, and number of tasks: one output each.
    batch_norm
        Normalise what goes into each ReLU; the paper's network does not.
    """

    def __init__(self, shape: Shape, batch_norm: bool = False) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv1d(4, 320, WIDTH), *_relu(320, batch_norm), nn.MaxPool1d(POOL), nn.Dropout(0.2),
            nn.Conv1d(320, 480, WIDTH), *_relu(480, batch_norm), nn.MaxPool1d(POOL),
            nn.Dropout(0.2),
            nn.Conv1d(480, 960, WIDTH), *_relu(960, batch_norm), nn.Dropout(0.5),
        )  # fmt: skip
        self.dense = nn.Sequential(
            nn.Flatten(),
            nn.Linear(960 * _positions(shape.input_length), 925),
            *_relu(925, batch_norm),
            nn.Linear(925, shape.tasks),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, T) of one-hot sequences (N, 4, L)."""
        logits: Tensor = self.dense(self.convolutions(x))
        return logits


def _relu(channels: int, batch_norm: bool) -> list[nn.Module]:
    return [nn.BatchNorm1d(channels), nn.ReLU()] if batch_norm else [nn.ReLU()]


def _positions(length: int) -> int:
    """Return how many positions ``length`` bp leave for the dense layer."""
    lost = WIDTH - 1
    return ((length - lost) // POOL - lost) // POOL - lost
