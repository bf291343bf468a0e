"""A dilated residual network whose last maps are averaged over the sequence."""

from __future__ import annotations

from torch import Tensor, nn

from motiflens.models.shape import Shape

CHANNELS, BOTTLENECK = 64, 32
DILATIONS = (1, 2, 4, 8, 16, 32)


class DilatedBlock(nn.Module):
    """Add to (N, C, L) what a dilated convolution of width 3 finds in it; the shape stays."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.branch = nn.Sequential(
            nn.ReLU(),
            nn.Conv1d(CHANNELS, BOTTLENECK, 3, dilation=dilation, padding=dilation),
            nn.BatchNorm1d(BOTTLENECK),
            nn.ReLU(),
            nn.Conv1d(BOTTLENECK, CHANNELS, 1),
            nn.BatchNorm1d(CHANNELS),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` with the branch added, (N, C, L)."""
        found: Tensor = self.branch(x)
        return x + found


class DilatedResidual(nn.Module):
    """A convolution of 64 x 21, six dilated residual blocks, and one dense layer on the mean.

    It is no published network. Dilations that double are those of Basenji (Kelley et al. 2018),
    where they reach far with few weights. A block (ReLU, dilated convolution to half the
    channels, batch norm, ReLU, convolution of width 1, batch norm, sum) is that of Basenji's
    residual form (Kelley 2020), with three changes: ReLU, which LRP's rules are made for, in
    place of GELU; one dropout before the dense layer in place of one in each block; and a scale
    of the last batch norm that starts at 1 rather than 0, with which a few hundred positives are
    learnt sooner. As in the dilated residual networks of Yu, Koltun and Funkhouser (2017), no
    block loses resolution and the last maps are averaged: a logit is the mean over the sequence
    of one weighted sum of the maps, so that this sum says, base by base, where the logit comes
    from (class activation mapping, Zhou et al. 2016). A position of the last maps sees 147 bp.

    The sizes are chosen to train without a GPU: a base costs 55,000 multiplications, a fifth of
    what it costs in `Basset`.

    Parameters
    ----------
    shape
        Length of the sequences, and number of tasks: one output each. No weight depends on it.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv1d(4, CHANNELS, 21, padding="same"),
            nn.BatchNorm1d(CHANNELS),
            *(DilatedBlock(dilation) for dilation in DILATIONS),
            nn.ReLU(),
        )
        self.dense = nn.Sequential(nn.Dropout(0.1), nn.Linear(CHANNELS, shape.tasks))

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, T) of one-hot sequences (N, 4, L)."""
        logits: Tensor = self.dense(self.convolutions(x).mean(dim=-1))
        return logits
