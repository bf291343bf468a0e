"""The directory of exports."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from motiflens.exports.formats import EXPORT_FORMATS
from motiflens.exports.source import Source
from motiflens.named import named

_log = logging.getLogger(__name__)


def export(directory: Path, source: Source, formats: Sequence[str]) -> None:
    """Write results in some formats into an existing directory.

    Parameters
    ----------
    directory
        Where to write.
    source
        What to export.
    formats
        Names of rows of `motiflens.exports.formats.EXPORT_FORMATS`.

    Raises
    ------
    MotiflensError
        Where something that a format needs is not there, or does not fit it.
    """
    for row in (EXPORT_FORMATS[name] for name in dict.fromkeys(formats)):
        named(row.writer)(source, directory)
        _log.info("%s: wrote %s", row.name, " and ".join(row.files))
