"""Does anchored training mend DeepLIFT's reference, and what does it cost?

    python benchmarks/anchoring.py [--networks small-cnn without-norm] [--data yeast simulated]
                                   [--seeds 10] [--output rows.tsv]

The network of the demo, and the same without batch norm in its dense layer, are trained on the
demo's data, and on simulated sequences with the same two motifs, anchored at the reference and not,
with several seeds. For each of its tasks: where
f(reference) lies among the outputs for negatives, whether DeepLIFT against the expected base
frequencies and TF-MoDISco find the motif (named by TOMTOM) and with which sign, and the AUROC on
test windows. Rows that ``--output`` holds already are not computed again. Run it in the
repository's root.
"""

from __future__ import annotations

import csv
import statistics
import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import groupby, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import torch
import yaml
from simulated import DATABASE, ROOT, classes, simulated

from motiflens.attribution.windows import Task, explain_windows
from motiflens.cli.threads import limit_numba
from motiflens.config import Attribute, Config, Discover, Draw, Prepare, validate
from motiflens.errors import ReferenceWarning
from motiflens.models.loading import load_model
from motiflens.models.training import train
from motiflens.motifs.database import read_database
from motiflens.motifs.discovery import discover
from motiflens.motifs.motif import Motif
from motiflens.sequences.dataset import prepare
from motiflens.store.windows import Windows, write_windows

MOTIFS = {"Reb1": "REB1", "Abf1": "ABF1"}
"""The motif of each task, by its name in the database."""

N_SIMULATED = 1000
DATA = ("yeast", "simulated")
NETWORKS: dict[str, dict[str, Any]] = {
    "small-cnn": {},
    "without-norm": {
        "architecture": "benchmarks/plain_cnn.py:PlainCNN",
        "arguments": {"input_length": 200, "n_tasks": len(MOTIFS)},
        "trust": True,
        "learning_rate": 0.02,
    },
}
"""What differs from the demo's options."""


@dataclass(frozen=True)
class Row:
    """One task of one network; seqlets are those of patterns that match the task's motif."""

    network: str
    data: str
    anchored: bool
    seed: int
    task: str
    f_reference: float
    percentile: float
    seqlets: int
    seqlets_of_wrong_sign: int
    other_patterns: int
    test_auroc: float

    @property
    def found(self) -> bool:
        """Whether the motif was found, and with the right sign alone."""
        return self.seqlets > 0 and self.seqlets_of_wrong_sign == 0


class Training(NamedTuple):
    """A network to train, and on what."""

    network: str
    data: str
    anchored: bool
    seed: int


def main() -> None:
    """Parse the arguments, compute what is missing, and print the table."""
    arguments = parsed()
    torch.set_num_threads(1)
    limit_numba(1)
    rows = read_rows(arguments.output) if arguments.output else []
    done = {Training(row.network, row.data, row.anchored, row.seed) for row in rows}
    for data in arguments.data:
        wanted = [
            Training(network, data, anchored, seed)
            for network, seed, anchored in product(
                arguments.networks, range(arguments.seeds), (False, True)
            )
        ]
        for new in compute(data, [training for training in wanted if training not in done]):
            rows += new
            if arguments.output:
                write_rows(arguments.output, rows)
    print_table(rows)


def parsed() -> Namespace:
    """Return the arguments."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    parser.add_argument("--data", nargs="+", choices=DATA, default=DATA)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--output", type=Path, help="table of tab-separated values")
    return parser.parse_args()


def compute(name: str, trainings: Sequence[Training]) -> Iterator[list[Row]]:
    """Yield the rows of each training, a row for each task."""
    if not trainings:
        return
    demo = validate(Config, yaml.safe_load((ROOT / "config.yaml").read_text()), where="the demo")
    options = demo.models["small"].train
    assert options is not None
    with TemporaryDirectory() as folder:
        windows = data_set(name, demo.datasets["yeast"])
        data, model = Path(folder, "data.h5"), Path(folder, "model")
        write_windows(data, windows)
        for one in trainings:
            changed = {"anchor": one.anchored, "seed": one.seed, **NETWORKS[one.network]}
            train(data, model, options.model_copy(update=changed), device=torch.device("cpu"))
            yield [measure(one, model, windows, task) for task in MOTIFS]


def data_set(name: str, demo: Prepare) -> Windows:
    """Return the demo's data, or simulated sequences of the same length."""
    if name == "yeast":
        return prepare(demo)
    assert demo.window is not None
    made = {
        task: simulated(motif, 2 * N_SIMULATED, demo.window, seed=seed)
        for seed, (task, motif) in enumerate(MOTIFS.items())
    }
    return classes(made, test=0.2)


def measure(training: Training, folder: Path, windows: Windows, task: str) -> Row:
    """Explain the positives of a task, look for motifs, and return what came of it."""
    model, card = load_model(folder)
    settings = Attribute(select="positives", reference="background")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReferenceWarning)  # it is what the table is about
        found = explain_windows(
            windows,
            model,
            card,
            Task(task, "deeplift", {}, settings),
            device=torch.device("cpu"),
            hashes={},
        )
    check = found.provenance["reference_check"]
    with TemporaryDirectory() as scratch:
        motifs = discover(scratch, found, read_database(DATABASE), Discover(), Draw()).motifs
    auroc = card.metrics["test"][task].values["auroc"]
    assert auroc is not None
    mine = [motif for motif in motifs if matches(motif, MOTIFS[task])]
    seqlets = {
        sign: sum(motif.n_seqlets for motif in mine if motif.sign == sign)
        for sign in ("positive", "negative")
    }
    return Row(
        *training,
        task,
        f_reference=round(check["output"], 3),
        percentile=round(check["percentile"], 2),
        seqlets=seqlets["positive"],
        seqlets_of_wrong_sign=seqlets["negative"],
        other_patterns=len(motifs) - len(mine),
        test_auroc=round(auroc, 4),
    )


def matches(motif: Motif, name: str) -> bool:
    """Return whether the best match of a motif is called ``name``, and is significant."""
    return any(match.name == name and match.significant for match in motif.matches[:1])


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a table that `write_rows` wrote; none where there is no file."""
    if not path.exists():
        return []
    kinds = {"str": str, "int": int, "float": float, "bool": lambda text: text == "True"}
    with path.open(newline="") as file:
        return [
            Row(**{field.name: kinds[str(field.type)](row[field.name]) for field in fields(Row)})
            for row in csv.DictReader(file, delimiter="\t")
        ]


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write all rows so far."""
    with path.open("w", newline="") as file:
        table = csv.DictWriter(
            file, [field.name for field in fields(Row)], delimiter="\t", lineterminator="\n"
        )
        table.writeheader()
        table.writerows(asdict(row) for row in rows)


def print_table(rows: Sequence[Row]) -> None:
    """Print a line for each data set, task and way of training."""

    def kind(row: Row) -> tuple[str, str, str, bool]:
        return row.network, row.data, row.task, row.anchored

    heads = f"{'percentile of f(r)':>22}{'found':>8}{'wrong sign':>12}{'seqlets':>14}{'AUROC':>20}"
    print(f"{'':42}{heads}")
    for (network, data, task, anchored), group in groupby(sorted(rows, key=kind), key=kind):
        some = list(group)
        seqlets = [row.seqlets for row in some]
        auroc = [row.test_auroc for row in some]
        percentiles = sorted(row.percentile for row in some)
        name = f"{network} {data} {task} {'anchored' if anchored else 'as usual'}"
        print(
            f"{name:42}"
            f"{f'{percentiles[0]:.1f} to {percentiles[-1]:.1f}':>22}"
            f"{f'{sum(row.found for row in some)}/{len(some)}':>8}"
            f"{sum(row.seqlets_of_wrong_sign > 0 for row in some):>12}"
            f"{f'{min(seqlets)} to {max(seqlets)}':>14}"
            f"{f'{statistics.mean(auroc):.4f} ± {spread(auroc):.4f}':>20}"
        )


def spread(values: Sequence[float]) -> float:
    """Return the standard deviation, 0 of a single value."""
    return statistics.stdev(values) if len(values) > 1 else 0.0


if __name__ == "__main__":
    main()
