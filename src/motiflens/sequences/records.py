"""From FASTA files of sequences of one length to windows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.fasta import header_lines, read_fasta
from motiflens.sequences.onehot import encode, reverse_complement
from motiflens.sequences.rows import Rows
from motiflens.store.windows import Dropped

# chr1:100-200, as bedtools getfasta and samtools faidx write it, also with name:: and (strand).
# Longer numbers are no places of a chromosome.
_LOCUS = re.compile(r"(?:.*::)?([^:]+):([0-9]{1,15})-([0-9]{1,15})(?:\([+.-]\))?")


@dataclass(frozen=True)
class CodedSequence:
    """A sequence of a file, coded, and the line that names it."""

    name: str
    codes: NDArray[np.uint8]
    source: str
    line: int

    @property
    def locus(self) -> tuple[str, int]:
        """Chromosome and start where its name says them, or an empty name and 0."""
        found = _LOCUS.fullmatch(self.name)
        return (found[1], int(found[2])) if found else ("", 0)

    @property
    def key(self) -> bytes:
        """The same for equal sequences."""
        return self.codes.tobytes()

    @property
    def strandless_key(self) -> bytes:
        """The same for a sequence and for its reverse complement."""
        return min(self.key, reverse_complement(self.codes).tobytes())


def read_sequences(
    classes: Mapping[str, str], negatives: str | None, dropped: list[Dropped]
) -> Rows:
    """Read the FASTA file of each class, and that of the negatives if there is one.

    A sequence that several classes hold is one row. What a class holds twice, and negatives that
    a class holds too, are added to ``dropped``.

    Raises
    ------
    InputError
        Where a file cannot be read, or sequences differ in length or hold other letters than
        A, C, G, T and N; it names file, line and record.
    """
    files = [*classes.values(), *([] if negatives is None else [negatives])]
    used: dict[bytes, CodedSequence] = {}
    classes_of: dict[bytes, set[int]] = {}
    for index, path in enumerate(files):
        for sequence in _read(path):
            check_length(sequence, next(iter(used.values()), sequence))
            used.setdefault(sequence.key, sequence)
            known = classes_of.setdefault(sequence.key, set())
            if index in known:
                dropped.append(_dropped(sequence, "duplicate: an earlier sequence is the same"))
            elif index == len(classes) and known:
                dropped.append(_dropped(sequence, "a negative that is also a sequence of a class"))
            known.add(index)
    labels = [[task in classes_of[key] for task in range(len(classes))] for key in used]
    return rows_of(list(used.values()), np.array(labels, dtype=np.int8))


def _read(path: str) -> list[CodedSequence]:
    lines = header_lines(path)
    sequences = []
    for record in read_fasta(path):
        line = lines[record.index]
        codes = encode(record.sequence, where=f"{path}, line {line}, record {record.name}")
        sequences.append(CodedSequence(record.name, codes, path, line))
    return sequences


def check_length(sequence: CodedSequence, first: CodedSequence) -> None:
    """Raise `InputError` where a sequence has not the length of the first one."""
    if len(sequence.codes) != len(first.codes):
        raise InputError(
            f"sequences differ in length: {sequence.name} has {len(sequence.codes)} bp, "
            f"{first.name} ({first.source}, line {first.line}) has {len(first.codes)} bp",
            where=f"{sequence.source}, line {sequence.line}",
            fix="cut all sequences to one length, or give regions and a genome",
        )


def rows_of(sequences: Sequence[CodedSequence], labels: NDArray[np.int8]) -> Rows:
    """Return sequences of one length as rows with (n, tasks) labels."""
    n = len(sequences)
    chrom, start = zip(*(sequence.locus for sequence in sequences), strict=True)
    numbers: dict[bytes, int] = {}
    groups = [numbers.setdefault(sequence.strandless_key, len(numbers)) for sequence in sequences]
    names = np.array([sequence.name for sequence in sequences], dtype=np.str_)
    return Rows(
        codes=np.stack([sequence.codes for sequence in sequences]),
        offset=np.zeros(n, dtype=np.int32),
        labels=labels,
        chrom=np.array(chrom, dtype=np.str_),
        start=np.array(start, dtype=np.int64),
        group=np.array(groups, dtype=np.int64),
        name=names,
        source=np.array([sequence.source for sequence in sequences], dtype=np.str_),
        line=np.array([sequence.line for sequence in sequences], dtype=np.int64),
        region=names,
    )


def _dropped(sequence: CodedSequence, reason: str) -> Dropped:
    return Dropped(sequence.source, sequence.line, sequence.name, reason)
