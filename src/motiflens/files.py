"""Outputs that are either whole or absent, and the hashes by which files are known."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from motiflens.aside import OLD, aside, sync
from motiflens.errors import InputError, OutputError, StoreError

SUMS = "SHA256SUMS"
"""The file of a folder of results that `sha256sum -c` reads."""
_ELSEWHERE = "give another path, or remove what is there"


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; rename it to ``path`` when the block ends well.

    An error or an interrupt inside the block leaves nothing behind, and what stood at
    ``path`` before stays as it was. A process that is killed leaves a folder ``.NAME.*.part``,
    which the next one that writes to ``path`` removes; a loss of power leaves old or new.

    Raises
    ------
    OutputError
        Where there is no space or right to write.
    """
    target = Path(path)
    if target.is_dir():
        raise OutputError("there is a folder of that name", where=str(target), fix=_ELSEWHERE)
    with aside(target) as temporary:
        yield temporary
        sync(temporary)
        temporary.replace(target)
        sync(target.parent)


@contextmanager
def atomic_directory(path: str | os.PathLike[str]) -> Iterator[Path]:
    """As `atomic_path`, for a directory: yield an empty one that takes the place of ``path``.

    It also gets a list of the SHA-256 of its files, which `checked` reads. Where a process is
    killed just as one directory takes the place of another, the next one puts the old one back.
    A directory that has things in it and no such list is not ours, and nothing takes its place.
    """
    target = Path(path)
    if target.exists() and not _is_ours(target):
        raise OutputError(
            "what is there now was not written by motiflens", where=str(target), fix=_ELSEWHERE
        )
    with aside(target) as temporary:
        temporary.mkdir()
        yield temporary
        _write_sums(temporary)
        for inner in (*temporary.rglob("*"), temporary):
            sync(inner)
        if target.exists():
            target.rename(temporary.with_name(OLD))
        temporary.rename(target)
        sync(target.parent)


def checked(path: str | os.PathLike[str]) -> Path:
    """Return the path of a file in a folder of results, which must be as it was written.

    A file that is not there, or a folder without a list of sums, is for others to judge.

    Raises
    ------
    StoreError
        Where its SHA-256 is not the one in the folder's list.
    """
    file = Path(path)
    sums = file.with_name(SUMS)
    if not (file.is_file() and sums.is_file()):
        return file
    if f"{sha256(file)}  {file.name}" not in sums.read_text("utf-8", "replace").splitlines():
        raise StoreError(
            f"the file is damaged, or was changed since it was written: {SUMS} has another SHA-256",
            where=str(file),
            fix=f"remove {file.parent} and run again: it is made anew",
        )
    return file


@contextmanager
def unchanged(paths: Iterable[str | os.PathLike[str]]) -> Iterator[None]:
    """Check at the end of the block that nobody wrote to these files since its beginning.

    What is made of a file that changed half-way is of neither state, and newer than both.

    Raises
    ------
    InputError
        Where one is not the file that it was: its size, its time or the file itself differ.
    """
    before = {path: _identity(path) for path in paths}
    yield
    for path, identity in before.items():
        if _identity(path) != identity:
            raise InputError(
                "the file was changed while it was read",
                where=str(path),
                fix="run again once nobody writes to it; nothing was made of it",
            )


def sha256(path: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal.

    Raises
    ------
    InputError
        Where there is no file that can be read.
    """
    try:
        with Path(path).open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except FileNotFoundError:
        raise InputError("there is no such file", where=str(path), fix="check the path") from None


def _is_ours(target: Path) -> bool:
    return target.is_dir() and ((target / SUMS).exists() or not any(target.iterdir()))


def _write_sums(folder: Path) -> None:
    found = [file.relative_to(folder) for file in folder.rglob("*") if file.is_file()]
    files = sorted(file for file in found if file.name != SUMS)
    lines = "".join(f"{sha256(folder / file)}  {file.as_posix()}\n" for file in files)
    (folder / SUMS).write_text(lines, encoding="utf-8")


def _identity(path: str | os.PathLike[str]) -> tuple[int, ...] | None:
    """Return by what a file is known to be the same; None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
