"""DeepBind, for windows of any length and any number of outputs."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from motiflens.models.shape import Shape

DETECTORS, WIDTH, HIDDEN = 16, 24, 32


class DeepBind(nn.Module):
    """The network of Alipanahi, Delong, Weirauch and Frey (2015), read on one strand.

    Sixteen motif detectors of 24 bp are moved over the sequence, rectified, and pooled over all
    of it to their largest and their mean value; a layer of 32 ReLU units follows. As in the
    authors' program, `WIDTH - 1` columns of 1/4 are put at either end, so that a detector also
    sees the motif that the sequence cuts off, and the pools are over L + 23 positions. The
    paper's networks are a family: with or without the hidden layer and the means, whatever does
    better on held-out data, and with detectors of a length that depends on the experiment (16 for
    RNAcompete). This is the largest form; 24 bp is what later work takes for transcription
    factors. What differs:

    - The paper scores both strands with some of its models and takes the larger score. Here a
      network reads one strand, and training shows it both.
    - Outputs are as many as there are classes; the paper has a network for each protein.
    - An N is a column of zeros, as everywhere in motiflens, rather than of 1/4.
    - Training, for which the paper searches rates and starting weights at random.

    Parameters
    ----------
    shape
        Length of the sequences, and number of tasks: one output each. No weight depends on it.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.ConstantPad1d(WIDTH - 1, 0.25), nn.Conv1d(4, DETECTORS, WIDTH), nn.ReLU()
        )
        self.dense = nn.Sequential(
            nn.Linear(2 * DETECTORS, HIDDEN),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(HIDDEN, shape.tasks),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, T) of one-hot sequences (N, 4, L)."""
        found = self.convolutions(x)
        logits: Tensor = self.dense(torch.cat([found.amax(dim=-1), found.mean(dim=-1)], dim=1))
        return logits
