"""Where an output is made before it takes its name: a folder beside it, cleared by the next writer.

The folder ``.NAME.xxxxxxxx.part`` holds the output, a file that its writer keeps locked and, for as
long as one folder takes the place of another, the old one. The lock ends with its process, however
that ends, so that what a killed one left behind is told from what is being written.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from motiflens.errors import MotiflensError, OutputError

OLD = "old"
_LOCK = "lock"
_RANDOM = "?" * 8  # that `tempfile` puts into a name

_SPACE = "make room, or write elsewhere, and run again"
_ACCESS = "give yourself the right to write there, or write elsewhere"
_REASONS = {
    errno.ENOSPC: ("the disk is full", _SPACE),
    errno.EDQUOT: ("your quota of the disk is used up", _SPACE),
    errno.EFBIG: ("the file is larger than is allowed here (`ulimit -f`)", _SPACE),
    errno.EROFS: ("the file system is read-only", _ACCESS),
    errno.EACCES: ("you may not write in its folder", _ACCESS),
    errno.EPERM: ("you may not write in its folder", _ACCESS),
    errno.EEXIST: ("its folder is a file", "give another path"),
    errno.ENOTDIR: ("its folder is a file", "give another path"),
}
_WHILE_WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Yield where to make what will be ``target``, with nothing there yet.

    Raises
    ------
    OutputError
        Where it cannot be written, also later in the block, for want of space.
    """
    new = [folder for folder in target.parents if not folder.exists()]
    with _told(target, _REASONS):
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear(target)
        random = tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        folder = Path(random)
        lock = (folder / _LOCK).open("w")
    try:
        with lock, _told(target, _WHILE_WRITING):
            with suppress(OSError):  # some file systems have no locks: what is left there stays
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield folder / target.name
    finally:
        _discard(folder, target)
        for empty in new:
            with suppress(OSError):  # it holds the output
                empty.rmdir()


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk, so that no loss of power takes them."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError:
        if not path.is_dir():  # some file systems do not know this of folders
            raise
    finally:
        os.close(opened)


def _clear(target: Path) -> None:
    """Remove what writers of this target left that were killed."""
    for folder in target.parent.glob(f".{_literal(target.name)}.{_RANDOM}.part"):
        if _is_left(folder):
            _discard(folder, target)


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _is_left(folder: Path) -> bool:
    """Return whether the writer is gone; not where that cannot be known."""
    try:
        with (folder / _LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:  # killed before it had written anything
        return not any(folder.iterdir())
    except OSError:
        return False
    return True


def _discard(folder: Path, target: Path) -> None:
    """Remove the folder; what ``target`` was before is put back where nothing took its place."""
    if (folder / OLD).exists() and not target.exists():
        (folder / OLD).rename(target)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _told(target: Path, reasons: dict[int, tuple[str, str]] | tuple[int, ...]) -> Iterator[None]:
    """Turn errors of these numbers into a word on what cannot be written, and why."""
    try:
        yield
    except MotiflensError:
        raise
    except Exception as error:
        number = next(filter(None, (_number(one, reasons) for one in _chain(error))), None)
        if number is None:
            raise
        why, fix = _REASONS[number]
        raise OutputError(
            f"the result cannot be written: {why}", where=str(target), fix=fix
        ) from error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _number(
    error: BaseException, reasons: dict[int, tuple[str, str]] | tuple[int, ...]
) -> int | None:
    """Return which of the numbers an error has; libraries hide some of them in their words."""
    found = getattr(error, "errno", None)
    if found in reasons:
        return found
    return next((one for one in reasons if os.strerror(one) in str(error)), None)
