"""Whole runs of any size from made-up records, as the steps before the report write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from motiflens.effects.record import Effects, Estimate, MotifEffect, TwoCopies, write_effects
from motiflens.families.record import Families, Family, Found, Member, write_families
from motiflens.files import sha256
from motiflens.hits.record import HitSummary, MotifHits, Pair, Spacing, Test, write_hit_summary
from motiflens.hits.table import Hit, write_hits
from motiflens.models.card import write_card
from motiflens.motifs.motif import Match, Motif, MotifSet
from motiflens.report.inputs import Inputs, read_inputs
from motiflens.sequences.onehot import ALPHABET
from motiflens.store.contributions import Contributions
from motiflens.store.windows import Windows, write_windows
from report.examples import (
    WEIGHTS,
    example_card,
    example_contributions,
    example_data,
    example_match,
    write_result,
)
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
                _write_beside(folder / task / method, own, found, seqlets, digest, rng)
    if beside:
        write_families(folder / "families.json", _families(sets))
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


def _write_beside(
    folder: Path,
    motifs: MotifSet,
    found: Contributions,
    seqlets: int,
    digest: str,
    rng: np.random.Generator,
) -> None:
    with h5py.File(folder / "motifs" / "modisco.h5", "w") as file:
        for k, motif in enumerate(motifs.motifs):
            _write_seqlets(
                file.create_group(f"pos_patterns/pattern_{k}/seqlets"), motif, seqlets, rng
            )
    (folder / "hits").mkdir()
    hits = [hit for motif in motifs.motifs for hit in _hits(motif, found, rng)]
    write_hits(folder / "hits" / "hits.tsv", hits)
    write_hit_summary(folder / "hits", _summary(motifs, hits, found))
    write_effects(folder / "effects.json", _effects(motifs, digest))


def _write_seqlets(group: Any, motif: Motif, n: int, rng: np.random.Generator) -> None:
    rows = np.array(motif.probability)
    draws = rng.random((n, WIDTH, 1))
    codes = (draws > np.cumsum(rows, axis=1)).sum(axis=2).clip(0, 3)
    sequence = np.eye(4, dtype=np.float32)[codes]
    start = rng.integers(0, 150, n)
    group["sequence"] = sequence
    group["contrib_scores"] = sequence * np.array(motif.contribution, np.float32)
    group["start"], group["end"] = start, start + WIDTH


def _hits(motif: Motif, found: Contributions, rng: np.random.Generator) -> list[Hit]:
    width = motif.trim[1] - motif.trim[0]
    n, length = found.scores.shape
    return [
        Hit(
            chrom=str(found.chrom[row]), start=int(found.start[row] + at),
            end=int(found.start[row] + at + width), motif=motif.name, score=0.9, strand=strand,
            sequence=motif.consensus, contribution=float(score), coefficient=1.1, window=int(row),
            index=int(found.index[row]),
        )
        for row, at, strand, score in zip(
            rng.integers(0, n, 80), rng.integers(0, length - width, 80),
            np.where(rng.random(80) > 0.5, "+", "-").tolist(), rng.gamma(2, 1, 80), strict=True,
        )
    ]  # fmt: skip


def _test(observed: float, expected: float, q_value: float) -> Test:
    return Test(
        observed=observed, expected=expected, p_value=q_value / 3, q_value=q_value,
        log2_enrichment=float(np.log2((observed + 1) / (expected + 1))),
    )  # fmt: skip


def _summary(motifs: MotifSet, hits: Sequence[Hit], found: Contributions) -> HitSummary:
    names = [motif.name for motif in motifs.motifs]
    return HitSummary(
        task=motifs.task,
        method=motifs.method,
        options={"fdr": 0.05, "seed": 1},
        n_windows=len(found.index),
        window=found.scores.shape[1],
        n_hits=len(hits),
        explained=(0.1, 0.3, 0.5, 0.7, 0.9) if hits else (),
        motifs=tuple(_motif_hits(name, hits) for name in names),
        pairs=tuple(_pair(*pair) for pair in list(combinations(names, 2))[:60]),
        message=None if hits else "no hit: there is no motif to look for",
    )


def _motif_hits(name: str, hits: Sequence[Hit]) -> MotifHits:
    own = [hit for hit in hits if hit.motif == name]
    return MotifHits(
        name=name, n_hits=len(own), n_windows=len({hit.window for hit in own}), contribution=1.2,
        explained=0.21, positions=tuple(3 + i % 7 for i in range(20)),
        centre=_test(40, 27, 0.001), forward=_test(38, 40, 0.8),
    )  # fmt: skip


def _pair(first: str, second: str) -> Pair:
    line = tuple(9 if i % 10 == 0 and i else 1 for i in range(80))
    return Pair(
        first=first, second=second, together=_test(60, 22.5, 1e-4),
        distances={"same": line, "converging": line[::-1], "diverging": (0,) * 80},
        spacings=tuple(
            Spacing(orientation="same", distance=10 * i, test=_test(9, 1, 0.01))
            for i in range(1, 6)
        ),
    )  # fmt: skip


def _effects(motifs: MotifSet, digest: str) -> Effects:
    return Effects(
        task=motifs.task, method=motifs.method, unit="logit", options={"sequences": 64, "seed": 1},
        provenance={"data_sha256": digest, "models_sha256": [WEIGHTS], "motiflens": "0.0"},
        motifs=tuple(_effect(k, motif) for k, motif in enumerate(motifs.motifs)),
    )  # fmt: skip


def _effect(k: int, motif: Motif) -> MotifEffect:
    none = k == 2
    value = 0.01 if none else 2.4 / (k + 1)
    copies = tuple(
        TwoCopies(
            orientation=orientation, distances=tuple(range(16, 81, 4)),
            joint=tuple(_estimate(value * 2) for _ in range(16, 81, 4)),
            interaction=tuple(_estimate(np.sin(i / 9) * value) for i in range(16, 81, 4)),
        )
        for orientation in ("same", "converging", "diverging")
    )  # fmt: skip
    return MotifEffect(
        name=motif.name, inserted=_estimate(value), removed=_estimate(-value),
        control=_estimate(-0.02), scrambled=_estimate(0.03), copies=() if none or k > 5 else copies,
        verdict="no effect" if none else "raises",
        detail="neither a copy nor shuffling changes the output" if none else "one copy raises it",
    )  # fmt: skip


def _estimate(value: float) -> Estimate:
    return Estimate(value=float(value), low=float(value) - 0.2, high=float(value) + 0.2, n=64)


def _families(sets: Sequence[MotifSet]) -> Families:
    """Return a family for each place in the sets of a task: all methods found the same motifs."""
    families = []
    for task in dict.fromkeys(one.task for one in sets):
        own = [one for one in sets if one.task == task]
        for k, first in enumerate(own[0].motifs):
            members = tuple(
                Member(
                    name=one.motifs[k].name, task=task, method=one.method,
                    n_seqlets=one.motifs[k].n_seqlets, likeness=1.0 if one is own[0] else 0.93,
                    strand="+", offset=0,
                )
                for one in own
            )  # fmt: skip
            methods = tuple(one.method for one in own)
            families.append(
                Family(
                    name=f"family.{len(families) + 1}", sign="positive", consensus=first.consensus,
                    probability=first.probability[slice(*first.trim)], members=members,
                    match=(first.matches[0].id, first.matches[0].name) if k % 4 else None,
                    tasks=(
                        Found(
                            task=task, found_by=methods, missed_by=(),
                            agreement=0.93 if len(methods) > 1 else None,
                        ),
                    ),
                )
            )  # fmt: skip
    return Families(alike=0.8, families=tuple(families))
