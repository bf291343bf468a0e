"""The motifs of each task, method beside method."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from motiflens.report.inputs import Inputs
from motiflens.report.motif_card import LOGOS, MotifCard, motif_card
from motiflens.report.result import Result
from motiflens.report.statistics import Agreement, agreement

# Logos of further motifs stay in the logos directory: a page of hundreds would not open well.
_DRAWN = 20


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


def _method_motifs(result: Result, anchor: str) -> MethodMotifs:
    cards = (
        motif_card(result, motif, LOGOS if rank < _DRAWN else (), f"{anchor}-{rank}")
        for rank, motif in enumerate(result.motifs.motifs)
    )
    return MethodMotifs(anchor, result, tuple(cards))


def _pair(first: Result, second: Result) -> PairAgreement:
    return PairAgreement(
        first.method.title,
        second.method.title,
        agreement(first, second),
    )
