"""Lines of text files, plain or compressed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from motiflens.errors import InputError

_GZIP_MAGIC = b"\x1f\x8b"
_LONGEST = 1 << 30
"""Bytes of a line: one of a few kB, compressed, may hold more than there is memory."""


def read_lines(path: str) -> Iterator[tuple[int, str]]:
    """Yield number (1-based) and text of each line of a plain, gzip or bgzip file.

    Raises
    ------
    InputError
        Where the file is missing, unreadable, empty, truncated, or no text.
    """
    check_file(path)
    number = 0
    try:
        with open_binary(path) as handle:
            while line := handle.readline(_LONGEST + 1):
                text = _text(line, f"{path}, line {number + 1}")
                number += 1
                yield number, text.removeprefix("\ufeff") if number == 1 else text
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"the compressed file is truncated or damaged ({error})",
            where=f"{path}, after line {number}",
            fix="copy or download the file again",
        ) from None


def _text(line: bytes, where: str) -> str:
    """Return a line as text, without its end."""
    if len(line) > _LONGEST:
        raise InputError(
            "this line is longer than 1 GB", where=where, fix="check the step that wrote the file"
        )
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise InputError("this line is no text", where=where, fix="give a text file, in UTF-8")
    if "\r" in text:
        raise InputError(
            "the line holds a carriage return, with which lines ended on old Macs",
            where=where,
            fix="end lines as Unix or Windows does, for instance: tr '\\r' '\\n' < old > new",
        )
    return text


def open_binary(path: str) -> BufferedReader | gzip.GzipFile:
    """Open a file for reading bytes, decompressed where its first bytes say that it is gzip."""
    return gzip.open(path, "rb") if is_gzip(path) else Path(path).open("rb")


def is_gzip(path: str) -> bool:
    """Return whether the first bytes of a file say that it is gzip or bgzip."""
    with Path(path).open("rb") as handle:
        return handle.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC


def check_file(path: str) -> None:
    """Raise `InputError` unless ``path`` is a file that can be read and holds something."""
    try:
        with Path(path).open("rb") as handle:
            empty = not handle.read(1)
    except OSError as error:
        raise InputError(
            f"the file cannot be read: {error.strerror}", where=path, fix="check the path"
        ) from None
    if empty:
        raise InputError(
            "the file is empty", where=path, fix="check the step or download that wrote it"
        )
