"""FASTA records, read once from start to end: plain, gzip and bgzip alike."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pysam

from motiflens.errors import InputError
from motiflens.sequences.htslib import quiet
from motiflens.sequences.lines import check_file, open_binary, read_lines

# The empty block that ends every whole bgzip file (SAM specification, section 4.1.2).
_BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
_BGZF_START = (_BGZF_END[:4], _BGZF_END[10:16])


@dataclass(frozen=True)
class Record:
    """A sequence of a FASTA file.

    Attributes
    ----------
    index
        Its number in the file, from 0.
    name
        The header up to its first blank.
    sequence
        Letters as they stand in the file.
    comment
        The header behind its first blank.
    """

    index: int
    name: str
    sequence: str
    comment: str = ""


def read_fasta(path: str) -> Iterator[Record]:
    """Yield the records of a FASTA file, without an index and without writing one.

    Raises
    ------
    InputError
        Where the file is missing, empty, truncated or no FASTA, or a record has no sequence.
    """
    check_fasta(path)
    try:
        with quiet(), pysam.FastxFile(path) as file:
            index = -1
            for index, entry in enumerate(file):
                yield _record(path, index, entry)
    except ValueError:
        raise _truncated(path) from None
    if index < 0:
        raise InputError(
            "the file holds no sequence", where=path, fix="give a FASTA file with some"
        )


def check_fasta(path: str) -> None:
    """Raise `InputError` where a file is missing, empty, no FASTA, or a bgzip file cut off."""
    check_file(path)
    _check_start(path)
    _check_end(path)


def is_bgzip(path: str) -> bool:
    """Return whether a file is compressed by bgzip, in blocks that can be read one by one."""
    with Path(path).open("rb") as handle:
        start = handle.read(len(_BGZF_END))
    return (start[:4], start[10:16]) == _BGZF_START


def header_lines(path: str) -> list[int]:
    """Return the number of the line (1-based) on which each record of the file begins."""
    return [number for number, line in read_lines(path) if line.startswith(">")]


def _record(path: str, index: int, entry: pysam.FastxRecord) -> Record:
    if entry.name and entry.sequence and entry.quality is None:
        return Record(index, entry.name, entry.sequence, entry.comment or "")
    if entry.quality is not None:
        raise InputError(
            f"record {entry.name!r} has qualities, as in FASTQ", where=path, fix="give a FASTA file"
        )
    where = f"{path}, line {header_lines(path)[index]}"
    if not entry.name:
        raise InputError("a header has no name", where=where, fix="write a name after the '>'")
    raise InputError(
        f"record {entry.name!r} has no sequence: the file is truncated, or the record is empty",
        where=where,
        fix="copy or download the file again, or remove the header",
    )


def _check_start(path: str) -> None:
    try:
        with open_binary(path) as handle:
            start = handle.read(4096)
    except (EOFError, OSError, zlib.error):
        raise _truncated(path) from None
    header = start.lstrip()
    before = start[: len(start) - len(header)]  # blank lines, at most
    if not header.startswith(b">") or before[-1:] not in (b"", b"\n", b"\r"):
        raise InputError(
            "this is no FASTA file: it does not begin with '>'",
            where=f"{path}, line 1",
            fix="give a FASTA file, plain or compressed by gzip or bgzip",
        )


def _check_end(path: str) -> None:
    """Refuse a bgzip file cut off between two blocks, which reads as if it were whole."""
    if not is_bgzip(path):
        return
    with Path(path).open("rb") as handle:
        handle.seek(max(handle.seek(0, 2) - len(_BGZF_END), 0))
        if handle.read() != _BGZF_END:
            raise _truncated(path)


def _truncated(path: str) -> InputError:
    return InputError(
        "the file is truncated or damaged",
        where=path,
        fix="copy or download the file again, and compare its size or checksum with the source",
    )
