"""The index by which a stretch of a FASTA file is found, as `samtools faidx` makes it."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

import pysam
from pysam.utils import SamtoolsError

from motiflens.errors import InputError
from motiflens.files import atomic_path
from motiflens.sequences.fasta import is_bgzip
from motiflens.sequences.htslib import FAILURES, quiet
from motiflens.sequences.lines import is_gzip, open_binary

_LOG = logging.getLogger(__name__)
_PIECE = 1 << 24


def open_indexed(path: str) -> pysam.FastaFile | None:
    """Open a FASTA file by its index, which is made where there is none or an older one.

    It is made beside the file (``.fai``, and ``.gzi`` of a bgzip file) or, where one may not
    write there, in a temporary place.

    Returns
    -------
    The open file; None where it cannot be indexed: compressed by plain gzip, with lines of
    different lengths within a record, with an empty record, or with two of one name.
    """
    compressed = is_gzip(path)
    if compressed and not is_bgzip(path):
        return None
    beside = [Path(path + suffix) for suffix in ((".fai", ".gzi") if compressed else (".fai",))]
    if all(index.is_file() and _time(index) >= _time(Path(path)) for index in beside):
        return _open(path, beside)
    with tempfile.TemporaryDirectory(prefix="motiflens-") as folder:
        made = [Path(folder) / index.name for index in beside]
        if not _make(path, made):
            return None
        if os.access(Path(path).parent, os.W_OK):
            _LOG.info("%s: index written beside it", path)
            for index, source in zip(beside, made, strict=True):
                with atomic_path(index) as temporary:
                    temporary.write_bytes(source.read_bytes())
        return _open(path, made)


def _make(path: str, indices: list[Path]) -> bool:
    """Make the index; return whether the file can be read by it."""
    options = zip(("--fai-idx", "--gzi-idx"), indices, strict=False)
    try:
        with quiet():
            pysam.faidx(path, *(str(word) for pair in options for word in pair))
    except SamtoolsError:
        return False
    try:
        lines = indices[0].read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        return False
    lengths = [int(line.split("\t")[1]) for line in lines if line]
    return all(lengths) and len(lengths) == _count_records(path)


def _open(path: str, indices: list[Path]) -> pysam.FastaFile:
    names = ("filepath_index", "filepath_index_compressed")
    given = {n: str(i) for n, i in zip(names, indices, strict=False)}
    try:
        with quiet():
            opened = pysam.FastaFile(path, **given)
    except FAILURES:
        raise unfit_index(path) from None
    if any(length < 0 for length in opened.lengths):
        raise unfit_index(path)
    return opened


def unfit_index(path: str, what: str = "the sequences") -> InputError:
    """Return the error of an index that does not fit its file."""
    return InputError(
        f"{what} cannot be read as the index beside the file says",
        where=path,
        fix=f"remove {path}.fai (and .gzi): it is made anew",
    )


def _count_records(path: str) -> int:
    """Return how many lines begin with ``>``."""
    count, before = 0, b"\n"
    with open_binary(path) as handle:
        while piece := handle.read(_PIECE):
            count += (before + piece).count(b"\n>")
            before = piece[-1:]
    return count


def _time(path: Path) -> int:
    return path.stat().st_mtime_ns
