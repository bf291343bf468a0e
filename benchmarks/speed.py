"""What attribution costs, in forward passes of the model itself, beside its targets.

    python benchmarks/speed.py [--quick] [--network basset ...] [--work shared ...] [--table FILE]

A forward pass is the model as PyTorch runs it, in evaluation and inference mode, with the same
precision and threads and at its fastest batch size. What is timed is all of a call of `explain`,
scores and proof included, with the model captured before, at the batch size that we choose by
default. The two take turns; the ratio is the median over the turns.
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
from timing import block, fastest, forward
from torch import Tensor, nn

import motiflens
from models import FREQUENCIES, BPNetLike, random_sequences
from motiflens.models.architectures import build
from motiflens.models.device import resolve_device
from motiflens.models.shape import Shape

FORWARD_SIZES = (1, 4, 16, 64)
SECONDS = 0.6
"""Of a turn, at least."""


def of_table(architecture: str, length: int) -> Callable[[int], nn.Module]:
    """Return what builds a network of the table of architectures with a number of outputs."""
    return lambda outputs: build(architecture, Shape(length, outputs))


NETWORKS: dict[str, tuple[int, Callable[[int], nn.Module]]] = {
    "bpnet-2114": (2114, lambda outputs: BPNetLike(outputs=outputs)),
    "bpnet-1000": (1000, lambda outputs: BPNetLike(outputs=outputs)),
    "basset": (600, of_table("basset", 600)),
    "deepstarr": (249, of_table("deepstarr", 249)),
    "deepsea": (1000, of_table("deepsea", 1000)),
}
MORE = {"deepstarr": 8}
"""Times as many sequences of a network that is done with them sooner."""


@dataclass(frozen=True)
class Work:
    """One kind of explanation.

    Attributes
    ----------
    title
        For people.
    target
        Forward passes that it may cost.
    sequences
        How many are explained, of a batch of forward passes.
    explain
        From the model and sequences to what is timed.
    outputs
        That the network has.
    """

    title: str
    target: float
    explain: Callable[[nn.Module, Tensor], Callable[[], Any]]
    outputs: int = 1
    sequences: int = 128


def by(method: str, **how: Any) -> Callable[[nn.Module, Tensor], Callable[[], Any]]:
    """Return an explanation of the first output."""

    def make(model: nn.Module, x: Tensor) -> Callable[[], Any]:
        explainer = motiflens.Explainer(model, x, method=method, target=0)
        return lambda: explainer.explain(x, **how)

    return make


def against_pool(model: nn.Module, x: Tensor) -> Callable[[], Any]:
    """Return DeepLIFT against 20 sequences that all share."""
    pool = random_sequences(20, x.shape[2], seed=2)[None]
    return by("deeplift", reference=pool)(model, x)


def ten_targets(model: nn.Module, x: Tensor) -> Callable[[], Any]:
    """Return DeepLIFT of ten outputs."""
    explainer = motiflens.Explainer(model, x, method="deeplift", target=list(range(10)))
    return lambda: explainer.explain_each(x, reference=FREQUENCIES)


WORKS = {
    "shared": Work("one shared reference", 2.5, by("deeplift", reference=FREQUENCIES)),
    "shuffles": Work(
        "20 own shuffles, made", 45,
        by("deeplift", reference="dinucleotide-shuffles", n_references=20), sequences=16,
    ),
    "pool": Work("20 shared references", 24, against_pool, sequences=16),
    "lrp": Work(
        "LRP epsilon, gamma, box", 4, by("lrp-epsilon-gamma-box", reference=FREQUENCIES)
    ),
    "targets": Work("10 targets", 12, ten_targets, outputs=10, sequences=32),
    "genomics": Work(
        "RevealCancel on dense", 2.7, by("deeplift-genomics", reference=FREQUENCIES)
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """What one kind of explanation of one network cost."""

    network: str
    work: str
    passes: float
    least: float
    most: float
    target: float
    a_second: float


def main() -> None:
    """Parse the arguments and print a line for each network and work."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--quick", action="store_true", help="3 turns instead of 9")
    parser.add_argument("--network", choices=NETWORKS, action="append")
    parser.add_argument("--work", choices=WORKS, action="append")
    parser.add_argument("--table", type=Path, help="file to which the lines are added")
    arguments = parser.parse_args()
    device = resolve_device(arguments.device)
    print(f"torch {torch.__version__}, {device}, {torch.get_num_threads()} threads, float32")
    titles = ("passes", "from", "to", "target")
    print(f"{'network':12}{'work':26}{''.join(f'{t:>8}' for t in titles)}{'a second':>10}")
    for work in (WORKS[name] for name in arguments.work or WORKS):
        for name in arguments.network or NETWORKS:
            line = measure(name, work, device, 3 if arguments.quick else 9)
            passes = "".join(f"{n:>8.2f}" for n in (line.passes, line.least, line.most))
            print(
                f"{name:12}{work.title:26}{passes}{work.target:>8}{line.a_second:>10.1f}",
                flush=True,
            )
            if arguments.table is not None:
                append(arguments.table, line)


def measure(name: str, work: Work, device: torch.device, turns: int) -> Line:
    """Return a line of the table."""
    length, make = NETWORKS[name]
    torch.manual_seed(0)
    model = make(work.outputs).eval().to(device)
    count = work.sequences * MORE.get(name, 1)
    x = random_sequences(count, length, seed=1).to(device)
    several = random_sequences(64, length, seed=3).to(device)
    explain = work.explain(model, x)
    size = fastest(lambda size: forward(model, several, size), FORWARD_SIZES, tries=3)
    explain()
    ratios, ours = [], []
    for _ in range(turns):
        before = block(lambda: forward(model, several, size), SECONDS) / len(several)
        ours.append(block(explain, SECONDS) / len(x))
        after = block(lambda: forward(model, several, size), SECONDS) / len(several)
        ratios.append(2 * ours[-1] / (before + after))
    return Line(
        name,
        work.title,
        round(statistics.median(ratios), 2),
        round(min(ratios), 2),
        round(max(ratios), 2),
        work.target,
        round(1 / statistics.median(ours), 1),
    )


if __name__ == "__main__":
    main()
