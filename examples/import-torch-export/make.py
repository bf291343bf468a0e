"""Make the program of this folder; run it here.

The network is made by hand: it reads TTACCCG, the motif of Reb1, on both strands, in (N, 4, 1, L).
"""

import torch
from torch import nn

MOTIFS = ("TTACCCG", "CGGGTAA")


def encode(letters):
    """Return (4, L) one-hot in the order A C G T."""
    return torch.eye(4)[["ACGT".index(letter) for letter in letters]].T


network = nn.Sequential(
    nn.Conv2d(4, 2, (1, 7)), nn.ReLU(), nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(2, 1)
)
with torch.no_grad():
    network[0].weight.copy_(torch.stack([2 * encode(motif) - 1 for motif in MOTIFS]).unsqueeze(2))
    network[0].bias.fill_(-3)
    network[4].weight.fill_(2)
    network[4].bias.fill_(-5)
any_batch = ({0: torch.export.Dim.DYNAMIC},)
program = torch.export.export(network.eval(), (torch.zeros(2, 4, 1, 60),), dynamic_shapes=any_batch)
for node in program.graph.nodes:
    node.meta.pop("stack_trace", None)  # it names files of the machine that exports
torch.export.save(program, "model.pt2")
