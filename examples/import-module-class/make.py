"""Make the weights of this folder, and the table of what the model says; run it here.

The network is made by hand: it reads TTACCCG, the motif of Reb1, on both strands.
"""

import gzip
from pathlib import Path

import torch
from net import ORDER, MotifNet

MOTIFS = ("TTACCCG", "CGGGTAA")


def encode(letters):
    """Return (L, 4) one-hot in the order of the network."""
    return torch.eye(4)[[ORDER.index(letter) for letter in letters]]


network = MotifNet()
with torch.no_grad():
    network.match.weight.copy_(torch.stack([2 * encode(motif).T - 1 for motif in MOTIFS]))
    network.match.bias.fill_(-3)
    network.score.weight.fill_(2)
    network.score.bias.fill_(-5)
torch.save(network.state_dict(), "weights.pt")

with gzip.open("../import-state-dict/bound.fa.gz", "rt") as file:
    sequences = file.read().split()[1:16:2]
with torch.no_grad(), Path("said.tsv").open("w") as file:
    file.write("sequence\tReb1\n")
    for letters in sequences:
        probability = torch.sigmoid(network(encode(letters)[None])).item()
        file.write(f"{letters}\t{probability:.9g}\n")
