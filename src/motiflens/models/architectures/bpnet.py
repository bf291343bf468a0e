"""BPNet: how many reads fall on a window, and on which bases of its middle."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from motiflens.errors import ModelError
from motiflens.models.shape import Shape

FIRST_WIDTH, DILATED_WIDTH, PROFILE_WIDTH = 21, 3, 75


class BPNet(nn.Module):
    """The network of Avsec et al. (2021), in the form that ChromBPNet and bpnet-lite share.

    A convolution of 21 bp and ReLU; `layers` residual sums, each of a convolution of width 3 that
    is dilated by 2, 4, 8 ... and its ReLU; then two heads. The profile's is a convolution of
    width 75, and the counts' is linear in the mean over positions. Control tracks, where there
    are any, are further channels of the profile's head, and ln(1 + their reads) is a further
    input of the counts'. Weights have bpnet-lite's names and shapes.

    Convolutions are padded and what they give is cut to the middle, so that any input is long
    enough for any output. The references pad nothing: 2,114 bp leave 1,000. What padding reaches
    is cut off again wherever theirs is, and the numbers are the same. What differs:

    - There may be several tasks, of one or two strands each. bpnet-lite has one task; the paper
      predicts the counts of each strand, where one number for a task is their sum.
    - Control tracks are known for the output's bases alone, and count as zero beside them.
      bpnet-lite reads 37 bp more of them on either side, as this network does where they are
      given. The paper adds controls, raw and smoothed, to the profile.

    Parameters
    ----------
    shape
        Lengths, tasks, strands and control tracks.
    filters
        Channels of each convolution.
    layers
        Number of dilated convolutions.
    count_positions
        How many positions of the middle the counts are read from. Where it is None they are
        those that no padding reaches, as in ChromBPNet, but at least those that the profile sees.

    Raises
    ------
    ModelError
        Where the output is longer than the input.
    """

    def __init__(
        self, shape: Shape, filters: int = 64, layers: int = 8, count_positions: int | None = None
    ) -> None:
        super().__init__()
        _check_lengths(shape)
        self._seen = shape.output_length + PROFILE_WIDTH - 1
        self._counted = min(
            count_positions or max(_unpadded(shape.input_length, layers), self._seen),
            shape.input_length,
        )
        self._controls = shape.controls
        self.iconv = nn.Conv1d(4, filters, FIRST_WIDTH, padding="same")
        self.irelu = nn.ReLU()
        self.rconvs = nn.ModuleList(
            nn.Conv1d(filters, filters, DILATED_WIDTH, dilation=2**i, padding="same")
            for i in range(1, layers + 1)
        )
        self.rrelus = nn.ModuleList(nn.ReLU() for _ in range(layers))
        self.fconv = nn.Conv1d(filters + shape.controls, sum(shape.tracks), PROFILE_WIDTH)
        self.linear = nn.Linear(filters + (shape.controls > 0), shape.tasks)

    def forward(self, x: Tensor, control: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return profile logits (N, S, P) and log counts (N, T).

        Parameters
        ----------
        x
            (N, 4, L) one-hot sequences.
        control
            (N, C, P) reads of the control tracks, or more of them with the same middle; none
            at all if it is not given.
        """
        h = self.irelu(self.iconv(x))
        for convolution, relu in zip(self.rconvs, self.rrelus, strict=True):
            h = h + relu(convolution(h))
        seen, counted = middle(h, self._seen), middle(h, self._counted).mean(dim=-1)
        if self._controls:
            reads = None if control is None else middle(control, self._seen)
            seen, counted = _with_control(seen, counted, reads, self._controls)
        return self.fconv(seen), self.linear(counted)


def middle(x: Tensor, length: int) -> Tensor:
    """Return ``length`` positions in the middle of (N, C, L), zeros where it has fewer."""
    surplus = x.shape[-1] - length
    left = surplus // 2
    return pad(x, (-left, left - surplus))


def _with_control(
    seen: Tensor, counted: Tensor, reads: Tensor | None, controls: int
) -> tuple[Tensor, Tensor]:
    if reads is None:
        return pad(seen, (0, 0, 0, controls)), pad(counted, (0, 1))
    total = torch.log1p(reads.sum(dim=(1, 2))).unsqueeze(1)
    return torch.cat([seen, reads], dim=1), torch.cat([counted, total], dim=1)


def _unpadded(input_length: int, layers: int) -> int:
    """Return how many positions the convolutions would leave if nothing were padded."""
    dilations = (2 << layers) - 2  # 2 + 4 + 8 ...
    return input_length - (FIRST_WIDTH - 1) - (DILATED_WIDTH - 1) * dilations


def _check_lengths(shape: Shape) -> None:
    if shape.output_length > shape.input_length:
        raise ModelError(
            f"profiles of {shape.output_length} bp are asked for, but the network reads "
            f"{shape.input_length} bp",
            fix="prepare the data with a longer window, or with shorter profiles",
            where="output_window",
        )
