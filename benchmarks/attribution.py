"""Time of attribution in forward passes of the model itself, beside the peers, in one process.

    python benchmarks/attribution.py [--device cuda] [--seconds 1] [--repeats 3]

A forward pass is the model in evaluation and inference mode, with the same precision and threads
and at its fastest batch size. Each figure is the median of ``repeats`` blocks of at least
``seconds``; blocks of all contestants alternate, so that drift of the machine meets all alike.
Ours explains against the expected base frequencies, which all sequences share, and then as the
peers do, which can't: against one one-hot reference for each sequence. Our capture of the model is
done once, before, and its time printed.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections.abc import Callable
from functools import partial

from timing import block, fastest, forward
from torch import Tensor, nn

import motiflens
from models import FREQUENCIES, arguments_parser, each_model, random_sequences

BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64)


def main() -> None:
    """Parse the arguments and print a table for each model."""
    parser = arguments_parser(__doc__, sequences=32, repeats=3)
    parser.add_argument("--seconds", type=float, default=1.0)
    arguments = parser.parse_args()
    for name, model, x in each_model(arguments):
        own = random_sequences(len(x), x.shape[2], seed=2).to(x.device)
        report(name, contestants(model, x, own), x, arguments)


def contestants(model: nn.Module, x: Tensor, own: Tensor) -> dict[str, Callable[[int], None]]:
    """Return what is timed: by name, a function of the batch size."""
    found = {"forward pass": lambda size: forward(model, x, size)}
    for method in ("deeplift", "lrp-epsilon", "gradient-x-input"):
        found[f"motiflens {method}"] = ours(model, x, method, FREQUENCIES)
    found["motiflens deeplift, own references"] = ours(model, x, "deeplift", own)
    found.update(peers(model, x, own))
    return found


def ours(
    model: nn.Module, x: Tensor, method: str, reference: list[float] | Tensor
) -> Callable[[int], None]:
    """Return motiflens with the model captured, which is done once for any number of sequences."""
    start = time.perf_counter()
    explainer = motiflens.Explainer(model, x, method=method)
    print(f"{method}: captured in {time.perf_counter() - start:.2f} s")

    def run(size: int) -> None:
        explainer.explain(x, reference=reference, batch_size=size)

    return run


def peers(model: nn.Module, x: Tensor, own: Tensor) -> dict[str, Callable[[int], None]]:
    """Return the peers that are installed."""
    found: dict[str, Callable[[int], None]] = {}
    try:
        from tangermeme.deep_lift_shap import deep_lift_shap

        found["tangermeme deep_lift_shap"] = lambda size: deep_lift_shap(
            model, x, references=own[:, None], batch_size=size, device=str(x.device),
            warning_threshold=1e9, hypothetical=True,
        )  # fmt: skip
    except ImportError as error:
        print(f"tangermeme left out: {error}")
    try:
        from captum.attr import DeepLift

        def captum(size: int) -> None:
            for batch, reference in zip(x.split(size), own.split(size), strict=True):
                DeepLift(model).attribute(batch, reference, target=0)

        found["captum DeepLift"] = captum
    except ImportError as error:
        print(f"captum left out: {error}")
    return found


def report(
    name: str,
    found: dict[str, Callable[[int], None]],
    x: Tensor,
    arguments: argparse.Namespace,
) -> None:
    """Time every contestant at its fastest batch size and print the table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peers' own
        sizes = {key: fastest_of(run, x) for key, run in found.items()}
        blocks: dict[str, list[float]] = {key: [] for key in found}
        for _ in range(arguments.repeats):
            for key, run in found.items():
                blocks[key].append(block(partial(run, sizes[key]), arguments.seconds))
    unit = statistics.median(blocks["forward pass"])
    print(f"\n{name}, {x.shape[2]} bp, {len(x)} sequences")
    print(f"{'':36}{'batch':>6}{'seconds':>10}{'forward passes':>16}{'min to max':>16}")
    for key, times in blocks.items():
        median = statistics.median(times)
        spread = f"{min(times) / unit:.2f} to {max(times) / unit:.2f}"
        print(f"{key:36}{sizes[key]:>6}{median:>10.3f}{median / unit:>16.2f}{spread:>16}")


def fastest_of(run: Callable[[int], None], x: Tensor) -> int:
    """Return the fastest batch size, of runs after one to warm up."""
    run(BATCH_SIZES[-1])
    return fastest(run, [size for size in BATCH_SIZES if size <= len(x)], tries=2)


if __name__ == "__main__":
    main()
