"""Make the sequences and the weights of this folder; run it here: ``python make.py``.

The network is made by hand, so that what it reads is known: one detector for TTACCCG, the motif of
Reb1, and one for its reverse complement.
"""

import gzip

import numpy as np
import torch
from safetensors.torch import save_file

MOTIF, LENGTH, N = "TTACCCG", 60, 400
FREQUENCIES = {"A": 0.31, "C": 0.19, "G": 0.19, "T": 0.31}
REVERSE = MOTIF[::-1].translate(str.maketrans("ACGT", "TGCA"))


def detector(motif):
    """Return weights (4, width) that are 1 for each base of the motif and -1 for others."""
    return torch.tensor([[1.0 if base == letter else -1.0 for letter in motif] for base in "ACGT"])


def bound_sequences(rng):
    """Yield sequences with the motif, on either strand, anywhere, a tenth of its bases lost."""
    for _ in range(N):
        letters = rng.choice(list(FREQUENCIES), LENGTH, p=list(FREQUENCIES.values()))
        start = rng.integers(0, LENGTH - len(MOTIF))
        for place, base in enumerate(rng.choice([MOTIF, REVERSE]), start):
            letters[place] = base if rng.random() < 0.9 else letters[place]
        yield "".join(letters)


weights = {
    "convolutions.1.weight": torch.stack([detector(MOTIF), detector(REVERSE)]),
    "convolutions.1.bias": torch.tensor([-3.0, -3.0]),
    "dense.0.weight": torch.tensor([[2.0, 2.0]]),
    "dense.0.bias": torch.tensor([-5.0]),
}
save_file(weights, "weights.safetensors")
bound = bound_sequences(np.random.default_rng(0))
records = (f">{i}\n{letters}\n" for i, letters in enumerate(bound))
with gzip.GzipFile("bound.fa.gz", "wb", mtime=0) as file:
    file.write("".join(records).encode())
