"""Whether classes are of a size to learn from, and differ in more than motifs."""

from __future__ import annotations

from collections.abc import Iterator

from motiflens.report.findings.finding import Finding
from motiflens.report.inputs import Inputs
from motiflens.report.sections.data import ClassCount, data_view

RARE = 0.05
"""Share of the training windows below which a class is rare: accuracy and losses are then those of
the others, and AUPRC falls long before AUROC does."""

FEW_TRAINED = 100
"""Training windows of a class below which a network rarely learns a motif that is not in most."""

GC_APART = 0.05
"""Difference of mean GC content from which a network can tell classes apart by it: windows of
200 bp of one composition differ by 3.5 % (one standard deviation), their means by far less."""


def data_findings(inputs: Inputs) -> Iterator[Finding]:
    """Yield what is off with the data set."""
    *classes, negatives = data_view(inputs.data).classes
    total = len(inputs.data.rows_of("train"))
    for one in classes:
        if one.name not in inputs.tasks:
            continue
        yield from _size(one, total)
        yield from _composition(one, negatives)


def _size(one: ClassCount, total: int) -> Iterator[Finding]:
    trained = one.counts[0]
    if 0 < trained < RARE * total:
        yield Finding(
            "note",
            one.name,
            f"The class is rare: {trained:,} of {total:,} training windows "
            f"({100 * trained / total:.1f} %).",
            "Judge the model by AUPRC beside its chance level, not by AUROC alone; fewer negatives "
            "or more regions would help it to learn the class.",
            "data",
        )
    elif 0 < trained < FEW_TRAINED:
        yield Finding(
            "note",
            one.name,
            f"The class has few training windows ({trained:,}).",
            "Only a motif that most of them hold can be learnt; take more regions (a lower "
            "threshold of the peak caller, more samples) where there are any.",
            "data",
        )


def _composition(one: ClassCount, negatives: ClassCount) -> Iterator[Finding]:
    if one.gc is None or negatives.gc is None or abs(one.gc - negatives.gc) < GC_APART:
        return
    yield Finding(
        "warning",
        one.name,
        f"Its windows hold {100 * one.gc:.1f} % G and C, the negatives "
        f"{100 * negatives.gc:.1f} %: classes can be told apart by composition.",
        "Take negatives of matched GC content (`negatives: genome`) or shuffles of the positives "
        "(`negatives: shuffle`), and see whether motifs and accuracy stay.",
        "data",
    )
