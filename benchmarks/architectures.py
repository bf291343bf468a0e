"""Does every architecture learn, and is it explained exactly?

    python benchmarks/architectures.py [--only NAME ...] [--sequences 10000] [--epochs N]
                                       [--batch-size B] [--learning-rate R] [--output rows.tsv]

Each architecture is trained, by the package's own training, on simulated sequences of the length
that its paper gives, half of them with a motif and all of them with another one. The AUROC is that
of held-out sequences, of profile networks that of the counts' head; beside it stands that of an
ideal observer, who knows the motif's matrix: in long sequences weak sites drown. The completeness
error is the largest of DeepLIFT's on 64 held-out sequences. ChromBPNet has 64 filters, which is
what one core can train; its bias is a small BPNet, trained before on the sequences without the
motif.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from simulated import classes, log_odds, profiles, simulated
from tables import append
from torch import nn

import motiflens
from motiflens.attribution.targets import counts
from motiflens.attribution.tolerance import COMPLETENESS
from motiflens.config import Train
from motiflens.models.architectures import ARCHITECTURES
from motiflens.models.baselines.scores import Score
from motiflens.models.encoding import one_hot
from motiflens.models.loading import load_model
from motiflens.models.predict import predict
from motiflens.models.training import train
from motiflens.store.windows import Windows, write_windows

MOTIF = "SNT2"
"""Of 19 bits, so that a site of it stands out in 1,000 bp; one of 13 bits, such as Reb1's, does
not: there an ideal observer reaches 0.93."""

OUTPUT = 1000
EXPLAINED = 64
CPU = torch.device("cpu")


@dataclass(frozen=True)
class Case:
    """What an architecture is trained on, and for how long."""

    length: int
    epochs: int
    batch_size: int = 64
    arguments: dict[str, Any] = field(default_factory=dict)
    learning_rate: float | None = None
    bias: dict[str, Any] | None = None


CASES = {
    "small-cnn": Case(200, 8),
    "deepbind": Case(101, 20),
    "deepstarr": Case(249, 8),
    "dilated-residual": Case(500, 8),
    "basset": Case(600, 5),
    "bpnet": Case(2114, 4, 16),
    "chrombpnet": Case(
        2114,
        4,
        16,
        {"filters": 64, "bias_filters": 8, "bias_layers": 4},
        bias={"filters": 8, "layers": 4},
    ),
    "deepsea": Case(1000, 4, 64, {"batch_norm": True}, 5e-3),
}


@dataclass(frozen=True)
class Row:
    """What came of one architecture."""

    architecture: str
    length: int
    parameters: int
    sequences: int
    epochs: int
    best_epoch: int
    batch_size: int
    learning_rate: float
    auroc: float
    ideal_auroc: float
    completeness_error: float
    minutes: float


def main() -> None:
    """Parse the arguments, train, and print a line for each architecture."""
    arguments = parsed()
    torch.set_num_threads(1)
    print(
        f"{'':18}{'bp':>6}{'parameters':>12}{'epoch':>8}{'rate':>9}{'AUROC':>8}{'ideal':>8}"
        f"{'completeness':>15}{'minutes':>9}"
    )
    for name in arguments.only:
        row = run(name, arguments)
        exact = "" if row.completeness_error <= COMPLETENESS["float32"] else " (off)"
        print(
            f"{name:18}{row.length:>6}{row.parameters:>12,}{f'{row.best_epoch}/{row.epochs}':>8}"
            f"{row.learning_rate:>9.2g}{row.auroc:>8.3f}{row.ideal_auroc:>8.3f}"
            f"{f'{row.completeness_error:.1e}{exact}':>15}{row.minutes:>9.1f}",
            flush=True,
        )
        if arguments.output:
            append(arguments.output, row)


def parsed() -> Namespace:
    """Return the arguments."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--sequences", type=int, default=10_000)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--learning-rate", type=float)
    parser.add_argument("--output", type=Path, help="table to add a line to for each")
    return parser.parse_args()


def run(name: str, arguments: Namespace) -> Row:
    """Train one architecture and measure it."""
    case = CASES[name]
    windows = data_set(name, arguments.sequences)
    options = Train(
        dataset="simulated",
        architecture=name,
        arguments=case.arguments,
        epochs=arguments.epochs or case.epochs,
        batch_size=arguments.batch_size or case.batch_size,
        learning_rate=arguments.learning_rate or case.learning_rate,
    )
    start = time.perf_counter()
    with TemporaryDirectory() as folder:
        data, bias = Path(folder, "data.h5"), None
        write_windows(data, windows)
        if case.bias is not None:
            bias = Path(folder, "bias")
            train(data, bias, bias_options(options, case.bias), device=CPU)
        card = train(data, Path(folder, "model"), options, device=CPU, bias=bias)
        network, _ = load_model(Path(folder, "model"))
    minutes = (time.perf_counter() - start) / 60
    auroc, ideal, error = measure(network, windows)
    assert card.training is not None
    return Row(
        name,
        case.length,
        card.n_parameters,
        arguments.sequences,
        len(card.training.curve),
        card.training.best_epoch,
        options.batch_size,
        card.training.options["learning_rate"],
        round(auroc, 4),
        round(ideal, 4),
        float(f"{error:.1e}"),
        round(minutes, 1),
    )


def data_set(name: str, n: int) -> Windows:
    """Return simulated sequences with labels or, for profile networks, with reads."""
    length = CASES[name].length
    if "profiles" not in ARCHITECTURES[name].readouts:
        return classes({"site": simulated(MOTIF, n, length, seed=1)}, test=0.1)
    made = simulated(MOTIF, n, length, span=OUTPUT, seed=1)
    return profiles(made, OUTPUT, tracks=2 if name == "bpnet" else 1, test=0.1)


def bias_options(options: Train, arguments: dict[str, Any]) -> Train:
    """Return the options of a bias: a small BPNet that sees no motif."""
    changed = {"architecture": "bpnet", "arguments": arguments, "windows": "negatives"}
    return options.model_copy(update=changed)


def measure(network: nn.Module, windows: Windows) -> tuple[float, float, float]:
    """Return the AUROC on test windows, that of an ideal observer, and the completeness error."""
    rows = windows.rows_of("test")
    codes, labels = windows.window_codes(rows), windows.labels[rows, 0].astype(float)
    said = predict(network, codes, CPU)[:, 0].astype(float)
    auroc, ideal = (Score(found, labels, True)() for found in (said, log_odds(codes, MOTIF)))
    assert auroc is not None
    assert ideal is not None
    x = one_hot(torch.from_numpy(codes[:EXPLAINED]))
    profile = windows.readout == "profiles"
    explainer = motiflens.Explainer(
        getattr(network, "explained", network),
        x,
        method="deeplift",
        target=counts(1) if profile else 0,
    )
    found = explainer.explain(x, reference=windows.background.tolist(), batch_size=16)
    return auroc, ideal, float(found.completeness_error.max())


if __name__ == "__main__":
    main()
