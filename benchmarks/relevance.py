"""The cost of LRP's composites, beside zennit's, as forward passes of the model.

    python benchmarks/relevance.py [--sequences 8] [--repeats 5]

Counted in floating-point operations, by PyTorch's counter, and timed; see `references.py`. zennit
gives relevance of a batch for one composite, as we do; it takes batch norm into the convolution
before, as we do when a model is captured.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import torch
from references import report
from timing import forward
from torch import Tensor, nn

import motiflens
from models import FREQUENCIES, arguments_parser, each_model

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from parity import zennit_alone

METHODS = [name for name, row in motiflens.METHODS.items() if row.family == "lrp" and name != "lrp"]
ZENNIT = {
    "EpsilonPlus": {},
    "EpsilonGammaBox": {"low": 0.0, "high": 1.0},
    "EpsilonAlpha2Beta1": {},
}


def main() -> None:
    """Parse the arguments and print a table for each model."""
    arguments = arguments_parser(__doc__, sequences=8, repeats=5).parse_args()
    for name, model, x in each_model(arguments):
        report(name, contestants(model.requires_grad_(False), x), x, arguments.repeats)


def contestants(model: nn.Module, x: Tensor) -> dict[str, Callable[[], None]]:
    """Return what is measured, by name."""
    found = {"forward pass": lambda: forward(model, x, len(x))}
    for method in METHODS:
        explainer = motiflens.Explainer(model, x, method=method)
        found[f"motiflens {method}"] = lambda e=explainer: e.explain(
            x, reference=FREQUENCIES, batch_size=len(x)
        )
    if zennit_alone.installed():
        found.update(zennit(model, x))
    else:
        print("zennit left out: it is not installed")
    return found


def zennit(model: nn.Module, x: Tensor) -> dict[str, Callable[[], None]]:
    """Return zennit's composites."""
    from zennit import composites
    from zennit.canonizers import SequentialMergeBatchNorm

    def run(name: str, options: dict[str, float]) -> None:
        bounds = {key: torch.full_like(x, value) for key, value in options.items()}
        composite = getattr(composites, name)(canonizers=[SequentialMergeBatchNorm()], **bounds)
        traced = x.clone().requires_grad_()
        with composite.context(model) as hooked:
            output = hooked(traced)
            # PyTorch's counter of operations follows `backward`, and not `autograd.grad`.
            output.backward(output.detach())

    return {
        f"zennit {name}": lambda name=name, options=options: run(name, options)
        for name, options in ZENNIT.items()
    }


if __name__ == "__main__":
    main()
