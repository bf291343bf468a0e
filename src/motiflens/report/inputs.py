"""What a report is made from, read and checked to belong together."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from motiflens.attribution.audit_record import Audit, read_audit
from motiflens.attribution.methods import METHODS, Method
from motiflens.errors import ConfigError
from motiflens.evaluation.record import Evaluation, read_evaluation
from motiflens.families.record import Families, read_families
from motiflens.files import sha256
from motiflens.models.card import ModelCard, check_fits, read_card
from motiflens.report.belonging import (
    check_distinct,
    check_effects,
    check_evaluation,
    check_families,
    check_origin,
    check_task,
)
from motiflens.report.filters import Filters, read_filters
from motiflens.report.result import Result, read_result
from motiflens.store.windows import Windows, read_outline


@dataclass(frozen=True)
class Inputs:
    """Everything that one report speaks of.

    ``results`` are in the order of the model's tasks, then of the table of methods; ``audit`` is
    None where none was given; ``filters`` are those of layers that a result traces by channel.
    ``cards`` are those of the model's folds; ``evaluations`` are of tasks, in the model's order.
    ``families`` is None where motifs were not held against each other.
    """

    data: Windows
    data_sha256: str
    cards: tuple[ModelCard, ...]
    results: tuple[Result, ...]
    audit: Audit | None = None
    filters: Mapping[str, Filters | None] = field(default_factory=dict)
    evaluations: tuple[Evaluation, ...] = ()
    families: Families | None = None

    @property
    def card(self) -> ModelCard:
        """The card of the first fold."""
        return self.cards[0]

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that were explained, in the model's order."""
        explained = {result.task for result in self.results}
        return tuple(task for task in self.card.tasks if task in explained)

    @property
    def methods(self) -> tuple[Method, ...]:
        """The methods in use, in the order of the table of methods."""
        used = {result.method.name for result in self.results}
        return tuple(method for name, method in METHODS.items() if name in used)

    def of(self, task: str) -> tuple[Result, ...]:
        """Return the results of ``task``."""
        return tuple(result for result in self.results if result.task == task)

    def anchor(self, result: Result) -> str:
        """Return the name by which the page refers to ``result``: letters no user chose."""
        return f"task-{self.card.tasks.index(result.task) + 1}-{result.method.name}"


def read_inputs(
    data: str | os.PathLike[str],
    models: Sequence[str | os.PathLike[str]],
    results: Sequence[str | os.PathLike[str]],
    audit: str | os.PathLike[str] | None = None,
    evaluations: Sequence[str | os.PathLike[str]] = (),
    families: str | os.PathLike[str] | None = None,
) -> Inputs:
    """Read a data set, a model's card and result directories.

    Parameters
    ----------
    data
        The file that `motiflens prepare` wrote.
    models
        The directories of a model's folds.
    results
        Directories that hold ``contributions.h5`` and ``motifs``, and beside them what there is
        of ``hits`` and ``effects.json``.
    audit
        The file that `motiflens audit` wrote.
    evaluations
        Files that `motiflens evaluate` wrote.
    families
        The file that `motiflens families` wrote of these results.

    Raises
    ------
    StoreError
        Where a file is missing or damaged, or does not belong to the data or the model.
    ModelError
        Where there is no model, or it does not fit the data.
    ConfigError
        Where there is no result directory, or two are of one task and method.
    """
    if not results:
        raise ConfigError(
            "a report needs the results of at least one task and method",
            where="--results",
            fix="give --results for each task and method",
        )
    windows, digest = read_outline(data), sha256(data)
    cards = [read_card(model) for model in models]
    for one in cards:
        check_fits(one, windows)
    card = cards[0]
    found = _results(results, cards, digest)
    tried = None if audit is None else read_audit(audit)
    if tried is not None:
        # Without data an audit is of the model alone.
        provenance = {"data_sha256": digest} | tried.provenance
        check_origin("audit was", provenance, cards, digest, where=str(audit))
    held = [read_evaluation(path) for path in evaluations]
    for path, evaluation in zip(evaluations, held, strict=True):
        check_evaluation(evaluation, cards, digest, where=str(path))
    held.sort(key=lambda one: card.tasks.index(one.task))
    joined = None if families is None else read_families(families)
    if joined is not None:
        check_families(joined, found, where=str(families))
    labels = dict.fromkeys(label for result in found for label in result.channels)
    filters = read_filters(Path(models[0]), card, labels) if len(cards) == 1 else {}
    return Inputs(windows, digest, tuple(cards), tuple(found), tried, filters, tuple(held), joined)


def _results(
    directories: Sequence[str | os.PathLike[str]], cards: Sequence[ModelCard], digest: str
) -> list[Result]:
    """Read results, which must be of this model and these data, and put them in order."""
    found = [read_result(Path(directory)) for directory in directories]
    for directory, result in zip(directories, found, strict=True):
        for one in result.provenance.get("folds", [result.provenance]):
            provenance = {**result.provenance, **one}
            check_origin("contributions were", provenance, cards, digest, where=str(directory))
        check_task(result, cards[0], where=str(directory))
        check_effects(result, cards, digest, where=str(directory))
    check_distinct(found)
    order = list(METHODS)
    return sorted(
        found,
        key=lambda result: (
            cards[0].tasks.index(result.task),
            order.index(result.method.name),
        ),
    )
