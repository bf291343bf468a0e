"""Archives whose members are far larger than the archive: they would fill the memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

from motiflens.errors import ModelError

_SMALL = 64 * 1024 * 1024
_RATIO = 100


def check_sizes(paths: Iterable[Path]) -> None:
    """Raise `ModelError` where what a zip archive holds is out of proportion to its own size.

    Weights are numbers that hardly compress; 64 MB are allowed in any case.
    """
    for path in paths:
        for name, size in _sizes(path):
            if size > max(_SMALL, _RATIO * path.stat().st_size):
                raise ModelError(
                    f"{name!r} in the archive would be of {size:,} bytes, more than {_RATIO} times "
                    "what the archive has; it was not read",
                    where=str(path),
                    fix="download the file again, from where you know it to be whole",
                )


def _sizes(path: Path) -> list[tuple[str, int]]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [(info.filename, info.file_size) for info in archive.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []  # no archive, or a damaged one: who reads it says so
