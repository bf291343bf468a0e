"""Make a parameter file as the DeepBind repository has them; run it here.

The numbers are made by hand: one detector for TTACCCG, the motif of Reb1. Both strands are scored.
"""

from pathlib import Path

MOTIF = "TTACCCG"

detectors = [1.0 if base == letter else -1.0 for letter in MOTIF for base in "ACGT"]
lines = {
    "reverse_complement": [1],
    "num_detectors": [1],
    "detector_len": [len(MOTIF)],
    "has_avg_pooling": [1],
    "num_hidden": [0],
    "detectors": detectors,
    "thresholds": [-3.0],
    "weights1": [2.0, -0.5],  # of the largest value, and of the mean
    "biases1": [-5.0],
    "weights2": [],
    "biases2": [],
}
with Path("D00001.001.txt").open("w") as file:
    file.write("# deepbind 0.1\n")
    for name, numbers in lines.items():
        file.write(f"{name} = {','.join(map(str, numbers))}\n")
