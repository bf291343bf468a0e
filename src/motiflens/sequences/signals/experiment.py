"""The signals of all samples of a data set: opened, replicates added, one for each task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from motiflens.errors import InputError
from motiflens.sequences.samples import Sample, Strands
from motiflens.sequences.signals.bam import Bam
from motiflens.sequences.signals.bigwig import BigWig
from motiflens.sequences.signals.fragments import open_fragments
from motiflens.sequences.signals.signal import Counting, Signal, SignalFile
from motiflens.sequences.signals.tracks import BothStrands, Stacked, Summed
from motiflens.sequences.wording import few

_BIGWIG = (".bw", ".bigWig", ".bigwig")
_FRAGMENTS = (".tsv", ".tsv.gz", ".bed", ".bed.gz")


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


def open_experiment(
    samples: Sequence[Sample], counting: Counting, *, separate: bool, controls: bool
) -> Experiment:
    """Open the signals of samples, each file once.

    Parameters
    ----------
    samples
        One for each task.
    counting
        Which reads of BAM and fragment files count, and where.
    separate
        Whether the strands are tracks of their own; they are added otherwise.
    controls
        Whether controls are wanted.

    Raises
    ------
    InputError
        Where a sample has no signal, a file cannot be used, or strands are wanted that it does
        not tell apart; it names the line of the sheet.
    """
    opener = _Opener(counting, separate)
    for sample in samples:
        if not sample.signals:
            raise InputError(
                f"the sample {sample.name!r} has no signal",
                where=sample.where,
                fix="name its bigWig, BAM or fragment file in the column `signal`",
            )
    tasks = [opener.replicates(sample.signals) for sample in samples]
    different: dict[frozenset[tuple[str, str | None]], Sequence[Strands]] = {}
    for sample in samples if controls else ():
        if sample.controls:
            names = frozenset((one.plus, one.minus) for one in sample.controls)
            different.setdefault(names, sample.controls)
    shared = [opener.replicates(files) for files in different.values()]
    return Experiment(tasks, shared, tuple(opener.opened.values()))


@dataclass(frozen=True)
class _Opener:
    counting: Counting
    separate: bool
    opened: dict[tuple[str, bool], SignalFile] = field(default_factory=dict)

    def replicates(self, files: Sequence[Strands]) -> Signal:
        signals = [self._strands(one) for one in files]
        return signals[0] if len(signals) == 1 else Summed(signals)

    def _strands(self, one: Strands) -> Signal:
        plus = self._open(one.plus, minus=False)
        signal: Signal = plus
        if one.minus:
            minus = self._open(one.minus, minus=True)
            if not (isinstance(plus, BigWig) and isinstance(minus, BigWig)):
                raise InputError(
                    f"a file of the - strand goes with a bigWig of the + strand: {one.plus}, "
                    f"{one.minus}",
                    where=one.where,
                    fix="name a BAM or fragment file alone: it holds both strands",
                )
            signal = Stacked([plus, minus])
        if not self.separate:
            return BothStrands(signal) if signal.tracks > 1 else signal
        if signal.tracks < 2:
            raise InputError(
                f"the strands of {one.plus} are wanted separately, and a bigWig has one",
                where=one.where,
                fix="name the bigWig of the - strand beside it, or leave out `strands: separate`",
            )
        return signal

    def _open(self, path: str, *, minus: bool) -> SignalFile:
        if (path, minus) not in self.opened:
            self.opened[path, minus] = _open(path, self.counting, minus=minus)
        return self.opened[path, minus]


def _open(path: str, counting: Counting, *, minus: bool) -> SignalFile:
    if path.endswith(_BIGWIG):
        return BigWig(path, minus=minus)
    if path.endswith(".bam"):
        return Bam(path, counting)
    if path.endswith(_FRAGMENTS):
        return open_fragments(path, counting)
    raise InputError(
        "the name of the file does not say what kind of signal it holds",
        where=path,
        fix=f"a bigWig ends in {' or '.join(_BIGWIG[:2])}, a BAM in .bam, fragments in "
        f"{', '.join(_FRAGMENTS)}",
    )


def _check_length(file: SignalFile, name: str, length: int) -> None:
    found = file.chromosomes[name]
    if found not in (None, length):
        raise InputError(
            f"{name} has {found:,} bp in the signal and {length:,} bp in the genome",
            where=file.path,
            fix="give the genome, in the version, that the signal was made with",
        )
