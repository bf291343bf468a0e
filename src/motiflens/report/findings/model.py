"""Whether the model knows its tasks, and knows more than what simple models do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from motiflens.models.baselines.features import BASELINES
from motiflens.models.metrics import METRICS
from motiflens.report.findings.finding import Finding
from motiflens.report.inputs import Inputs

WEAK = {"auroc": 0.7, "pearson": 0.3}
"""By the first metric of a readout: below it a model has learnt so little that its motifs say
little of the classes."""

GC_ALONE = 0.65
"""AUROC of GC content alone from which it is worth a thought: a network will use it, and scores
then lean towards G and C everywhere."""


def model_findings(inputs: Inputs) -> Iterator[Finding]:
    """Yield what is off with the model."""
    yield from _model(inputs)
    yield from _baselines(inputs)


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
        elif score < WEAK[name]:
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
            if task not in inputs.tasks:
                continue
            if one.does_as_well:
                title = BASELINES[one.baseline].title
                yield Finding(
                    "warning",
                    task,
                    f"As good as the network is {title} alone: {METRICS[one.score].title} "
                    f"{one.value:.3f} against {one.network:.3f}.",
                    "What the network reads may be no more than that. Match the negatives' GC "
                    "content, or take other negatives, and see whether its lead grows.",
                    "model",
                )
            elif one.baseline == "gc" and one.score == "auroc" and one.value >= GC_ALONE:
                yield Finding(
                    "note",
                    task,
                    f"GC content alone tells the windows apart with an AUROC of {one.value:.3f}.",
                    "The network leads, but some of its scores will be of GC and not of motifs: "
                    "match the negatives' GC content more closely, or be wary of motifs that are "
                    "runs of G and C, or of A and T.",
                    "data",
                )
