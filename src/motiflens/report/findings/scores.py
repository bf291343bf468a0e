"""Whether scores add up, start from a sound reference, and stand when held against the model."""

from __future__ import annotations

from collections.abc import Iterator

from motiflens.attribution.methods import METHODS
from motiflens.attribution.reference_check import REMEDIES
from motiflens.report.findings.finding import Finding
from motiflens.report.formatting import plain_number
from motiflens.report.inputs import Inputs
from motiflens.report.relevance import conservation
from motiflens.report.result import Result
from motiflens.report.statistics import completeness


def trial_findings(inputs: Inputs) -> Iterator[Finding]:
    """Yield what trials of the methods showed."""
    yield from _audit(inputs)
    yield from _evaluations(inputs)


def score_findings(inputs: Inputs, result: Result) -> Iterator[Finding]:
    """Yield what is off with the scores of one result."""
    yield from _reference(inputs, result)
    yield from _completeness(inputs, result)
    yield from _conservation(inputs, result)


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
