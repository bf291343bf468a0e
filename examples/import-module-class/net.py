"""A network that reads its sequences in its own way: (N, L, 4), in the order T G C A."""

import torch
from torch import nn

ORDER = "TGCA"


class MotifNet(nn.Module):
    """The largest match to each of some motifs, and a weighted sum of these."""

    def __init__(self, motifs=2, width=7):
        super().__init__()
        self.match = nn.Conv1d(4, motifs, width)
        self.score = nn.Linear(motifs, 1)

    def forward(self, x):
        """Return logits (N, 1)."""
        return self.score(torch.relu(self.match(x.transpose(1, 2))).amax(dim=-1))
