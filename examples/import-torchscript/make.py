"""Make the TorchScript of this folder, by hand; run it here."""

import torch
from torch import nn

MOTIFS = ("TTACCCG", "CGGGTAA")


def encode(letters):
    """Return (4, L) one-hot in the order A C G T."""
    return torch.eye(4)[["ACGT".index(letter) for letter in letters]].T


network = nn.Sequential(
    nn.Conv1d(4, 2, 7), nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(2, 1)
)
with torch.no_grad():
    network[0].weight.copy_(torch.stack([2 * encode(motif) - 1 for motif in MOTIFS]))
    network[0].bias.fill_(-3)
    network[4].weight.fill_(2)
    network[4].bias.fill_(-5)
torch.jit.save(torch.jit.trace(network.eval(), torch.zeros(1, 4, 60)), "model.pt")
