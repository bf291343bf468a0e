"""The whole command `attribute`, from a data set to a file, beside the engine's own time.

    python benchmarks/command.py [--regions 10000] [--network basset] [--threads 2] [--turns 3]

The command runs in a process of its own, from the start of Python to its end: as the first job of a
model, which captures it, and as one of those that follow. The engine explains the same sequences in
this one, captured before, with nothing read or written; its batches and threads are the same. All
three take turns, and medians are printed. Weights are not trained, which changes no time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from simulated import classes, simulated
from timing import timed

import motiflens
from models import FREQUENCIES, random_sequences
from motiflens.models.architectures import build
from motiflens.models.saving import save_model
from motiflens.models.shape import Shape
from motiflens.store.windows import write_windows

LENGTHS = {"small-cnn": 200, "deepstarr": 249, "basset": 600, "dilated-residual": 1000}
PIECE = 512


def main() -> None:
    """Print the time of the command, that of the engine, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regions", type=int, default=10_000)
    parser.add_argument("--network", choices=LENGTHS, default="basset")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(0)
    shape = Shape(LENGTHS[asked.network], 1, "classes")
    network = build(asked.network, shape).eval()
    explainer = motiflens.Explainer(network, random_sequences(1, shape.input_length, 0), target=0)
    x = random_sequences(asked.regions, shape.input_length, seed=1)
    explainer.explain(x[:PIECE], reference=FREQUENCIES)

    def explain() -> None:
        for piece in x.split(PIECE):
            explainer.explain(piece, reference=FREQUENCIES)

    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        save_model(
            folder / "model", network, tasks=["site"], shape=shape, architecture=asked.network
        )
        made = simulated("SNT2", asked.regions, shape.input_length, seed=1)
        write_windows(folder / "data.h5", classes({"site": made}, test=0.1))
        turns = []
        for turn in range(asked.turns):
            command = partial(attribute, folder, folder / f"cache{turn}", asked.threads)
            turns.append((timed(explain), timed(command), timed(command)))
    engine, first, later = map(statistics.median, zip(*turns, strict=True))
    first_ratio, later_ratio = (
        statistics.median(turn[which] / turn[0] for turn in turns) for which in (1, 2)
    )
    print(
        f"{asked.network}, {asked.regions:,} regions of {shape.input_length} bp, "
        f"{asked.threads} threads: engine {engine:.1f} s, first command {first:.1f} s, "
        f"{first_ratio:.2f} times, the next {later:.1f} s, {later_ratio:.2f} times"
    )


def attribute(folder: Path, cache: Path, threads: int) -> None:
    """Run the command on the folder's data and model."""
    words = ["attribute", "--data", folder / "data.h5", "--model", folder / "model"]
    words += ["--task", "site", "--method", "deeplift", "--select", "all"]
    words += ["--threads", str(threads), "--output", folder / "scores.h5"]
    subprocess.run(
        [sys.executable, "-m", "motiflens", *words],
        check=True,
        capture_output=True,
        env=os.environ | {"MOTIFLENS_CACHE": str(cache)},
    )


if __name__ == "__main__":
    main()
