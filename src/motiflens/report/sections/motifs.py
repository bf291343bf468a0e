"""The motifs of each task, method beside method."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from motiflens.motifs.motif import Match, Motif
from motiflens.report.drawing import Drawing, drawing_from
from motiflens.report.inputs import Inputs
from motiflens.report.result import Result
from motiflens.report.statistics import Agreement, agreement

# Logos of further motifs stay in the logos directory: a page of hundreds would not open well.
_DRAWN = 20

_CAPTIONS = {
    "contribution": "Contribution, as found. x: position (bp). y: mean contribution (logit).",
    "contribution_rc": "Contribution, other strand. x: position (bp). y: mean contribution "
    "(logit).",
    "probability": "Base frequencies, as found. x: position (bp). y: information (bits).",
}


@dataclass(frozen=True)
class MotifCard:
    """One motif and its logos; without logos where it is beyond the number that is drawn."""

    motif: Motif
    logos: tuple[Drawing, ...]

    @property
    def significant(self) -> tuple[Match, ...]:
        """The matches that are significant, best first."""
        return tuple(match for match in self.motif.matches if match.significant)


@dataclass(frozen=True)
class MethodMotifs:
    """The motifs that one method led to."""

    anchor: str
    result: Result
    cards: tuple[MotifCard, ...]

    @property
    def n_drawn(self) -> int:
        """Motifs that are shown with logos."""
        return sum(bool(card.logos) for card in self.cards)


@dataclass(frozen=True)
class PairAgreement:
    """How alike two methods score the same positions."""

    first: str
    second: str
    agreement: Agreement | None


@dataclass(frozen=True)
class TaskMotifs:
    """What the section shows of one task."""

    task: str
    methods: tuple[MethodMotifs, ...]
    agreements: tuple[PairAgreement, ...]


def motif_views(inputs: Inputs) -> tuple[TaskMotifs, ...]:
    """Return what the section shows, one view a task."""
    return tuple(
        TaskMotifs(
            task=task,
            methods=tuple(
                _method_motifs(result, inputs.anchor(result)) for result in inputs.of(task)
            ),
            agreements=tuple(_pair(*pair) for pair in combinations(inputs.of(task), 2)),
        )
        for task in inputs.tasks
    )


def logo(directory: Path, motif: Motif, kind: str, name: str) -> Drawing:
    """Return one logo of ``motif``; ``kind`` is that of its file's name."""
    return drawing_from(
        directory / f"{motif.name}.{kind}.svg",
        name=name,
        caption=_CAPTIONS[kind],
        title=f"{kind.replace('_rc', ', other strand')} logo of {motif.name}: {motif.consensus}",
    )


def _method_motifs(result: Result, anchor: str) -> MethodMotifs:
    cards = []
    for rank, motif in enumerate(result.motifs.motifs):
        kinds = _CAPTIONS if rank < _DRAWN else ()
        logos = (logo(result.logos, motif, kind, f"{anchor}-{rank}-{kind}") for kind in kinds)
        cards.append(MotifCard(motif, tuple(logos)))
    return MethodMotifs(anchor, result, tuple(cards))


def _pair(first: Result, second: Result) -> PairAgreement:
    return PairAgreement(
        first.method.title,
        second.method.title,
        agreement(first, second),
    )
