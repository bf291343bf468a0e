"""From the samples of a sheet to their signals: files opened once, replicates added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from motiflens.errors import InputError
from motiflens.sequences.samples import Sample, Strands
from motiflens.sequences.signals.bam import Bam
from motiflens.sequences.signals.bigwig import BigWig
from motiflens.sequences.signals.experiment import Experiment
from motiflens.sequences.signals.fragments import open_fragments
from motiflens.sequences.signals.signal import Counting, Signal, SignalFile
from motiflens.sequences.signals.tracks import BothStrands, Stacked, Summed

_BIGWIG = (".bw", ".bigWig", ".bigwig")
_FRAGMENTS = (".tsv", ".tsv.gz", ".bed", ".bed.gz")


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
