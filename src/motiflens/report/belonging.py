"""Whether the files that a report is made from belong together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from motiflens.errors import ConfigError, StoreError
from motiflens.evaluation.record import Evaluation
from motiflens.families.record import Families
from motiflens.models.card import ModelCard
from motiflens.report.result import Result


def check_evaluation(
    found: Evaluation, cards: Sequence[ModelCard], data_sha256: str, *, where: str
) -> None:
    """Refuse an evaluation that is not of this model and these data."""
    for model in found.provenance["models_sha256"]:
        provenance = {**found.provenance, "model_sha256": model}
        check_origin("evaluation was", provenance, cards, data_sha256, where=where)
    if found.task not in cards[0].tasks:
        raise StoreError(
            f"the evaluation is of the task {found.task}",
            where=where,
            fix="give the evaluation of a task of the report",
        )


def check_effects(
    result: Result, cards: Sequence[ModelCard], data_sha256: str, *, where: str
) -> None:
    """Refuse effects that were measured in another model, or with other data."""
    if result.beside.effects is None:
        return
    provenance = {"data_sha256": data_sha256} | result.beside.effects.provenance
    models = provenance.get("models_sha256", [card.weights_sha256 for card in cards])
    for model in [models] if isinstance(models, str) else models:
        origin = {**provenance, "model_sha256": model}
        check_origin("effects were", origin, cards, data_sha256, where=where)


def check_families(families: Families, results: Iterable[Result], *, where: str) -> None:
    """Refuse families that do not hold the motifs of the report."""
    members = {
        (member.task, member.method, member.name)
        for family in families.families
        for member in family.members
    }
    for result in results:
        names = {motif.name for motif in result.motifs.motifs}
        known = {
            name
            for task, method, name in members
            if (task, method) == (result.task, result.method.name)
        }
        if names != known:
            raise StoreError(
                f"the families are of other motifs of {result.title} ({sorted(names ^ known)[0]})",
                where=where,
                fix="run `motiflens families` on the results of this report",
            )


def check_distinct(results: Iterable[Result]) -> None:
    """Refuse two results of one task and method."""
    seen: set[tuple[str, str]] = set()
    for result in results:
        key = (result.task, result.method.name)
        if key in seen:
            raise ConfigError(
                f"two results are of task {result.task} and method {result.method.name}",
                fix="give each task and method once",
                where="--results",
            )
        seen.add(key)


def check_origin(
    what: str,
    provenance: Mapping[str, Any],
    cards: Sequence[ModelCard],
    data_sha256: str,
    *,
    where: str,
) -> None:
    """Refuse what was computed with another model, or with other data."""
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


def check_task(result: Result, card: ModelCard, *, where: str) -> None:
    """Refuse a result of a task that the model does not have."""
    if result.task not in card.tasks:
        raise StoreError(
            f"the contributions are of the task {result.task}, which the model does not have",
            where=where,
            fix=f"its tasks are {', '.join(card.tasks)}",
        )
