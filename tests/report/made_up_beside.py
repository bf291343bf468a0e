"""Made-up hits, effects and families of motifs, as the steps that find them write them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from motiflens.effects.record import Effects, Estimate, MotifEffect, TwoCopies, write_effects
from motiflens.families.record import Families, Family, Found, Member
from motiflens.hits.record import HitSummary, MotifHits, Pair, Spacing, Test, write_hit_summary
from motiflens.hits.table import Hit, write_hits
from motiflens.motifs.motif import Motif, MotifSet
from motiflens.store.contributions import Contributions
from report.examples import WEIGHTS


def write_beside(
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
    draws = rng.random((n, len(rows), 1))
    codes = (draws > np.cumsum(rows, axis=1)).sum(axis=2).clip(0, 3)
    sequence = np.eye(4, dtype=np.float32)[codes]
    start = rng.integers(0, 150, n)
    group["sequence"] = sequence
    group["contrib_scores"] = sequence * np.array(motif.contribution, np.float32)
    group["start"], group["end"] = start, start + len(rows)


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


def made_up_families(sets: Sequence[MotifSet]) -> Families:
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
