"""What is said of the hits as a whole, and the file that holds it; the hits are a table beside it.

No torch here, as the report reads it too.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from motiflens.store.json_files import read_json, write_json

FILE_NAME = "hits.json"

Schema = Literal["motiflens/hits/1"]

Orientation = Literal["same", "converging", "diverging"]
"""How two hits lie: on one strand, their 3' ends towards each other, or their 5' ends."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Test(_Record):
    """A count held against shuffled controls.

    Attributes
    ----------
    observed, expected
        In the windows, and on average in the controls.
    log2_enrichment
        Of observed over expected, one added to both.
    p_value
        Two-sided.
    q_value
        ``p_value`` after Benjamini and Hochberg over all tests of the same kind.
    """

    observed: float
    expected: float
    log2_enrichment: float
    p_value: float
    q_value: float


class MotifHits(_Record):
    """The hits of one motif.

    Attributes
    ----------
    name
        The motif's, as in ``motifs.json``.
    n_hits, n_windows
        Hits, and windows with at least one.
    contribution
        Mean contribution of the bases of a hit, in output units.
    explained
        Share of the contribution of all windows (sum of its size over bases) that lies in them.
    positions
        Number of hits by position in the window, in bins of equal width from its first base to
        its last.
    centre
        Hits in the middle third of the window, against places drawn at random in the same windows.
    forward
        Hits on the + strand, against half of them.
    """

    name: str
    n_hits: int
    n_windows: int
    contribution: float
    explained: float
    positions: tuple[int, ...]
    centre: Test | None
    forward: Test | None


class Spacing(_Record):
    """Two motifs at one distance in one orientation that is enriched.

    ``distance`` is from the middle of one to that of the other, in bp.
    """

    orientation: Orientation
    distance: int
    test: Test


class Pair(_Record):
    """Two motifs (or one with itself) in the same windows.

    Attributes
    ----------
    first, second
        Names of the motifs.
    together
        Windows with both, against assignments shuffled over windows.
    distances
        By orientation the number of pairs at each distance from 0 bp on.
    spacings
        Those distances that are enriched, the most significant first.
    """

    first: str
    second: str
    together: Test
    distances: dict[Orientation, tuple[int, ...]]
    spacings: tuple[Spacing, ...]


class HitSummary(_Record):
    """All that is said of the hits of one task and method.

    Attributes
    ----------
    task, method
        What was explained, and how.
    options
        Every number that the search depends on.
    n_windows, window, n_hits
        Windows that were searched, their length in bp, and the hits found.
    explained
        Quantiles 5, 25, 50, 75 and 95 % over windows of the share of a window's contribution that
        lies in hits; empty where there are no windows.
    motifs
        In the order of ``motifs.json``.
    pairs
        Those seen together often enough to be tested, the most significant first.
    message
        Why there are no hits; None where there are.
    """

    schema_: Schema = Field("motiflens/hits/1", alias="schema")
    task: str
    method: str
    options: dict[str, int | float | str]
    n_windows: int
    window: int
    n_hits: int
    explained: tuple[float, ...]
    motifs: tuple[MotifHits, ...]
    pairs: tuple[Pair, ...]
    message: str | None


def write_hit_summary(directory: str | os.PathLike[str], summary: HitSummary) -> None:
    """Write ``hits.json`` into an existing directory."""
    write_json(Path(directory) / FILE_NAME, TypeAdapter(HitSummary), summary)


def read_hit_summary(directory: str | os.PathLike[str]) -> HitSummary:
    """Return the summary that `motiflens hits` wrote into ``directory``.

    Raises
    ------
    StoreError
        Where the file is missing, damaged, or of another version.
    """
    return read_json(Path(directory) / FILE_NAME, TypeAdapter(HitSummary), "hits", "hits", count=2)
