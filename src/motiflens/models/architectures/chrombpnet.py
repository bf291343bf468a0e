"""ChromBPNet: accessibility apart from what the enzyme prefers to cut."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from motiflens.errors import ModelError
from motiflens.models.architectures.bpnet import BPNet
from motiflens.models.shape import Shape
from motiflens.models.weights import fit_weights

SILENT = -20.0
"""Log counts of a bias that adds nothing: 2e-9 reads."""


class ChromBPNet(nn.Module):
    """The bias-factored network of Pampari et al. (2025).

    Two BPNets read the same sequence. One was trained before, on windows without peaks, where
    reads show what the enzyme prefers; its weights are frozen. The other learns what is left.
    Profile logits are added; counts are too, so that log counts are logsumexp of the two. What is
    explained of a trained network is `explained`, the accessibility alone.

    A fresh network has a bias that says nothing, until `take_bias` gives it a trained one. Sizes
    are those of the authors' published models: 512 filters and 8 layers for the accessibility,
    128 and 4 for the bias.

    Parameters
    ----------
    shape
        Lengths, tasks and strands, which both networks have. There are no control tracks.
    filters, layers
        Of the accessibility.
    bias_filters, bias_layers
        Of the bias.
    count_positions
        Of both; see `BPNet`.

    Raises
    ------
    ModelError
        Where control tracks are asked for, or the output is longer than the input.
    """

    def __init__(
        self,
        shape: Shape,
        filters: int = 512,
        layers: int = 8,
        bias_filters: int = 128,
        bias_layers: int = 4,
        count_positions: int | None = None,
    ) -> None:
        super().__init__()
        if shape.controls:
            raise ModelError(
                "chrombpnet takes no control tracks: its bias is a network",
                fix="leave the controls out, or choose bpnet",
                where="control",
            )
        self.accessibility = BPNet(shape, filters, layers, count_positions)
        self.bias = BPNet(shape, bias_filters, bias_layers, count_positions)
        self.bias.requires_grad_(False)
        for parameter in (*self.bias.fconv.parameters(), *self.bias.linear.parameters()):
            parameter.zero_()
        self.bias.linear.bias.fill_(SILENT)

    @property
    def explained(self) -> BPNet:
        """The part that says what of the sequence makes it accessible."""
        return self.accessibility

    def take_bias(self, trained: BPNet, log_factor: float = 0.0) -> None:
        """Copy the weights of a bias that was trained on windows without peaks.

        Parameters
        ----------
        trained
            A network of the same sizes as `bias`.
        log_factor
            Is added to its log counts. The authors take the mean difference of measured and
            predicted log counts over windows without peaks, as the bias may come from an
            experiment of another depth.

        Raises
        ------
        ModelError
            Which names the weights that do not fit.
        """
        fit_weights(self.bias, trained.state_dict(), where="the bias network")
        self.bias.linear.bias.add_(log_factor)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return profile logits (N, S, P) and log counts (N, T) of sequences (N, 4, L)."""
        profile, counts = self.accessibility(x)
        bias_profile, bias_counts = self.bias(x)
        both = torch.stack([counts, bias_counts], dim=-1)
        return profile + bias_profile, both.logsumexp(dim=-1)
