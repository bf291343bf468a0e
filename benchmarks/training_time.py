"""How much of a training's time is the model itself, where data are read and cut beside it.

    python benchmarks/training_time.py [--network basset ...] [--threads 1] [--epochs 4]

Networks are trained by the package's own training on a file of random windows, read as the
workflow reads it: batches are drawn, shifted and turned, read ahead in a thread, and every epoch
is validated, scored and kept as a checkpoint. After each epoch the same number of steps is done
bare: forward, loss, backward and AdamW on batches that lie encoded in memory, then the forward
pass of the validation windows. The share is the bare time over that of the epoch. The two
alternate, the first of each is left out, and of the others the fastest is taken: on a machine
with other work the share is off by some percent, to either side. CPU time counts the thread that
reads, too: its share is what there is where a job has but one core.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from motiflens.config import Train
from motiflens.models.anchoring import towards_reference
from motiflens.models.background import background_truth
from motiflens.models.batches import Batch, TrainingBatches, ValidationBatches
from motiflens.models.checkpoints import Checkpoints
from motiflens.models.encoding import one_hot
from motiflens.models.objectives import Objective, objective
from motiflens.models.setting_up import fresh_network, resolved
from motiflens.models.training import train_network
from motiflens.store.windows import UNUSED, Windows, open_windows, write_windows

CPU = torch.device("cpu")
OUTPUT = 1000
"""Of profiles, in bp."""


@dataclass(frozen=True)
class Case:
    """Windows in the file, and of them those to train on; the file is read as a whole one is."""

    length: int
    shift: int
    stored: int
    trained: int
    batch_size: int = 64
    readout: str = "classes"


CASES = {
    "small-cnn": Case(200, 50, 40_000, 3_200),
    "basset": Case(600, 50, 40_000, 256),
    "dilated-residual": Case(1000, 100, 40_000, 256),
    "bpnet": Case(2114, 500, 6_000, 128, 16, "profiles"),
}


@dataclass
class Turns:
    """Wall-clock and CPU times of epochs, and of bare ones between them, in seconds."""

    bare: Callable[[], None]
    epochs: list[tuple[float, float]] = field(default_factory=list)
    alone: list[tuple[float, float]] = field(default_factory=list)
    _since: tuple[float, float] = (0.0, 0.0)

    def epoch(self, *_: object) -> None:
        """Note an epoch that has just ended, and do a bare one."""
        ended = _now()
        self.epochs.append(_between(self._since, ended))
        with torch.inference_mode(False), torch.enable_grad():  # a validation has just ended
            self.bare()
        self._since = _now()
        self.alone.append(_between(ended, self._since))


def windows(case: Case) -> Windows:
    """Return random windows of which some are trained on, an eighth as many validate."""
    rng = np.random.default_rng(0)
    n, context = case.stored, case.length + 2 * case.shift
    part = np.full(n, 2, np.uint8)
    used = rng.permutation(n)[: case.trained * 9 // 8]
    part[used] = np.arange(len(used)) >= case.trained
    start = np.arange(n, dtype=np.int64) * context
    found = Windows(
        codes=rng.integers(0, 4, (n, context), dtype=np.uint8),
        offset=np.full(n, case.shift, np.int32),
        max_offset=case.shift,
        window=case.length,
        tasks=("site",),
        labels=(np.arange(n)[:, None] % 2).astype(np.int8),
        part=part,
        folds=np.array([[0, 1, UNUSED]], np.uint8),
        chrom=np.full(n, "chr1"),
        start=start,
        end=start + case.length,
        name=np.array([f"window_{i}" for i in range(n)]),
        background=np.full(4, 0.25),
        background_single_strand=np.full(4, 0.25),
        dropped=(),
        provenance={},
    )
    if case.readout == "classes":
        return found
    reads = rng.poisson(0.2, (n, 2, OUTPUT + 2 * case.shift)).astype(np.float32)
    return replace(found, readout="profiles", profiles=reads, tracks=(2,), output_window=OUTPUT)


def bare_epoch(opened: Windows, options: Train) -> Callable[[], None]:
    """Return what does the steps of an epoch on batches that lie encoded in memory."""
    options = resolved(options, opened)
    network = fresh_network(opened, options, None, CPU)
    loss = objective(opened.readout, tracks=opened.tracks, counts_weight=options.counts_weight or 0)
    assert options.learning_rate is not None
    optimizer = torch.optim.AdamW(network.parameters(), options.learning_rate)
    empty = opened.background, background_truth(opened)
    training = [_encoded(batch, *empty) for batch in TrainingBatches(opened, options, 0)]
    validation = [one_hot(batch.codes) for batch in ValidationBatches(opened, "validation")]

    def run() -> None:
        network.train()
        for x, truth in training:
            _step(network, optimizer, loss, x, truth)
        network.eval()
        with torch.inference_mode():
            for x in validation:
                network(x)

    return run


def _encoded(
    batch: Batch, reference: NDArray[np.float64], background: Tensor
) -> tuple[Tensor, Tensor]:
    """Return the one-hot windows of a batch and its anchors, and what is known of them."""
    assert batch.anchors is not None
    codes, weights = batch.anchors
    anchors = towards_reference(one_hot(codes), weights, torch.as_tensor(reference).float())
    truth = background.expand(len(anchors), *batch.truth.shape[1:])
    return torch.cat([one_hot(batch.codes), anchors]), torch.cat([batch.truth, truth])


def _step(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss: Objective,
    x: Tensor,
    truth: Tensor,
) -> None:
    optimizer.zero_grad()
    loss.losses(network(x), truth).mean().backward()
    optimizer.step()


def turns(name: str, case: Case, epochs: int, folder: Path) -> Turns:
    """Train a network, with a bare epoch after each."""
    options = Train(
        dataset="data",
        architecture=name,
        batch_size=case.batch_size,
        epochs=epochs,
        patience=epochs,
    )
    write_windows(folder / "data.h5", windows(case))
    with open_windows(folder / "data.h5") as opened:
        taken = Turns(bare_epoch(opened, options))
        train_network(
            opened,
            options,
            device=CPU,
            data_sha256="",
            checkpoints=Checkpoints(folder / "checkpoints"),
            on_epoch=taken.epoch,
            on_step=lambda *_: None,
        )
    return taken


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _between(start: Sequence[float], end: Sequence[float]) -> tuple[float, float]:
    return end[0] - start[0], end[1] - start[1]


def main() -> None:
    """Print a line for each network."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", action="append", choices=CASES, help="may be repeated")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=4)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(0)
    print(f"torch {torch.__version__}, {asked.threads} threads; seconds of an epoch")
    print(f"{'network':<18} {'bp':>5} {'epoch':>7} {'model':>7} {'share':>6} {'of CPU time':>12}")
    for name in asked.network or CASES:
        with TemporaryDirectory() as folder:
            taken = turns(name, CASES[name], asked.epochs, Path(folder))
        epoch, model = (
            [min(times) for times in zip(*rows[1:], strict=True)]
            for rows in (taken.epochs, taken.alone)
        )
        print(
            f"{name:<18} {CASES[name].length:>5,} {epoch[0]:>7.2f} {model[0]:>7.2f} "
            f"{model[0] / epoch[0]:>6.1%} {model[1] / epoch[1]:>12.1%}",
            flush=True,
        )


if __name__ == "__main__":
    main()
