"""What one motif does in a model: everything that is tried with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from motiflens.config.effects import Effects
from motiflens.effects import one_copy, removing, two_copies
from motiflens.effects.estimating import FEWEST, Estimator
from motiflens.effects.neutral import Neutral
from motiflens.effects.predicting import Predictor
from motiflens.effects.record import MotifEffect, TwoCopies
from motiflens.effects.removing import Site
from motiflens.effects.verdict import Evidence, Tried
from motiflens.motifs.motif import Motif


@dataclass(frozen=True)
class Plan:
    """What will be tried with a motif.

    Attributes
    ----------
    motif
        The motif, of which the part that is drawn is put into sequences.
    number
        Its number, on which what is drawn at random depends, beside the seed.
    fits
        Whether it is no longer than the window.
    distances
        Of two copies; none where they are not tried.
    sites
        Windows with its hits.
    """

    motif: Motif
    number: int
    fits: bool
    distances: tuple[int, ...]
    sites: Sequence[Site]

    def calls(self, options: Effects) -> int:
        """Return how many sequences are shown to the model."""
        n = options.sequences
        found = one_copy.calls(n) if self.fits else 0
        found += two_copies.calls(n, len(self.distances))
        return found + removing.calls(self.sites, options.shuffles)


@dataclass(frozen=True)
class Bench:
    """What all motifs are tried with.

    Attributes
    ----------
    predict, neutral, estimator
        The model, neutral sequences, and how changes are summed up.
    options
        As the configuration has them.
    unit
        Of the output.
    """

    predict: Predictor
    neutral: Neutral
    estimator: Estimator
    options: Effects
    unit: str

    def rng(self, plan: Plan, part: int) -> np.random.Generator:
        """Return the source of randomness of a part of what is tried with a motif."""
        return np.random.default_rng([self.options.seed, plan.number, part])


def try_motif(plan: Plan, bench: Bench) -> MotifEffect:
    """Put copies of a motif into neutral sequences, and shuffle its hits away."""
    inserted, by_composition = _insertion(plan, bench)
    removed = _removal(plan, bench)
    attributed = 1 if plan.motif.sign == "positive" else -1
    evidence = Evidence(attributed, bench.unit, inserted, by_composition, removed)
    return MotifEffect(
        name=plan.motif.name,
        inserted=inserted.change,
        scrambled=inserted.beside,
        removed=removed.change,
        control=removed.beside,
        copies=_two_copies(plan, bench),
        verdict=evidence.verdict,
        detail=evidence.detail,
    )


def _insertion(plan: Plan, bench: Bench) -> tuple[Tried, bool]:
    """Return what a copy does, and whether its bases do so in any order."""
    if not plan.fits:
        width = len(plan.motif.drawn("probability"))
        why = f"the motif ({width} bp) is longer than the window ({bench.neutral.length} bp)"
        return Tried(None, None, 0, why), False
    found = one_copy.insert_copy(
        plan.motif.drawn("probability"), bench.neutral, bench.predict, bench.rng(plan, 0)
    )
    change, scrambled, beyond = (
        bench.estimator.of(some)
        for some in (found.copy, found.scrambled, found.copy - found.scrambled)
    )
    does, does_in_any_order, does_beyond = map(
        bench.estimator.direction, (change, scrambled, beyond)
    )
    by_composition = does == does_in_any_order != does_beyond
    return Tried(change, scrambled, does), by_composition


def _removal(plan: Plan, bench: Bench) -> Tried:
    if not plan.sites:
        return Tried(None, None, 0, "it has no hits that could be shuffled away")
    found = removing.remove_hits(
        plan.sites, bench.options.shuffles, bench.predict, bench.rng(plan, 1)
    )
    if len(found.hits) == 0:
        return Tried(None, None, 0, "its hits read the same however they are shuffled")
    estimator, there = bench.estimator, ~np.isnan(found.elsewhere)
    change = estimator.of(found.hits)
    direction = estimator.direction(change)
    if there.sum() < FEWEST:
        return Tried(change, None, -direction)
    control = estimator.of(found.elsewhere[there])
    beyond = estimator.of((found.hits - found.elsewhere)[there])
    # Where bases elsewhere matter more than the hits, that says nothing of the motif.
    return Tried(change, control, -direction if estimator.direction(beyond) == direction else 0)


def _two_copies(plan: Plan, bench: Bench) -> tuple[TwoCopies, ...]:
    if not plan.distances:
        return ()
    found = two_copies.insert_pairs(
        plan.motif.drawn("probability"),
        bench.neutral,
        plan.distances,
        bench.predict,
        bench.rng(plan, 2),
    )
    return tuple(
        TwoCopies(
            orientation=orientation,
            distances=plan.distances,
            joint=tuple(bench.estimator.of(pair.joint) for pair in pairs),
            interaction=tuple(bench.estimator.of(pair.interaction) for pair in pairs),
        )
        for orientation, pairs in found.items()
    )
