"""The cost of 20 references for each sequence, and of RevealCancel, beside tangermeme.

    python benchmarks/references.py [--sequences 4] [--repeats 3]

Both are given the same one-hot references, so that nobody shuffles. Each is counted
in floating-point operations, by PyTorch's counter, and timed; both are printed as forward passes of
the model. The counter is the fairer: times depend on how well convolutions run on the machine.
"""

from __future__ import annotations

import statistics
import warnings
from collections.abc import Callable

from timing import forward, timed
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

import motiflens
from models import FREQUENCIES, arguments_parser, each_model, random_sequences

COUNT = 20


def main() -> None:
    """Parse the arguments and print a table for each model."""
    arguments = arguments_parser(__doc__, sequences=4, repeats=3).parse_args()
    for name, model, x in each_model(arguments):
        several = random_sequences(len(x) * COUNT, x.shape[2], seed=2).to(x.device)
        references = several.view(len(x), COUNT, 4, -1)
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
                seconds[key].append(timed(run))
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
