"""Motifs of all tasks and methods that are one motif, and the file that says so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from motiflens.motifs.motif import Row
from motiflens.store.json_files import read_json, write_json

Schema = Literal["motiflens/families/1"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Member(_Record):
    """A motif of a family.

    Attributes
    ----------
    name, task, method
        The motif's, as in its ``motifs.json``.
    n_seqlets
        How many seqlets it was averaged from.
    likeness
        Of its contributions to those of the family's first member, between 0 and 1.
    strand
        ``-`` where its reverse complement is what resembles the first member.
    offset
        Where its first drawn position lies, from the first of the first member, as it reads on
        ``strand``.
    """

    name: str
    task: str
    method: str
    n_seqlets: int
    likeness: float
    strand: Literal["+", "-"]
    offset: int


class Found(_Record):
    """By which methods a family was found for one task.

    Attributes
    ----------
    task
        The task.
    found_by, missed_by
        Methods that found it, and the others that were run for the task.
    agreement
        Mean likeness of its members over pairs of methods; None where fewer than two found it.
    """

    task: str
    found_by: tuple[str, ...]
    missed_by: tuple[str, ...]
    agreement: float | None


class Family(_Record):
    """One motif, found once or many times.

    Attributes
    ----------
    name
        ``family.1``, ``family.2`` ...: the first has most seqlets.
    sign
        Whether it raises the output or lowers it.
    consensus
        Of its first member, the one with most seqlets.
    probability
        (w, 4) mean frequencies of A, C, G and T over members, aligned, each counted by its seqlets.
    match
        Identifier and name of the known motif that its members match most significantly; None
        where none does.
    members
        The one with most seqlets first.
    tasks
        One for each task in which any method found it.
    """

    name: str
    sign: Literal["positive", "negative"]
    consensus: str
    probability: tuple[Row, ...]
    match: tuple[str, str] | None
    members: tuple[Member, ...]
    tasks: tuple[Found, ...]


class Families(_Record):
    """All families, those of most seqlets first; ``alike`` is the likeness that joins motifs."""

    schema_: Schema = Field("motiflens/families/1", alias="schema")
    alike: float
    families: tuple[Family, ...]

    def of(self, name: str) -> Family | None:
        """Return the family of the motif ``name``, None where there is none."""
        return next((one for one in self.families if name in {m.name for m in one.members}), None)


def write_families(path: str | os.PathLike[str], families: Families) -> None:
    """Write families as JSON."""
    write_json(Path(path), TypeAdapter(Families), families)


def read_families(path: str | os.PathLike[str]) -> Families:
    """Return the families that `motiflens families` wrote.

    Raises
    ------
    StoreError
        Where the file is missing, damaged, or of another version.
    """
    return read_json(path, TypeAdapter(Families), "families", "families", count=2)
