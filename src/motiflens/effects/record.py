"""What each motif does in the model, and the file that holds it.

No torch here, as the report reads it too.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from motiflens.hits.record import Orientation
from motiflens.store.json_files import read_json, write_json

FILE_NAME = "effects.json"

Schema = Literal["motiflens/effects/1"]
Verdict = Literal["raises", "lowers", "no effect", "not tested"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Estimate(_Record):
    """A mean over ``n`` sequences, in output units, with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    n: int

    @property
    def certain(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


class TwoCopies(_Record):
    """Two copies of a motif in neutral sequences, by distance, in one orientation.

    Attributes
    ----------
    orientation
        How the copies lie.
    distances
        From the middle of one copy to that of the other, in bp.
    joint
        What both change together.
    interaction
        The same less what each changes alone: above 0 where two do more than their sum.
    """

    orientation: Orientation
    distances: tuple[int, ...]
    joint: tuple[Estimate, ...]
    interaction: tuple[Estimate, ...]


class MotifEffect(_Record):
    """What one motif does.

    Attributes
    ----------
    name
        The motif's, as in ``motifs.json``.
    inserted
        Change of the output where one copy is put into neutral sequences; None where the motif is
        longer than they are.
    scrambled
        The same where the copy's bases are put in in another order: what the motif does by its
        composition alone.
    removed
        Change of the output where its own hits are shuffled away; None without hits, or where
        they read the same however they are shuffled.
    control
        The same where as many bases elsewhere in the same windows are shuffled; None where there
        is room for them in fewer than five windows.
    copies
        Two copies; empty where that was not asked for.
    verdict
        What follows. ``no effect``: neither a copy nor shuffling hits away (beyond the control)
        changes the output by more than chance.
    detail
        The same in a sentence.
    """

    name: str
    inserted: Estimate | None
    removed: Estimate | None
    control: Estimate | None
    copies: tuple[TwoCopies, ...]
    verdict: Verdict
    detail: str
    scrambled: Estimate | None = None


class Effects(_Record):
    """The effects of the motifs of one task and method, in the order of ``motifs.json``.

    Attributes
    ----------
    unit
        Of all estimates.
    least
        The smallest change that counts, in that unit: of 20 random words, one does as much.
    calls
        How many sequences were shown to the model, or to each of its folds.
    options
        Every number that they depend on.
    provenance
        Digests of the model's folds and of the data, and versions.
    """

    schema_: Schema = Field("motiflens/effects/1", alias="schema")
    task: str
    method: str
    unit: str
    least: float = 0.0
    calls: int = 0
    options: dict[str, int | float | str]
    provenance: dict[str, str | list[str]]
    motifs: tuple[MotifEffect, ...]

    def of(self, name: str) -> MotifEffect | None:
        """Return the effect of a motif, None where there is none."""
        return next((motif for motif in self.motifs if motif.name == name), None)


def write_effects(path: str | os.PathLike[str], effects: Effects) -> None:
    """Write effects as JSON."""
    write_json(Path(path), TypeAdapter(Effects), effects)


def read_effects(path: str | os.PathLike[str]) -> Effects:
    """Return the effects that `motiflens effects` wrote.

    Raises
    ------
    StoreError
        Where the file is missing, damaged, or of another version.
    """
    return read_json(path, TypeAdapter(Effects), "effects", "effects", count=2)
