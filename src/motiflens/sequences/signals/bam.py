"""5' ends of reads from BAM."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pysam
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.htslib import FAILURES, quiet
from motiflens.sequences.lines import check_file
from motiflens.sequences.signals.signal import Counting, pile_up

_NEVER = pysam.FUNMAP | pysam.FSECONDARY | pysam.FSUPPLEMENTARY | pysam.FQCFAIL


class Bam:
    """5' ends of the alignments of an indexed BAM: a track for each strand.

    An end is the alignment's first base in the direction of the read, without what is clipped.
    Each mate of a pair counts by itself. Alignments that are unmapped, secondary, supplementary,
    or failed the quality control are left out; `Counting` says which others are.

    Raises
    ------
    InputError
        Where the file cannot be read, is no BAM or truncated, or has no index.
    """

    tracks = 2

    def __init__(self, path: str, counting: Counting) -> None:
        check_file(path)
        self.path = path
        self._counting = counting
        self._left_out = _NEVER | (0 if counting.keep_duplicates else pysam.FDUP)
        try:
            with quiet():
                self._file = pysam.AlignmentFile(path, "rb")
            self.chromosomes: dict[str, int | None] = dict(
                zip(self._file.references, self._file.lengths, strict=True)
            )
            indexed = self._file.has_index()
        except FAILURES as error:
            raise _unreadable(path, error) from None
        if not indexed:
            raise InputError(
                "the BAM has no index", where=path, fix=f"run `samtools index {path}`, once sorted"
            )

    def reads(self, chrom: str, start: int, end: int) -> NDArray[np.float32]:
        """Return (2, end - start) 5' ends on the + and the - strand of a stretch."""
        plus, minus = self._counting.shift
        ends: tuple[list[int], list[int]] = ([], [])
        for read in self._alignments(chrom, *self._counting.reach(start, end)):
            if not read.is_reverse:
                ends[0].append(read.reference_start + plus)
            elif read.reference_end is not None:
                ends[1].append(read.reference_end - 1 + minus)
        return np.stack([pile_up(np.array(one, np.int64), None, start, end) for one in ends])

    def _alignments(self, chrom: str, start: int, end: int) -> Iterator[pysam.AlignedSegment]:
        """Yield the alignments that count and overlap a stretch."""
        try:
            with quiet():
                for read in self._file.fetch(chrom, start, end):
                    wanted = not read.flag & self._left_out
                    if wanted and read.mapping_quality >= self._counting.min_mapq:
                        yield read
        except FAILURES as error:
            raise _unreadable(self.path, error) from None


def _unreadable(path: str, error: Exception) -> InputError:
    return InputError(
        f"the file is truncated, or no BAM ({error})",
        where=path,
        fix="copy or download the file again, and index it with `samtools index`",
    )
