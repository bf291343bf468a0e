"""A file for HDF5 to write, which keeps errors of the disk from it."""

from __future__ import annotations

import io
from pathlib import Path


class Sink(io.FileIO):
    """A new file that seems to take all that is written.

    HDF5 crashes, then or when the process ends, once a file of its own found no room. So it is
    told of nothing: ``error`` holds the first one, for whoever closes the file to raise.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, "w+b")
        self.error: OSError | None = None

    def write(self, content: memoryview) -> int:  # type: ignore[override]
        """Write all of it, or nothing more after an error."""
        left = memoryview(content)
        try:
            while left and self.error is None:
                left = left[super().write(left) :]
        except OSError as error:
            self.error = error
        return len(content)

    def truncate(self, size: int | None = None) -> int:
        """Cut the file, or make it longer."""
        try:
            return super().truncate(size)
        except OSError as error:
            self.error = self.error or error
            return size or 0
