"""What a report is made from, read and checked to belong together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from motiflens.attribution.audit_record import Audit, read_audit
from motiflens.attribution.methods import METHODS, Method
from motiflens.errors import ConfigError, StoreError
from motiflens.evaluation.record import Evaluation, read_evaluation
from motiflens.files import sha256
from motiflens.models.card import ModelCard, check_fits, read_card
from motiflens.report.filters import Filters, read_filters
from motiflens.report.result import Result, read_result
from motiflens.store.windows import Windows, read_windows


@dataclass(frozen=True)
class Inputs:
    """Everything that one report speaks of.

    ``results`` are in the order of the model's tasks, then of the table of methods; ``audit`` is
    None where none was given; ``filters`` are those of layers that a result traces by channel.
    ``cards`` are those of the model's folds; ``evaluations`` are of tasks, in the model's order.
    """

    data: Windows
    data_sha256: str
    cards: tuple[ModelCard, ...]
    results: tuple[Result, ...]
    audit: Audit | None = None
    filters: Mapping[str, Filters | None] = field(default_factory=dict)
    evaluations: tuple[Evaluation, ...] = ()

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
) -> Inputs:
    """Read a data set, a model's card and result directories.

    Parameters
    ----------
    data
        The file that `motiflens prepare` wrote.
    models
        The directories of a model's folds.
    results
        Directories that hold ``contributions.h5``, ``motifs`` and ``logos``.
    audit
        The file that `motiflens audit` wrote.
    evaluations
        Files that `motiflens evaluate` wrote.

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
        raise ConfigError("a report needs the results of at least one task and method")
    windows, digest = read_windows(data), sha256(data)
    cards = [read_card(model) for model in models]
    for one in cards:
        check_fits(one, windows)
    card = cards[0]
    found = [read_result(Path(directory)) for directory in results]
    for directory, result in zip(results, found, strict=True):
        for one in result.provenance.get("folds", [result.provenance]):
            provenance = {**result.provenance, **one}
            _check_origin("contributions were", provenance, cards, digest, where=str(directory))
        _check_task(result, card, where=str(directory))
    _check_distinct(found)
    order = list(METHODS)
    found.sort(key=lambda result: (card.tasks.index(result.task), order.index(result.method.name)))
    tried = None if audit is None else read_audit(audit)
    if tried is not None:
        # Without data an audit is of the model alone.
        provenance = {"data_sha256": digest} | tried.provenance
        _check_origin("audit was", provenance, cards, digest, where=str(audit))
    held = [_evaluation(path, cards, digest) for path in evaluations]
    held.sort(key=lambda one: card.tasks.index(one.task))
    labels = dict.fromkeys(label for result in found for label in result.channels)
    filters = read_filters(Path(models[0]), card, labels) if len(cards) == 1 else {}
    return Inputs(windows, digest, tuple(cards), tuple(found), tried, filters, tuple(held))


def _evaluation(
    path: str | os.PathLike[str], cards: Sequence[ModelCard], data_sha256: str
) -> Evaluation:
    """Read an evaluation, which must be of this model and these data."""
    found = read_evaluation(path)
    for model in found.provenance["models_sha256"]:
        provenance = {**found.provenance, "model_sha256": model}
        _check_origin("evaluation was", provenance, cards, data_sha256, where=str(path))
    if found.task not in cards[0].tasks:
        raise StoreError(f"the evaluation is of the task {found.task}", where=str(path))
    return found


def _check_distinct(results: Iterable[Result]) -> None:
    seen: set[tuple[str, str]] = set()
    for result in results:
        key = (result.task, result.method.name)
        if key in seen:
            raise ConfigError(
                f"two results are of task {result.task} and method {result.method.name}",
                fix="give each task and method once",
            )
        seen.add(key)


def _check_origin(
    what: str,
    provenance: Mapping[str, Any],
    cards: Sequence[ModelCard],
    data_sha256: str,
    *,
    where: str,
) -> None:
    for origin, key, expected in (
        ("model", "model_sha256", [card.weights_sha256 for card in cards]),
        ("data set", "data_sha256", [data_sha256]),
    ):
        found = provenance[key]
        if found not in expected:
            raise StoreError(
                f"the {what} computed with another {origin} than that of the report "
                f"(SHA-256 {found[:12]}..., not {expected[0][:12]}...)",
                where=where,
                fix=f"give the {origin} that was used then, or compute it again with this one",
            )


def _check_task(result: Result, card: ModelCard, *, where: str) -> None:
    if result.task not in card.tasks:
        raise StoreError(
            f"the contributions are of the task {result.task}, which the model does not have",
            where=where,
            fix=f"its tasks are {', '.join(card.tasks)}",
        )
