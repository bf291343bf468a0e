"""What an evaluation found, and the file that holds it: no torch here, as the report reads it too.

The file holds all that a page needs: figures with their units, baselines and intervals, curves,
checks, costs, and the recommendation in words.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

from motiflens.evaluation.measures import Better, Experiment
from motiflens.store.json_files import read_json, write_json

RANDOM = "random"
"""The name of scores in random order, which stand beside the methods."""


@dataclass(frozen=True)
class Baseline:
    """A figure of what a method is held against, and how much better the method is.

    Attributes
    ----------
    value
        Of the baseline.
    gain
        How much better the method is, above 0 where it is; with its interval, over the same draws
        of sequences for both.
    low, high
        Ends of the interval.
    """

    value: float
    gain: float
    low: float
    high: float

    @property
    def beaten(self) -> bool:
        """Whether all of the interval lies on the method's side."""
        return self.low > 0


@dataclass(frozen=True)
class Figure:
    """One measure of one method.

    Attributes
    ----------
    name, experiment, unit, better
        Of the row in `motiflens.evaluation.measures.MEASURES`.
    value, low, high
        The figure over all sequences, and its bootstrap interval.
    random
        The same of scores in random order; None for these themselves, and where it means nothing.
    middle
        The same of scores that are higher the nearer the window's middle; of known sites alone.
    effects
        The same of mutagenesis, what the model itself does; of re-drawn layers alone.
    """

    name: str
    experiment: Experiment
    unit: str
    better: Better
    value: float
    low: float
    high: float
    random: Baseline | None = None
    middle: Baseline | None = None
    effects: Baseline | None = None


@dataclass(frozen=True)
class Curve:
    """A figure along a way: what x is, its values, and the figure with its interval at each."""

    name: str
    along: str
    x: tuple[float | str, ...]
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Check:
    """Whether a method does what its row says: passed, failed, or None where it does not apply."""

    name: str
    passed: bool | None
    detail: str


Standing = Literal["ranked", "failed", "insensitive", "no better than random", "refused"]


@dataclass(frozen=True)
class MethodResult:
    """All that was found of one method.

    Attributes
    ----------
    name, title, options
        Of its row, and as chosen.
    standing
        Whether it is ranked, or why not.
    reason
        Why not, in words; empty for what is ranked.
    adds_up, caution
        As the row says it.
    figures, curves, checks
        What was measured.
    passes
        What explaining a sequence costs, in forward passes of the model for it; None where that
        is not known.
    """

    name: str
    title: str
    options: dict[str, Any]
    standing: Standing
    reason: str
    adds_up: str
    caution: str = ""
    figures: tuple[Figure, ...] = ()
    curves: tuple[Curve, ...] = ()
    checks: tuple[Check, ...] = ()
    passes: float | None = None

    def figure(self, name: str) -> Figure | None:
        """Return a figure by its name, None where it was not measured."""
        return next((one for one in self.figures if one.name == name), None)


@dataclass(frozen=True)
class Recommendation:
    """Which method to believe for this model and these data, and why.

    Attributes
    ----------
    method
        The one that is recommended, None where none can be.
    ranking
        Methods that are ranked, the best first.
    tied
        Those that cannot be told from the best, the best included.
    words
        All of it in sentences.
    unknown
        What the evaluation does not say.
    """

    method: str | None
    ranking: tuple[str, ...]
    tied: tuple[str, ...]
    words: str
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Evaluation:
    """What was found of methods on a model and some of its data.

    Attributes
    ----------
    task
        The output that was explained.
    sequences, sites
        How many sequences were looked at, and in how many of them a site is known.
    precision
        Of the model, such as ``float32``.
    methods
        In the order in which they were asked for; the last is `RANDOM`.
    recommendation
        Which to use.
    provenance
        Hashes of data and models, settings, versions.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", ser_json_inf_nan="strings"
    )

    task: str
    sequences: int
    sites: int
    precision: str
    methods: tuple[MethodResult, ...]
    recommendation: Recommendation
    provenance: dict[str, Any] = field(default_factory=dict)
    schema: Literal["motiflens/evaluation/1"] = "motiflens/evaluation/1"

    def best_first(self) -> list[MethodResult]:
        """Return methods in the order of the ranking, what is not ranked behind, random last."""
        ranking = self.recommendation.ranking
        place = {name: number for number, name in enumerate(ranking)}
        return sorted(
            self.methods, key=lambda one: (one.name == RANDOM, place.get(one.name, len(ranking)))
        )


_FILE = TypeAdapter(Evaluation)


def write_evaluation(path: str | os.PathLike[str], evaluation: Evaluation) -> None:
    """Write an evaluation as JSON; equal ones, equal bytes."""
    write_json(path, _FILE, evaluation)


def read_evaluation(path: str | os.PathLike[str]) -> Evaluation:
    """Read an evaluation.

    Raises
    ------
    StoreError
        Where the file is missing, damaged, or of another version.
    """
    return read_json(path, _FILE, "evaluation", "evaluate")
