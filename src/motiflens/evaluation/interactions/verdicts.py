"""The verdict on a method by each criterion, measured on the probes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeVar

import torch
from torch import Tensor

from motiflens.attribution.batch import Batch
from motiflens.attribution.engine import Subject, make_engine
from motiflens.attribution.methods import METHODS
from motiflens.errors import ConfigError, ModelError, MotiflensWarning
from motiflens.evaluation.interactions.probes import (
    PROBES,
    Criterion,
    Scorer,
    difference_of_twins,
)
from motiflens.evaluation.interactions.weights import Shares

Result = TypeVar("Result")

CRITERIA: tuple[Criterion, ...] = ("coverage", "locality", "distribution")

DRAWS = {"samples": 200}
"""How often to draw, by the names of options that say so."""

LEAST = 0.02
"""What weights may be off where a criterion holds: what is drawn, or met to a tolerance, is."""


@dataclass(frozen=True)
class Measured:
    """What was measured of a method.

    Attributes
    ----------
    shares
        By probe; None where the method refuses it, or where its scores are no polynomials of the
        effects. A probe that stands in for another is there if it was needed.
    twins
        By how much its scores differ between two builds of one function, in parts of the output;
        None where it refuses them.
    """

    shares: Mapping[str, Shares | None]
    twins: float | None

    def holds(self, criterion: Criterion, probe: str) -> bool | None:
        """Return whether a criterion held at a probe, None where it was not measured."""
        shares = self.shares.get(probe)
        if shares is None:
            return None
        if criterion == "coverage":
            return shares.covered >= LEAST
        if criterion == "locality":
            return shares.elsewhere <= LEAST
        low, high = shares.totals
        return low >= 1 - LEAST and high <= 1 + LEAST

    def verdict(self, criterion: Criterion) -> bool | None:
        """Return whether it held wherever it was measured, None where it was nowhere."""
        held = [self.holds(criterion, probe) for probe in PROBES]
        known = [verdict for verdict in held if verdict is not None]
        return all(known) if known else None

    def failed(self, criterion: Criterion) -> list[str]:
        """Return the probes at which it did not hold."""
        return [probe for probe in PROBES if self.holds(criterion, probe) is False]


@cache
def measured(method: str) -> Measured:
    """Return what the probes say of a row of the table of methods, with its own options.

    What is drawn is drawn more often (`DRAWS`), so that the weights are seen and not the luck.
    """
    row = METHODS[method]
    drawn = row.options.model_fields.keys() & DRAWS.keys()
    options = row.options.model_validate({name: DRAWS[name] for name in drawn})

    def score(subject: Subject) -> tuple[Tensor, Tensor]:
        engine = make_engine(row, options, subject)
        x = subject.examples[0]
        # Equal frequencies: they are where every probe is 0.
        reference = torch.full_like(x[:, None], 0.25)
        (found,) = engine.explain(Batch(x, reference, engine.at_references(reference), ()))
        return found.scores[0], found.prediction[0] - found.reference_prediction[0, 0]

    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore", MotiflensWarning)
        return Measured(_shares(score), _accepted(lambda: difference_of_twins(score)))


def _shares(score: Scorer) -> dict[str, Shares | None]:
    """Return the shares at each probe, None where there are none to be read."""
    found: dict[str, Shares | None] = {}
    for name, probe in PROBES.items():
        if probe.instead_of and found.get(probe.instead_of) is not None:
            continue
        found[name] = _accepted(partial(probe.shares, score))
    return found


def _accepted(measure: Callable[[], Result]) -> Result | None:
    """Return what is measured, None where the method refuses the model."""
    try:
        return measure()
    except (ConfigError, ModelError):
        return None
