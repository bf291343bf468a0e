"""What a data set is made from, read and laid out as rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from motiflens.sequences.genome import Genome
from motiflens.sequences.intervals import Intervals, spans
from motiflens.sequences.rows import Geometry, Rows
from motiflens.sequences.signals.experiment import Experiment
from motiflens.store.windows import Dropped


@dataclass(frozen=True)
class Source:
    """Rows of every input, and what the steps after them need.

    Attributes
    ----------
    rows
        Positives, then negatives of the user's own.
    geometry
        Lengths of the windows.
    chromosomes
        Those that can be held out.
    tasks
        Each task with the files that say which rows are its own.
    dropped
        What was left out.
    genome, excluded
        Where negatives may be taken from, and where not; no genome for sequences alone.
    experiment
        Signals, where reads are counted.
    """

    rows: Rows
    geometry: Geometry
    chromosomes: Collection[str]
    tasks: Mapping[str, Sequence[str]]
    dropped: list[Dropped] = field(default_factory=list)
    genome: Genome | None = None
    excluded: Intervals = field(default_factory=lambda: spans([]))
    experiment: Experiment | None = None
