"""What a reader must know before trusting the rest: each finding with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from motiflens.attribution.methods import METHODS
from motiflens.attribution.reference_check import REMEDIES
from motiflens.models.baselines.features import BASELINES
from motiflens.models.metrics import METRICS
from motiflens.report.formatting import plain_number
from motiflens.report.inputs import Inputs
from motiflens.report.relevance import conservation
from motiflens.report.result import Result
from motiflens.report.statistics import completeness

# Below this a model has learnt so little that its motifs say little of the classes.
_WEAK = {"auroc": 0.7, "pearson": 0.3}
"""By the first metric of a readout."""


@dataclass(frozen=True)
class Finding:
    """One thing that is off.

    Attributes
    ----------
    level
        ``warning`` where results should not be trusted as they are, ``note`` where the reader
        should merely know.
    where
        The task, and the method if it is about one.
    what
        What was seen.
    action
        What it means, and what can be done.
    anchor
        The place in the page that shows it.
    """

    level: Literal["warning", "note"]
    where: str
    what: str
    action: str
    anchor: str


def findings(inputs: Inputs) -> tuple[Finding, ...]:
    """Return all findings, warnings first."""
    found = [*_model(inputs), *_baselines(inputs), *_audit(inputs), *_evaluations(inputs)]
    for result in inputs.results:
        found += [
            *_reference(inputs, result),
            *_completeness(inputs, result),
            *_conservation(inputs, result),
            *_motifs(inputs, result),
        ]
    return tuple(sorted(found, key=lambda finding: finding.level == "note"))


def _model(inputs: Inputs) -> Iterator[Finding]:
    metrics = inputs.card.metrics
    split: Literal["test", "validation"] = "test" if metrics.get("test") else "validation"
    for task in inputs.tasks:
        measured = metrics.get(split, {}).get(task)
        name, score = measured.headline if measured else ("", None)
        if score is None:
            yield Finding(
                "note",
                task,
                "The model was not evaluated on held-out windows.",
                "How far its motifs can be trusted is not known: evaluate it on windows that it "
                "was not trained on.",
                "model",
            )
        elif score < _WEAK[name]:
            yield Finding(
                "warning",
                task,
                f"The model is weak: {METRICS[name].title} {score:.3f} on the {split} windows.",
                "A model that barely knows its task reads little, and its motifs may be "
                "chance. Check the regions, add data, train longer or use a larger architecture.",
                "model",
            )


def _baselines(inputs: Inputs) -> Iterator[Finding]:
    metrics = inputs.card.metrics
    for task, measured in (metrics.get("test") or metrics.get("validation") or {}).items():
        for one in measured.baselines:
            if one.does_as_well and task in inputs.tasks:
                title = BASELINES[one.baseline].title
                yield Finding(
                    "warning",
                    task,
                    f"{title} alone does as well as the network: {METRICS[one.score].title} "
                    f"{one.value:.3f} against {one.network:.3f}.",
                    "What the network reads may be no more than that. Match the negatives' GC "
                    "content, or take other negatives, and see whether its lead grows.",
                    "model",
                )


def _evaluations(inputs: Inputs) -> Iterator[Finding]:
    used = {method.name for method in inputs.methods}
    for number, evaluation in enumerate(inputs.evaluations, start=1):
        for method in evaluation.methods:
            if method.name in used and method.standing != "ranked":
                yield Finding(
                    "warning",
                    f"{evaluation.task}, {method.title}",
                    f"Held against the model, the method did not stand: {method.reason}",
                    "Do not read its scores and motifs here; the evaluation names a method that "
                    "stands, where there is one.",
                    f"evaluation-{number}",
                )
        best = evaluation.recommendation.method
        if best is not None and used.isdisjoint(evaluation.recommendation.tied):
            yield Finding(
                "note",
                evaluation.task,
                f"The evaluation recommends {METHODS[best].title}, which this report does not "
                "show.",
                "Add it to `methods` to see its scores and motifs.",
                f"evaluation-{number}",
            )


def _audit(inputs: Inputs) -> Iterator[Finding]:
    if inputs.audit is None:
        return
    for found in inputs.audit.methods:
        if not found.usable:
            yield Finding(
                "warning",
                METHODS[found.name].title,
                f"When it was tried on the model, this was found: {found.verdict}",
                "Do not use its scores of this model; another method may have a rule for all of "
                "its operations.",
                "audit",
            )


def _reference(inputs: Inputs, result: Result) -> Iterator[Finding]:
    check = result.provenance["reference_check"]
    if check["verdict"] == "suspect" and result.method.reads_reference:
        remedies = "; ".join(f"{i}. {remedy}" for i, remedy in enumerate(REMEDIES, start=1))
        yield Finding(
            "warning",
            result.title,
            f"The reference is suspect: the model's output there ({check['output']:.2f}) is above "
            f"{check['percentile']:.1f} % of its outputs for {check['n']:,} {check['background']}.",
            "The model takes the reference for a positive, so differences from it hide the motif "
            f"or turn its sign, although they add up. What helps, in this order: {remedies}.",
            inputs.anchor(result),
        )


def _completeness(inputs: Inputs, result: Result) -> Iterator[Finding]:
    proof = completeness(result)
    if result.method.complete and not proof.within:
        yield Finding(
            "warning",
            result.title,
            "The scores do not add up: the 99.9th percentile of the relative error is "
            f"{plain_number(proof.p999)}, over the tolerance of {plain_number(proof.tolerance)}.",
            "Do not use these scores before the cause is known. Windows that missed were computed "
            "again in float64, so that it is not precision: an operation of the model is treated "
            "wrongly. `motiflens audit` names it.",
            inputs.anchor(result),
        )


def _conservation(inputs: Inputs, result: Result) -> Iterator[Finding]:
    found = conservation(result)
    # What a reference has of the output is no fault of an operation.
    if found.share is not None and found.label and not found.at_reference:
        yield Finding(
            "note",
            result.title,
            f"{100 * found.share:.0f} % of the output reached the bases; most was "
            f"{'made' if found.changed < 0 else 'absorbed'} by the {found.cause} of {found.label}.",
            "Compare scores within a window. Their size is that of this operation as much as that "
            "of the output; another rule for its layer may keep it.",
            inputs.anchor(result),
        )


def _motifs(inputs: Inputs, result: Result) -> Iterator[Finding]:
    motifs = result.motifs.motifs
    if not motifs:
        yield Finding(
            "warning",
            result.title,
            result.motifs.message or "No motif was found.",
            "Look at the reference check and at the model's metrics first. If both are good, "
            "explain more windows, or lower the smallest number of seqlets of a motif.",
            f"{inputs.anchor(result)}-motifs",
        )
    elif motifs[0].sign == "negative":
        yield Finding(
            "warning",
            result.title,
            "Only motifs that lower the output were found.",
            "For windows of the class this is unusual, and often the sign of a bad reference: "
            "see the reference check.",
            f"{inputs.anchor(result)}-motifs",
        )
