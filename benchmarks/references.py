"""The cost of 20 references for each sequence, and of RevealCancel, beside tangermeme.

    python benchmarks/references.py [--sequences 4] [--repeats 3]

Both are given the same one-hot references, so that nobody shuffles. Each is counted
in floating-point operations, by PyTorch's counter, and timed; both are printed as forward passes of
the model. The counter is the fairer: times depend on how well convolutions run on the machine.
"""

from __future__ import annotations

import argparse
import statistics
import warnings
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

import motiflens
from attribution import forward, timed
from models import MODELS, random_sequences
from motiflens.models.device import resolve_device

COUNT = 20
FREQUENCIES = [0.3, 0.2, 0.2, 0.3]


def main() -> None:
    """Parse the arguments and print a table for each model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--sequences", type=int, default=4)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    device = resolve_device(arguments.device)
    print(f"torch {torch.__version__}, {device}, {torch.get_num_threads()} threads, float32")
    for name, build in MODELS.items():
        torch.manual_seed(0)
        model = build().eval().to(device)
        n = arguments.sequences
        x = random_sequences(n, model.length, seed=1).to(device)
        several = random_sequences(n * COUNT, model.length, seed=2).to(device)
        references = several.view(n, COUNT, 4, -1)
        report(name, contestants(model, x, references), x, arguments.repeats)


def contestants(model: nn.Module, x: Tensor, references: Tensor) -> dict[str, Callable[[], None]]:
    """Return what is measured, by name."""
    found = {"forward pass": lambda: forward(model, x, len(x))}
    for method in ("deeplift", "deeplift-genomics"):
        explainer = motiflens.Explainer(model, x, method=method)
        found[f"motiflens {method}, frequencies"] = lambda e=explainer: e.explain(
            x, reference=FREQUENCIES, batch_size=len(x)
        )
        found[f"motiflens {method}, {COUNT} references"] = lambda e=explainer: e.explain(
            x, reference=references, batch_size=len(x)
        )
    try:
        from tangermeme.deep_lift_shap import deep_lift_shap

        found[f"tangermeme deep_lift_shap, {COUNT} references"] = lambda: deep_lift_shap(
            model, x, references=references, batch_size=64, device=str(x.device),
            warning_threshold=1e9, hypothetical=True,
        )  # fmt: skip
    except ImportError as error:
        print(f"tangermeme left out: {error}")
    return found


def report(name: str, found: dict[str, Callable[[], None]], x: Tensor, repeats: int) -> None:
    """Measure every contestant, in turn, and print the table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peers' own
        operations = {key: count(run) for key, run in found.items()}
        seconds: dict[str, list[float]] = {key: [] for key in found}
        for _ in range(repeats):
            for key, run in found.items():
                seconds[key].append(timed(lambda _, run=run: run(), 0, x))
    print(f"\n{name}, {x.shape[2]} bp, {len(x)} sequences; forward passes by")
    print(f"{'':44}{'operations':>12}{'time':>8}")
    unit = statistics.median(seconds["forward pass"])
    for key, times in seconds.items():
        passes = operations[key] / operations["forward pass"]
        print(f"{key:44}{passes:>12.1f}{statistics.median(times) / unit:>8.1f}")


def count(run: Callable[[], None]) -> int:
    """Return the floating-point operations of convolutions and matrix products."""
    with FlopCounterMode(display=False) as counter:
        run()
    return int(counter.get_total_flops())


if __name__ == "__main__":
    main()
