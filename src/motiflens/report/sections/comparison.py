"""Methods beside each other: motifs that several found, and scores that agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from markupsafe import Markup

from motiflens.families.record import Family, Member
from motiflens.logos.kinds import information
from motiflens.report.drawings.logo import thumbnail
from motiflens.report.entry import Entry, on_strand, reverse_complement
from motiflens.report.inputs import Inputs
from motiflens.report.limits import THUMBNAILS
from motiflens.report.result import Result
from motiflens.report.statistics import Agreement, agreement


@dataclass(frozen=True)
class FamilyRow:
    """One family: its members, each with its entry, and how its best match reads."""

    family: Family
    anchor: str
    consensus: str
    logo: Markup
    members: tuple[tuple[Member, Entry], ...]


@dataclass(frozen=True)
class PairAgreement:
    """How alike two methods score the same positions of a task's windows."""

    task: str
    first: str
    second: str
    agreement: Agreement | None


@dataclass(frozen=True)
class Comparison:
    """What the section shows.

    Attributes
    ----------
    families
        None where motifs were not held against each other.
    alike
        The likeness that makes two motifs one.
    agreements
        One a task and pair of methods.
    """

    families: tuple[FamilyRow, ...] | None
    alike: float
    agreements: tuple[PairAgreement, ...]


def comparison(inputs: Inputs, entries: Sequence[Entry]) -> Comparison:
    """Return what the section shows."""
    return Comparison(
        families=_families(inputs, entries),
        alike=inputs.families.alike if inputs.families else 0.0,
        agreements=tuple(
            _pair(task, *pair) for task in inputs.tasks for pair in combinations(inputs.of(task), 2)
        ),
    )


def _families(inputs: Inputs, entries: Sequence[Entry]) -> tuple[FamilyRow, ...] | None:
    if inputs.families is None:
        return None
    by_name = {entry.motif.name: entry for entry in entries}
    background = inputs.results[0].motifs.background
    rows = []
    for number, family in enumerate(inputs.families.families, start=1):
        members = tuple((one, by_name[one.name]) for one in family.members if one.name in by_name)
        if members:
            turned = members[0][1].turned
            logo = _logo(family, background, turned) if number <= THUMBNAILS else Markup()
            consensus = reverse_complement(family.consensus) if turned else family.consensus
            rows.append(FamilyRow(family, f"family-{number}", consensus, logo, members))
    return tuple(rows)


def _logo(family: Family, background: Sequence[float], turned: bool) -> Markup:
    heights = information(np.array(family.probability), background)
    return thumbnail(on_strand(heights, turned=turned), title=f"Logo of {family.name}")


def _pair(task: str, first: Result, second: Result) -> PairAgreement:
    return PairAgreement(task, first.method.title, second.method.title, agreement(first, second))
