"""DeepBind, for windows of any length and any number of outputs."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, pad

from motiflens.models.shape import Shape

UNKNOWN = 0.25
"""Of each base past the ends, where none is known."""


class DeepBind(nn.Module):
    """The network of Alipanahi, Delong, Weirauch and Frey (2015), read on one strand.

    Motif detectors are moved over the sequence, rectified, and pooled over all of it to their
    largest and their mean value; a layer of ReLU units follows. As in the authors' program,
    ``width - 1`` columns of 1/4 are put at either end, so that a detector also sees the motif that
    the sequence cuts off, and the pools are over L + width - 1 positions. The paper's networks are
    a family: with or without the hidden layer and the means, whatever does better on held-out data,
    and with detectors of a length that depends on the experiment (16 for RNAcompete). The defaults
    are the largest form; 24 bp is what later work takes for transcription factors. What differs:

    - The paper scores both strands with some of its models and takes the larger score. A network
      that is trained here reads one strand, and training shows it both; one that is imported has
      ``strands: max`` in its card.
    - Outputs are as many as there are tasks; the paper has a network for each protein.
    - An N is a column of zeros, as everywhere in motiflens, rather than of 1/4, but for
      ``unknown``.
    - Training, for which the paper searches rates and starting weights at random.

    Parameters
    ----------
    shape
        Length of the sequences, and number of tasks: one output each. No weight depends on it.
    detectors, width
        Number of detectors, and their length in bp.
    hidden
        Units of the hidden layer; 0 for none.
    mean
        Whether detectors are pooled to their mean, too. The dense layer takes all largest values,
        then all means.
    scan
        The authors' program scores each window of 1.5 detectors and returns the largest score. With
        ``scan``, windows of so many bp are scored one by one, as if there were nothing around them;
        with 0, and in sequences that are no longer, the sequence is scored at once.
    unknown
        What an N, a column of zeros, counts as of each base. Columns that add up to 1 stay as they
        are.
    """

    def __init__(
        self,
        shape: Shape,
        detectors: int = 16,
        width: int = 24,
        hidden: int = 32,
        mean: bool = True,
        scan: int = 0,
        unknown: float = 0.0,
    ) -> None:
        super().__init__()
        self._mean = mean
        self._unknown = unknown
        self._scan = scan if scan < shape.input_length else 0
        self.convolutions = nn.Sequential(
            nn.ConstantPad1d(width - 1, UNKNOWN), nn.Conv1d(4, detectors, width), nn.ReLU()
        )
        pooled = detectors * (1 + mean)
        self.dense = nn.Sequential(
            *([nn.Linear(pooled, hidden), nn.ReLU(), nn.Dropout(0.5)] if hidden else []),
            nn.Linear(hidden or pooled, shape.tasks),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, T) of one-hot sequences (N, 4, L)."""
        if self._unknown:
            x = x + self._unknown * (1 - x.sum(dim=1, keepdim=True))
        found = self._found_in_windows(x) if self._scan else self.convolutions(x)
        scores: Tensor = self.dense(self._pooled(found))
        return scores.amax(dim=1) if self._scan else scores

    def _found_in_windows(self, x: Tensor) -> Tensor:
        """Return what the detectors find in each window, (N, windows, detectors, found)."""
        convolution = self.convolutions[1]
        assert isinstance(convolution, nn.Conv1d)
        beside = convolution.kernel_size[0] - 1
        columns = pad(x.unfold(-1, self._scan, 1), (beside, beside), value=UNKNOWN)
        found = conv2d(columns, convolution.weight.unsqueeze(2), convolution.bias)
        return found.relu().transpose(1, 2)

    def _pooled(self, found: Tensor) -> Tensor:
        largest = found.amax(dim=-1)
        return torch.cat([largest, found.mean(dim=-1)], dim=-1) if self._mean else largest
