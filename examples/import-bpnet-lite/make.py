"""Make weights with the names of bpnet-lite's BPNet; run it here.

The network is made by hand. Two of its filters read TTACCCG, the motif of Reb1, and its reverse
complement, and pass through the dilated layer unchanged; both heads look at these. 160 bp give
profiles of 62.
"""

import gzip

import numpy as np
import torch

MOTIFS, FILTERS, LENGTH = ("TTACCCG", "CGGGTAA"), 4, 160
STRENGTHS = torch.tensor([0.6, 0.8, 1.0, 1.2, 1.1, 1.0, 0.7])  # of the bases of TTACCCG


def encode(letters):
    """Return (4, L) one-hot in the order A C G T."""
    return torch.eye(4)[["ACGT".index(letter) for letter in letters]].T


weights = {
    "iconv.weight": torch.zeros(FILTERS, 4, 21),
    "iconv.bias": torch.full((FILTERS,), -3.0),
    "rconvs.0.weight": torch.zeros(FILTERS, FILTERS, 3),
    "rconvs.0.bias": torch.zeros(FILTERS),
    "fconv.weight": torch.zeros(2, FILTERS, 75),
    "fconv.bias": torch.zeros(2),
    "linear.weight": torch.zeros(1, FILTERS),
    "linear.bias": torch.tensor([1.0]),
}
for row, motif in enumerate(MOTIFS):
    strengths = STRENGTHS.flip(0) if row else STRENGTHS
    weights["iconv.weight"][row, :, 7:14] = (2 * encode(motif) - 1) * strengths
    weights["fconv.weight"][:, row, 32:43] = 0.3  # reads lie within 5 bp of a motif
    weights["linear.weight"][0, row] = 40.0
torch.save(weights, "bpnet.4.1.torch")

rng = np.random.default_rng(0)
with gzip.GzipFile("bound.fa.gz", "wb", mtime=0) as file:
    for number in range(300):
        letters = rng.choice(list("ACGT"), LENGTH, p=[0.31, 0.19, 0.19, 0.31])
        start = rng.integers(40, LENGTH - 47)
        for place, base in enumerate(rng.choice(MOTIFS), start):
            letters[place] = base if rng.random() < 0.9 else letters[place]
        file.write(f">{number}\n{''.join(letters)}\n".encode())
