"""Peak memory of DeepLIFT beside tangermeme's, at the same batch of the same sequences.

    python benchmarks/peak_memory.py [--batch-size 32] [--network basset ...]

Each contestant runs in a process of its own. What is printed is by how much its largest resident
set grew beyond what the same process held when the model and the sequences were there.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import warnings

import torch
from speed import NETWORKS

import motiflens
from models import FREQUENCIES, random_sequences


def main() -> None:
    """Print a line for each network, or in a process for one of them, what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--network", choices=NETWORKS, action="append")
    parser.add_argument("--one", choices=["motiflens", "tangermeme"], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(grown(asked.one, asked.network[0], asked.batch_size))
        return
    print(f"{'MB':12}{'motiflens':>12}{'tangermeme':>12}{'ratio':>8}")
    for name in asked.network or NETWORKS:
        ours, theirs = (
            in_a_process(one, name, asked.batch_size) for one in ("motiflens", "tangermeme")
        )
        print(f"{name:12}{ours:>12.0f}{theirs:>12.0f}{ours / theirs:>8.2f}", flush=True)


def in_a_process(one: str, name: str, batch_size: int) -> float:
    """Return what one contestant took, in MB."""
    words = ["--one", one, "--network", name, "--batch-size", str(batch_size)]
    command = [sys.executable, __file__, *words]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def grown(one: str, name: str, batch_size: int) -> float:
    """Explain four batches and return by how many MB the largest resident set grew."""
    length, make = NETWORKS[name]
    model = make(1).eval()
    x = random_sequences(4 * batch_size, length, seed=1)
    if one == "motiflens":
        explainer = motiflens.Explainer(model, x, target=0)
        explainer.explain(x[:1], reference=FREQUENCIES)  # the compiled parts are read
        before = peak()
        explainer.explain(x, reference=FREQUENCIES, batch_size=batch_size)
    else:
        from tangermeme.deep_lift_shap import deep_lift_shap

        own = random_sequences(len(x), length, seed=2)[:, None]
        how = {"device": "cpu", "warning_threshold": 1e9, "hypothetical": True}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            deep_lift_shap(model, x[:1], references=own[:1], batch_size=1, **how)
            before = peak()
            deep_lift_shap(model, x, references=own, batch_size=batch_size, **how)
    return peak() - before


def peak() -> float:
    """Return the largest resident set so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
