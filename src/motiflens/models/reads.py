"""A network that reads its sequences otherwise: other channels, axes, or both strands."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from motiflens.errors import ModelError
from motiflens.models.card import Reads

BASES = "ACGT"
LAYOUTS = ("NCL", "NLC", "NC1L", "NCL1", "N1CL", "NLC1", "NL1C", "N1LC")
"""What networks of sequences are known to take, the commonest first."""

Outputs = Tensor | tuple[Tensor, Tensor]


class Reading(nn.Module):
    """A network of one-hot sequences (N, 4, L) in the order A C G T, around one that wants others.

    Nothing but permutations come before the network, and a choice, mean or maximum behind it: so
    `torch.export` captures it, and what is attributed to the input is attributed to the sequence.

    Parameters
    ----------
    network
        Takes sequences as ``reads`` says, and may take the reads of control tracks (N, C, P).
    reads
        How the network wants its sequences.
    tracks
        Strands of each task, where the network returns profiles.
    """

    def __init__(self, network: nn.Module, reads: Reads, tracks: Sequence[int] = ()) -> None:
        super().__init__()
        self.network = network
        self.reads = reads
        self.tracks = tuple(tracks)

    def forward(self, x: Tensor, *control: Tensor) -> Outputs:
        """Return what the network says of sequences (N, 4, L), as its strands are joined."""
        outputs = self._asked(x, control)
        if self.reads.strands == "one":
            return outputs
        turned = tuple(reads.flip((1, 2)) for reads in control)
        others = self._asked(x.flip((1, 2)), turned)
        if isinstance(outputs, Tensor) and isinstance(others, Tensor):
            return self._joined(outputs, others)
        profile = self._joined(outputs[0], turn_profile(others[0], self.tracks))
        return profile, self._joined(outputs[1], others[1])

    def _asked(self, x: Tensor, control: tuple[Tensor, ...]) -> Outputs:
        """Return what the network says of one strand, of the outputs that are taken."""
        outputs: Outputs = self.network(arrange(x, self.reads), *control)
        chosen = self.reads.outputs
        if not chosen or not isinstance(outputs, Tensor):
            return outputs
        if max(chosen) >= outputs.shape[1]:
            raise ModelError(
                f"the model has {outputs.shape[1]} outputs, and none of the number {max(chosen)}",
                where="outputs",
                fix="count them from 0",
            )
        return outputs.index_select(1, torch.tensor(chosen, device=outputs.device))

    def _joined(self, forward: Tensor, reverse: Tensor) -> Tensor:
        if self.reads.strands == "max":
            return torch.maximum(forward, reverse)
        return (forward + reverse) / 2


def as_read(network: nn.Module, reads: Reads, tracks: Sequence[int] = ()) -> nn.Module:
    """Return ``network`` as one of (N, 4, L): itself, where it is one already."""
    return network if reads == Reads() else Reading(network, reads, tracks)


def arrange(x: Tensor, reads: Reads) -> Tensor:
    """Return sequences (N, 4, L), A C G T, with the channels and the axes that ``reads`` says."""
    if reads.channels != BASES:
        order = [BASES.index(base) for base in reads.channels]
        x = x.index_select(1, torch.tensor(order, device=x.device))
    x = x.permute([("N", "C", "L").index(axis) for axis in reads.layout if axis != "1"])
    for position, axis in enumerate(reads.layout):
        if axis == "1":
            x = x.unsqueeze(position)
    return x


def turn_profile(profile: Tensor, tracks: Sequence[int]) -> Tensor:
    """Return profiles (N, S, P) of the reverse complement, as those of the sequence itself.

    Positions are turned round, and the two strands of each stranded task change places.
    """
    order: list[int] = []
    first = 0
    for strands in tracks:
        order += reversed(range(first, first + strands))
        first += strands
    turned = profile.flip(-1)
    if order == list(range(first)):
        return turned
    return turned.index_select(1, torch.tensor(order, device=profile.device))
