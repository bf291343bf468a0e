"""Time of in-silico mutagenesis that computes what a mutation touches, beside all of the model.

    python benchmarks/mutagenesis.py [--sequences 2] [--mutants 384] [--repeats 5]

Both compute in one process and on one thread, turn by turn, so that drift of the machine meets
both alike; the ratio is the median over the turns. Locally, every mutant of the sequences is
computed. The whole model costs the same for each mutant, so it is called for some of them, drawn
at random, at the faster of two batch sizes. The effects of those must be the same. What is printed
is the largest difference over the largest output: in float64; and in float32, from float64, of
what is touched and of the whole model. The model is captured once, before.
"""

from __future__ import annotations

import argparse
import copy
import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor, nn

from models import BPNetLike, basset_like, random_sequences
from motiflens.attribution.capture import capture
from motiflens.attribution.mutagenesis.local import Trial, local_effects
from motiflens.attribution.mutagenesis.sites import Sites, sites_of
from motiflens.attribution.program import Program
from motiflens.models.architectures import build
from motiflens.models.device import exact_float32
from motiflens.models.shape import Shape

BATCH_SIZES = (16, 64)
WIDTHS = (12, 12, 8, 8, 8, 12, 12, 12)


def main() -> None:
    """Parse the arguments and print a line for each network."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sequences", type=int, default=2)
    parser.add_argument("--mutants", type=int, default=384, help="of the whole model, in a turn")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--network", choices=NETWORKS, action="append")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    titles = ("whole", "touched", "ratio", "from", "to", "float64", "touched", "whole")
    print(" " * 24 + "".join(f"{t:>{w}}" for t, w in zip(titles, WIDTHS, strict=True)))
    for name in arguments.network or NETWORKS:
        model, length = NETWORKS[name]()
        x = random_sequences(arguments.sequences, length, seed=1)
        with torch.inference_mode(), exact_float32():
            report(f"{name}, {length:,} bp", model.eval(), x, arguments)


def basset(length: int) -> Callable[[], tuple[nn.Module, int]]:
    """Return Basset for windows of a length."""

    def make() -> tuple[nn.Module, int]:
        model = basset_like()
        positions = length // 3 // 4 // 4
        model[13] = nn.Linear(200 * positions, 1000)
        return model, length

    return make


NETWORKS: dict[str, Callable[[], tuple[nn.Module, int]]] = {
    "Basset 600": basset(600),
    "Basset 1000": basset(1000),
    "DeepSEA": lambda: (build("deepsea", Shape(1000, 1)), 1000),
    "small-cnn": lambda: (build("small-cnn", Shape(200, 1)), 200),
    "BPNet": lambda: (BPNetLike(), BPNetLike.length),
}


def report(name: str, model: nn.Module, x: Tensor, arguments: argparse.Namespace) -> None:
    """Time both on one network and print its line, in microseconds for a mutant."""
    program = capture(model, x)
    trial = Trial(program, x, ())
    (sites,) = sites_of(x)
    some = _some(sites, arguments.mutants // 3)
    size = min(BATCH_SIZES, key=lambda size: _seconds(lambda: whole(model, x, some, size))[0])
    turns = []
    for _ in range(arguments.repeats):
        slow, called = _seconds(lambda: whole(model, x, some, size))
        fast, touched = _seconds(lambda: touching(program, trial, x, some))
        turns.append((slow / some.bases.numel(), fast / sites.bases.numel()))
    ratios = sorted(slow / fast for slow, fast in turns)
    times = [statistics.median(one) * 1e6 for one in zip(*turns, strict=True)]
    off = _differences(model, x, some, size, called, touched)
    print(
        f"{name:24}{times[0]:>9.0f} us{times[1]:>9.0f} us{statistics.median(ratios):>8.1f}"
        f"{ratios[0]:>8.1f}{ratios[-1]:>8.1f}" + "".join(f"{one:>12.1e}" for one in off),
        flush=True,
    )


def _differences(
    model: nn.Module, x: Tensor, some: Sites, size: int, called: Tensor, touched: Tensor
) -> list[float]:
    """Return how far off effects are in float64, and of either kind in float32."""
    double, exact_x = copy.deepcopy(model).double(), x.double()
    program = capture(double, exact_x)
    exact = whole(double, exact_x, some, size)
    same = touching(program, Trial(program, exact_x, ()), exact_x, some)
    largest = double(exact_x).abs().max()
    return [float((one - exact).abs().max() / largest) for one in (same, touched, called)]


def touching(program: Program, trial: Trial, x: Tensor, some: Sites) -> Tensor:
    """Compute all effects by what mutations touch; return some of them, (Q, 3)."""
    effects = local_effects(program, x, (), trial)[0]
    return effects[some.sequence[:, None], some.bases, some.position[:, None]]


def whole(model: nn.Module, x: Tensor, sites: Sites, size: int) -> Tensor:
    """Return the effects of mutations by calling the model for each, (Q, 3)."""
    found = [model(piece.mutants(x))[:, 0] for piece in sites.split(size // 3)]
    return torch.cat(found).view(-1, 3) - model(x)[sites.sequence]


def _some(sites: Sites, count: int) -> Sites:
    chosen = torch.randperm(len(sites), generator=torch.Generator().manual_seed(0))[:count]
    return Sites(sites.sequence[chosen], sites.position[chosen], sites.bases[chosen])


def _seconds(run: Callable[[], Tensor]) -> tuple[float, Tensor]:
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main()
