"""Time of DeepLIFT against the number of regions, their length, references and targets.

    python benchmarks/scaling.py --table docs/figures/scaling.tsv [--quick]

A BPNet of 16 filters and four dilated layers, which takes any length, is explained. Where one
number grows, the others stay at 64 regions of 1,000 bp (200 bp where it is the regions), one shared
reference and one target. `docs/figures/performance.py` draws it.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tables import append
from timing import timed

import motiflens
from models import FREQUENCIES, BPNetLike, random_sequences

VALUES = {
    "regions": (100, 1_000, 10_000, 100_000),
    "length": (200, 500, 1_000, 2_000, 5_000, 10_000),
    "references": (1, 3, 10, 30, 100),
    "targets": (1, 3, 10, 30, 100),
}
REGIONS, LENGTH, SHORT, PIECE = 64, 1_000, 200, 1_000


@dataclass(frozen=True)
class Line:
    """What so much of one thing took."""

    what: str
    value: int
    seconds: float


def main() -> None:
    """Time every value and add its line to the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--quick", action="store_true", help="up to 10,000 regions, each timed once"
    )
    parser.add_argument("--table", type=Path, default=Path("scaling.tsv"))
    asked = parser.parse_args()
    for what, values in VALUES.items():
        for value in values:
            if asked.quick and value > 10_000:
                continue
            run = RUNS[what](value)
            run()
            repeats = 1 if asked.quick or value > 10_000 else 5
            line = Line(
                what, value, round(statistics.median(timed(run) for _ in range(repeats)), 4)
            )
            append(asked.table, line)
            print(f"{what:12}{value:>8,}{line.seconds:>10.3f} s", flush=True)


def network(outputs: int = 1) -> torch.nn.Module:
    """Return the network that is explained."""
    torch.manual_seed(0)
    return BPNetLike(filters=16, layers=4, outputs=outputs).eval()


def regions(count: int) -> Callable[[], Any]:
    """Return what explains so many short sequences, a thousand at a time."""
    x = random_sequences(PIECE, SHORT, seed=1)
    explainer = motiflens.Explainer(network(), x, target=0)

    def run() -> None:
        for done in range(0, count, PIECE):
            explainer.explain(x[: count - done], reference=FREQUENCIES)

    return run


def length(count: int) -> Callable[[], Any]:
    """Return what explains sequences of a length."""
    x = random_sequences(REGIONS, count, seed=1)
    explainer = motiflens.Explainer(network(), x, target=0)
    return lambda: explainer.explain(x, reference=FREQUENCIES)


def references(count: int) -> Callable[[], Any]:
    """Return what explains sequences against so many references that they share."""
    x, pool = random_sequences(REGIONS, LENGTH, seed=1), random_sequences(count, LENGTH, seed=2)
    explainer = motiflens.Explainer(network(), x, target=0)
    return lambda: explainer.explain(x, reference=pool[None])


def targets(count: int) -> Callable[[], Any]:
    """Return what explains so many outputs."""
    x = random_sequences(REGIONS, LENGTH, seed=1)
    explainer = motiflens.Explainer(network(count), x, target=list(range(count)))
    return lambda: explainer.explain_each(x, reference=FREQUENCIES)


RUNS = {"regions": regions, "length": length, "references": references, "targets": targets}


if __name__ == "__main__":
    main()
