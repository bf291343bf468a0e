"""The motifs of all tasks and methods, as families."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.families.clustering import cluster
from motiflens.families.finding import found_by_task
from motiflens.families.record import Families, Family, Member
from motiflens.motifs.likeness import Alignments, align
from motiflens.motifs.motif import Motif, MotifSet, Row

_SIGNS = ("positive", "negative")


@dataclass(frozen=True)
class _Group:
    """Motifs that are one, that of most seqlets first, and how they lie along it."""

    motifs: Sequence[Motif]
    members: Sequence[Member]
    likeness: NDArray[np.float64]

    @property
    def order(self) -> tuple[int, str]:
        """By which families stand: most seqlets first."""
        return -sum(member.n_seqlets for member in self.members), self.members[0].name


def merge(found: Sequence[MotifSet], alike: float) -> Families:
    """Return families of the motifs whose contributions are alike.

    Motifs are held against each other by the part of their contributions that is drawn, over all
    alignments and both strands. Their scale does not matter, so that methods can be compared;
    their sign does. Equal sets give equal families, whichever their order.

    Parameters
    ----------
    found
        The motifs of each task and method, of one model on one data set.
    alike
        Mean likeness from which motifs are one family.

    Raises
    ------
    InputError
        Where a task and method comes twice.
    """
    runs = _runs(found)
    groups = sorted(
        (group for sign in _SIGNS for group in _groups(found, sign, alike)),
        key=lambda group: group.order,
    )
    return Families(
        schema="motiflens/families/1",
        alike=alike,
        families=tuple(_family(k, group, runs) for k, group in enumerate(groups, start=1)),
    )


def _runs(found: Sequence[MotifSet]) -> dict[str, list[str]]:
    """Return the methods that were run for each task."""
    runs: dict[str, list[str]] = {}
    for one in sorted(found, key=lambda one: (one.task, one.method)):
        methods = runs.setdefault(one.task, [])
        if one.method in methods:
            raise InputError(
                f"the motifs of {one.task} by {one.method} were given twice",
                where="--results",
                fix="give the results of one model on one data set, each once",
            )
        methods.append(one.method)
    return runs


def _groups(found: Sequence[MotifSet], sign: str, alike: float) -> Iterator[_Group]:
    """Yield families of motifs of one sign."""
    owned = [(one, motif) for one in found for motif in one.motifs if motif.sign == sign]
    owned.sort(key=lambda pair: (-pair[1].n_seqlets, pair[1].name))
    drawn = [motif.drawn("contribution") for _, motif in owned]
    alignments = align(drawn, drawn)
    labels = cluster(alignments.likeness, alike)
    for label in dict.fromkeys(labels.tolist()):
        rows = np.flatnonzero(labels == label)
        yield _Group(
            motifs=[owned[row][1] for row in rows],
            members=[_member(*owned[row], alignments, (int(rows[0]), int(row))) for row in rows],
            likeness=alignments.likeness[np.ix_(rows, rows)],
        )


def _member(run: MotifSet, motif: Motif, found: Alignments, at: tuple[int, int]) -> Member:
    return Member(
        name=motif.name,
        task=run.task,
        method=run.method,
        n_seqlets=motif.n_seqlets,
        likeness=float(np.clip(found.likeness[at], 0, 1)),
        strand="-" if found.reverse[at] else "+",
        offset=int(found.offset[at]),
    )


def _family(number: int, group: _Group, runs: Mapping[str, Sequence[str]]) -> Family:
    first = group.motifs[0]
    return Family(
        name=f"family.{number}",
        sign=first.sign,
        consensus=first.consensus,
        probability=_mean_frequencies(group),
        match=_best_match(group.motifs),
        members=tuple(group.members),
        tasks=found_by_task(group.members, group.likeness, runs),
    )


def _best_match(motifs: Sequence[Motif]) -> tuple[str, str] | None:
    matches = [match for motif in motifs for match in motif.matches if match.significant]
    best = min(matches, key=lambda match: (match.q_value, match.id), default=None)
    return None if best is None else (best.id, best.name)


def _mean_frequencies(group: _Group) -> tuple[Row, ...]:
    """Return frequencies along the drawn part of the first; a member tells of what it covers."""
    width = len(group.motifs[0].drawn("probability"))
    sums, counts = np.zeros((width, 4)), np.zeros((width, 1))
    for motif, member in zip(group.motifs, group.members, strict=True):
        whole, first = _as_it_reads(motif, member)
        begin, end = max(first, 0), min(first + len(whole), width)
        sums[begin:end] += member.n_seqlets * whole[begin - first : end - first]
        counts[begin:end] += member.n_seqlets
    return tuple(_row(row) for row in sums / counts)


def _as_it_reads(motif: Motif, member: Member) -> tuple[NDArray[np.float64], int]:
    """Return the whole matrix on its strand, and where its first position lies along the first."""
    whole = np.array(motif.probability, dtype=np.float64)
    begin, end = motif.trim
    if member.strand == "+":
        return whole, member.offset - begin
    return whole[::-1, ::-1], member.offset - (len(whole) - end)


def _row(values: NDArray[np.float64]) -> Row:
    a, c, g, t = (float(value) for value in values)
    return a, c, g, t
