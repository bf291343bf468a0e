"""The signals of a data set, and whether they fit its genome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from motiflens.errors import InputError
from motiflens.sequences.signals.bigwig import BigWig
from motiflens.sequences.signals.signal import Signal, SignalFile
from motiflens.sequences.wording import few


@dataclass(frozen=True)
class Experiment:
    """Signals of a data set.

    Attributes
    ----------
    tasks
        One for each task.
    controls
        Those of control experiments; samples of the same control share one.
    files
        All files that they are read from.
    """

    tasks: Sequence[Signal]
    controls: Sequence[Signal]
    files: Sequence[SignalFile]

    @property
    def tracks(self) -> tuple[int, ...]:
        """How many tracks each task has."""
        return tuple(task.tracks for task in self.tasks)

    @cached_property
    def counted(self) -> bool:
        """Whether a file holds reads that are still to be counted, rather than values."""
        return any(not isinstance(file, BigWig) for file in self.files)

    def check_chromosomes(self, lengths: Mapping[str, int], used: Iterable[str]) -> dict[str, str]:
        """Return the chromosomes in use that a file does not tell of, with that file.

        Raises
        ------
        InputError
            Where a file tells of none of them, or of one with another length.
        """
        missing: dict[str, str] = {}
        names = list(dict.fromkeys(used))
        for file in self.files:
            known = [name for name in names if name in file.chromosomes]
            if not known:
                raise InputError(
                    f"no region lies on a chromosome of the signal: the regions are on "
                    f"{few(names)}, the signal has {few(file.chromosomes)}",
                    where=file.path,
                    fix="use the genome that the signal was made with, or rename chromosomes",
                )
            for name in known:
                _check_length(file, name, lengths[name])
            missing |= {name: file.path for name in names if name not in file.chromosomes}
        return missing


def _check_length(file: SignalFile, name: str, length: int) -> None:
    found = file.chromosomes[name]
    if found not in (None, length):
        raise InputError(
            f"{name} has {found:,} bp in the signal and {length:,} bp in the genome",
            where=file.path,
            fix="give the genome, in the version, that the signal was made with",
        )
