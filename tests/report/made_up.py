"""Whole runs of any size from made-up records, as the steps before the report write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.families.record import write_families
from motiflens.files import sha256
from motiflens.models.card import write_card
from motiflens.motifs.motif import Match, Motif, MotifSet
from motiflens.report.inputs import Inputs, read_inputs
from motiflens.sequences.onehot import ALPHABET
from motiflens.store.windows import Windows, write_windows
from report.examples import (
    example_card,
    example_contributions,
    example_data,
    example_match,
    write_result,
)
from report.made_up_beside import made_up_families, write_beside
from store.examples import make_windows

WIDTH = 30
NAMES = ("REB1", "ABF1", "RAP1", "MCM1", "GCN4", "CBF1", "TBP", "GAL4", "HSF1", "SP1")


@dataclass(frozen=True)
class MadeUp:
    """Where a run lies."""

    folder: Path
    results: tuple[Path, ...]

    def inputs(self, *, families: bool = True) -> Inputs:
        joined = self.folder / "families.json"
        return read_inputs(
            self.folder / "data.h5",
            [self.folder / "model"],
            self.results,
            families=joined if families and joined.exists() else None,
        )


def write_made_up(
    folder: Path,
    *,
    tasks: Sequence[str] = ("Reb1",),
    methods: Sequence[str] = ("deeplift", "lrp-epsilon"),
    motifs: int = 3,
    window: int = 200,
    beside: bool = True,
    seqlets: int = 120,
) -> MadeUp:
    """Write a run with as many motifs in each result; without what stands ``beside`` if so told."""
    rng = np.random.default_rng(motifs + len(tasks))
    data = _data(tasks, window)
    write_windows(folder / "data.h5", data)
    digest = sha256(folder / "data.h5")
    (folder / "model").mkdir()
    card = example_card(digest)
    metrics = {split: dict.fromkeys(tasks, found["A"]) for split, found in card.metrics.items()}
    changes = {"tasks": list(tasks), "input_length": window, "metrics": metrics}
    write_card(card.model_copy(update=changes), folder / "model")
    sets = []
    for task in tasks:
        known = [_frequencies(rng) for _ in range(motifs)]
        for method in methods:
            found = example_contributions(data, task, method, data_sha256=digest)
            own = _motif_set(task, method, known, rng)
            sets.append(own)
            write_result(folder / task / method, found, own)
            if beside:
                write_beside(folder / task / method, own, found, seqlets, digest, rng)
    if beside:
        write_families(folder / "families.json", made_up_families(sets))
    return MadeUp(folder, tuple(folder / task / method for task in tasks for method in methods))


def _data(tasks: Sequence[str], window: int) -> Windows:
    n = 330 * (len(tasks) + 1)
    kind = np.arange(n) % (len(tasks) + 1)
    data = make_windows(n=n, window=window)
    options = {
        **example_data().provenance["options"],
        "window": window,
        "regions": {task: f"{task}.bed" for task in tasks},
    }
    return replace(
        data,
        tasks=tuple(tasks),
        labels=(kind[:, None] == np.arange(len(tasks))).astype(np.int8),
        provenance={"options": options, "inputs": {}, "version": "0.0"},
    )


def _frequencies(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return (WIDTH, 4) whose middle is a motif of 8 to 14 bp."""
    width = int(rng.integers(8, 15))
    begin = (WIDTH - width) // 2
    rows = np.full((WIDTH, 4), 0.25)
    rows[begin : begin + width] = 0.04
    at = np.arange(begin, begin + width)
    rows[at, rng.integers(0, 4, width)] = 0.88
    return rows


def _motif_set(
    task: str, method: str, known: Sequence[NDArray[np.float64]], rng: np.random.Generator
) -> MotifSet:
    found = tuple(_motif(task, method, k, rows, rng) for k, rows in enumerate(known))
    return MotifSet(
        schema="motiflens/motifs/2",
        task=task,
        method=method,
        background=(0.3, 0.2, 0.2, 0.3),
        tried={"n_windows": 330, "max_seqlets": 20000, "fdr": 0.05, "min_seqlets": 20},
        message=None if found else "no motif: 330 windows gave 3 positive and 0 negative seqlets",
        motifs=found,
    )


def _motif(
    task: str, method: str, k: int, rows: NDArray[np.float64], rng: np.random.Generator
) -> Motif:
    drawn = np.flatnonzero(rows.max(axis=1) > 0.5)
    trim = (max(int(drawn[0]) - 2, 0), min(int(drawn[-1]) + 3, WIDTH))
    hypothetical = rows - 0.25 + rng.normal(0, 0.01, rows.shape)
    matches = (_match(k, 1e-6),) if k % 4 else (_match(k, 0.3),)
    return Motif(
        name=f"{task}.{method}.pos.{k}",
        sign="positive",
        n_seqlets=2000 // (k + 1) + 41,
        consensus="".join(ALPHABET[base] for base in rows[slice(*trim)].argmax(axis=1)),
        probability=_rows(rows),
        contribution=_rows(rows * np.maximum(rows - 0.25, 0) * 2),
        hypothetical=_rows(hypothetical),
        trim=trim,
        matches=(*matches, example_match("MA0001.1", 0.41)),
    )


def _rows(values: NDArray[np.float64]) -> Any:
    return tuple(tuple(row) for row in values.tolist())


def _match(k: int, q_value: float) -> Match:
    return Match(
        id=f"MA{k:04}.1", name=NAMES[k % len(NAMES)], q_value=q_value, p_value=q_value / 50,
        overlap=8, offset=0, strand="+-"[k % 2], significant=q_value <= 0.05,  # type: ignore[arg-type]
        alike=("MA0999.1 ZZZ1",) if k % 3 == 0 else (),
    )  # fmt: skip
