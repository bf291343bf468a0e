"""Whether motifs rest on enough, explain what the model does, and do something in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from motiflens.attribution.methods import METHODS
from motiflens.report.findings.finding import Finding
from motiflens.report.inputs import Inputs
from motiflens.report.result import Result

FEW_WINDOWS = 100
"""Windows below which a motif that is in a fifth of them has no more seqlets than the 20 that
TF-MoDISco is asked for by default."""

NEAR_LEAST = 2.0
"""Times the smallest number of seqlets: a motif below it would be lost if its seqlets were halved,
as other windows of the same size may do."""

EXPLAINED = 0.2
"""Median share of a window's contribution in hits, below which most of what the model reads is in
no motif. Hits cover about a tenth of a window, which is what chance gives."""

_NAMED = 4


def motif_findings(inputs: Inputs, result: Result) -> Iterator[Finding]:
    """Yield what is off with the motifs of one result."""
    anchor = f"{inputs.anchor(result)}-motifs"
    if not result.motifs.motifs:
        yield _nothing(result, anchor)
        return
    yield from _sign(result)
    yield from _few(result)
    yield from _hits(result)
    yield from _effects(result)


def family_findings(inputs: Inputs) -> Iterator[Finding]:
    """Yield what only some of the methods found."""
    if inputs.families is None:
        return
    for task in inputs.tasks:
        alone: dict[str, list[str]] = {}
        for family in inputs.families.families:
            for found in family.tasks:
                if found.task == task and len(found.found_by) == 1 and found.missed_by:
                    name = family.match[1] if family.match else family.consensus
                    alone.setdefault(found.found_by[0], []).append(name)
        for method, names in alone.items():
            yield Finding(
                "note",
                task,
                f"{_count(names)} found by {METHODS[method].title} alone: {_listed(names)}.",
                "A motif that one method sees may be right, or its own: look at what it does in "
                "the model, and at the proof of that method.",
                "comparison",
            )


def _nothing(result: Result, anchor: str) -> Finding:
    if not result.method.hypothetical:
        return Finding(
            "note",
            result.title,
            result.motifs.message or "No motif was found.",
            "That is so for every model: read this method's scores at the example loci, and the "
            "motifs of a method that has hypothetical scores.",
            anchor,
        )
    return Finding(
        "warning",
        result.title,
        result.motifs.message or "No motif was found.",
        "Look at the reference check and at the model's metrics first. If both are good, "
        "explain more windows, or lower the smallest number of seqlets of a motif.",
        anchor,
    )


def _sign(result: Result) -> Iterator[Finding]:
    if result.motifs.motifs[0].sign == "negative":
        yield Finding(
            "warning",
            result.title,
            "Only motifs that lower the output were found.",
            "For windows of the class this is unusual, and often the sign of a bad reference: "
            "see the reference check.",
            "motifs",
        )


def _few(result: Result) -> Iterator[Finding]:
    if result.n < FEW_WINDOWS:
        yield Finding(
            "note",
            result.title,
            f"Motifs were looked for in no more than {result.n:,} windows.",
            "Rarer motifs have too few seqlets to be found: explain more windows (`select`, "
            "`top`).",
            "motifs",
        )
    least = result.motifs.tried.get("min_seqlets")
    if least is None:
        return
    least = float(least)
    near = [one.name for one in result.motifs.motifs if one.n_seqlets < NEAR_LEAST * least]
    if near:
        yield Finding(
            "note",
            result.title,
            f"{_count(near)} made of fewer than {NEAR_LEAST * least:.0f} seqlets, where "
            f"{least:.0f} is the least: {_listed(near)}.",
            "Other windows might not show it again. Explain more windows before you build on it.",
            "motifs",
        )


def _hits(result: Result) -> Iterator[Finding]:
    hits = result.beside.hits
    if hits is None:
        return
    if hits.message:
        yield Finding("note", result.title, hits.message, "See the options of `hits`.", "motifs")
    elif hits.explained and hits.explained[len(hits.explained) // 2] < EXPLAINED:
        middle = hits.explained[len(hits.explained) // 2]
        yield Finding(
            "note",
            result.title,
            f"Hits explain little: in half of the windows no more than {100 * middle:.0f} % of "
            "the contribution lies in them.",
            "The model reads more than these motifs, or its scores are spread over noise. Look at "
            "example loci for high letters without a hit, and explain more windows.",
            "loci",
        )


def _effects(result: Result) -> Iterator[Finding]:
    effects = result.beside.effects
    if effects is None:
        return
    without = [one.name for one in effects.motifs if one.verdict == "no effect"]
    if without:
        yield Finding(
            "warning",
            result.title,
            f"{_count(without)} without effect in the model: {_listed(without)}.",
            "It was attributed, but neither a copy put into neutral sequences nor taking its own "
            "away changes the output by more than chance. Do not call it a motif of the model; it "
            "may need a partner, or be an artefact of the method.",
            "motifs",
        )


def _count(names: Sequence[str]) -> str:
    return "One motif is" if len(names) == 1 else f"{len(names)} motifs are"


def _listed(names: Sequence[str]) -> str:
    """Return names, the first few where there are many, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
