"""Which files a data set is made of, and what its tasks are called, by its configuration alone.

The workflow runs this file by itself, in every job; it imports nothing but the standard library.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SHEET = {
    "sample": "name of the task; a sample of several replicates has a line for each",
    "replicate": "name of the replicate; needed where a sample has several lines",
    "regions": "BED or narrowPeak; replicates' regions are pooled. Left out where the data set "
    "gives `regions`, which are then those of every sample",
    "signal": "bigWig, BAM, or fragments (`.tsv`, `.bed`, also `.gz`); replicates are added",
    "signal_minus": "bigWig of the - strand, where `signal` is that of the + strand",
    "control": "profiles: the same kinds of file, of a control experiment",
    "control_minus": "bigWig of its - strand",
}
"""The columns of a sample sheet."""

_MADE = ("genome", "shuffle")
_LONGEST = 1 << 26


def inputs_of(dataset: Mapping[str, Any]) -> tuple[dict[str, list[str]], list[str]]:
    """Return files and tasks of a section ``datasets.NAME`` of the configuration.

    Parameters
    ----------
    dataset
        With its defaults, as a mapping. What is None or empty counts as not given.

    Returns
    -------
    files
        The key of the configuration, or column of the sample sheet, with the files that it
        names, each once, in their order.
    tasks
        What a model trained on it has an output for.

    Raises
    ------
    ValueError
        Where the sample sheet cannot be read or names no samples.
    """
    rows = _rows(dataset["samples"]) if dataset.get("samples") else []
    columns = ("regions", *_signal_columns(dataset.get("readout")))
    listed = {name: [row[name] for row in rows if row.get(name)] for name in columns}
    regions = [*(dataset.get("regions") or {}).values(), *listed.pop("regions")]
    files = {"regions": regions, "sequences": [*(dataset.get("sequences") or {}).values()]}
    files |= {key: [dataset[key]] for key in ("samples", "table") if dataset.get(key)}
    files |= listed
    negatives = dataset.get("negatives", "genome")
    files["negatives"] = [] if negatives in _MADE else [negatives]
    files |= {key: [dataset[key]] for key in ("blacklist", "genome") if dataset.get(key)}
    tasks = [row["sample"] for row in rows] or [
        task for key in ("regions", "sequences", "value_columns") for task in dataset.get(key) or {}
    ]
    return {key: list(dict.fromkeys(paths)) for key, paths in files.items() if paths}, list(
        dict.fromkeys(tasks)
    )


def _signal_columns(readout: str | None) -> list[str]:
    """Return the columns of a sample sheet that a readout needs, beside the regions."""
    kinds = {"counts": ("signal",), "profiles": ("signal", "control")}.get(readout or "", ())
    return [name for name in SHEET if name.startswith(tuple(kinds))] if kinds else []


def _rows(path: str) -> list[dict[str, str]]:
    """Return the cells of each line of a sample sheet that are not empty, by their columns."""
    try:
        text = _content(path).decode("utf-8-sig")
        delimiter = "," if path.removesuffix(".gz").endswith(".csv") else "\t"
        lines = [line.rstrip("\r") for line in text.split("\n")]
        lines = [line for line in lines if line.strip() and not line.startswith("#")]
        header, *cells = csv.reader(lines, delimiter=delimiter) if lines else [[]]
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"samples: {path} cannot be read ({error})") from None
    names = [name.strip() for name in header]
    rows = [
        {name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()}
        for row in cells
    ]
    if not rows or not all(row.get("sample") for row in rows):
        raise ValueError(f"samples: {path} needs a header with `sample`, and a name in each line")
    return rows


def _content(path: str) -> bytes:
    """Return a file's bytes, decompressed; sheets are small, whatever they are compressed to."""
    with Path(path).open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path) if compressed else Path(path).open("rb") as file:
        content = file.read(_LONGEST + 1)
    if len(content) > _LONGEST:
        raise OSError("it is larger than 64 MB")
    return content
