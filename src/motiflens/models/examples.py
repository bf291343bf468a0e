"""Files of sequences with the predictions that a model's source gives for them."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.models.shape import Shape
from motiflens.sequences.fasta import read_fasta
from motiflens.sequences.onehot import encode

COLUMN = "sequence"
_FASTA = (".fa", ".fasta", ".fna")


@dataclass(frozen=True)
class Examples:
    """Sequences, and what is expected of them.

    Attributes
    ----------
    codes
        (N, L) uint8 bases.
    expected
        (N, T) a number for each task; of profile models, the log counts.
    profiles
        (N, S, P) logits, where they are given.
    """

    codes: NDArray[np.uint8]
    expected: NDArray[np.float64]
    profiles: NDArray[np.float64] | None = None


def read_examples(path: str, tasks: Sequence[str], shape: Shape) -> Examples:
    """Read a table (``sequence``, and a column for each task), a FASTA file or an ``.npz``.

    The header of a record of FASTA is its name, and the numbers of the tasks in order.
    The arrays of an ``.npz`` are ``sequences``, texts or one-hot (N, 4, L) in the order A C G T;
    ``outputs`` (N, T); and ``profiles`` (N, S, P), which may be left out.

    Raises
    ------
    InputError
        Where the file cannot be read, lacks a column or an array, or holds sequences of another
        length than the model's, or arrays of other shapes.
    """
    if not Path(path).is_file():
        raise InputError("there is no file of examples here", where=path)
    suffix = Path(path.removesuffix(".gz")).suffix
    if suffix in _FASTA:
        found = _fasta(path, tasks)
    else:
        found = _npz(path) if suffix == ".npz" else _table(path, tasks)
    n = len(found.codes)
    shapes: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
        "sequences": (found.codes.shape, (n, shape.input_length)),
        "outputs": (found.expected.shape, (n, shape.tasks)),
    }
    if found.profiles is not None:
        sizes = (n, sum(shape.tracks), shape.output_length)
        shapes["profiles"] = (found.profiles.shape, sizes)
    for name, (own, wanted) in shapes.items():
        if own != wanted:
            raise InputError(f"`{name}` is {own}, where the model has {wanted}", where=path)
    return found


def _table(path: str, tasks: Sequence[str]) -> Examples:
    with Path(path).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    if not rows:
        raise InputError("the table of examples is empty", where=path)
    if missing := [name for name in (COLUMN, *tasks) if name not in rows[0]]:
        raise InputError(
            f"the table has no column {', '.join(missing)}; it has {', '.join(rows[0])}",
            where=path,
            fix=f"write a column `{COLUMN}`, and one for each task by its name",
        )
    sequences = [row[COLUMN] or "" for row in rows]
    numbers = []
    for line, row in enumerate(rows, 2):
        try:
            numbers.append([float(row[task]) for task in tasks])
        except (TypeError, ValueError):
            raise InputError("a prediction is no number", where=f"{path}, line {line}") from None
    return Examples(_codes(sequences, path), np.array(numbers, dtype=np.float64))


def _fasta(path: str, tasks: Sequence[str]) -> Examples:
    records = list(read_fasta(path))
    numbers = []
    for record in records:
        texts = record.comment.split()
        try:
            numbers.append([float(text) for text in texts])
        except ValueError:
            numbers.append([])
        if len(numbers[-1]) != len(tasks):
            raise InputError(
                f"behind the name stands {record.comment!r}, where {len(tasks)} number(s) were "
                "expected",
                where=f"{path}, {record.name}",
                fix=f"write >name and the predictions of {', '.join(tasks)}, with blanks between",
            )
    return Examples(_codes([record.sequence for record in records], path), np.array(numbers))


def _npz(path: str) -> Examples:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            content = {name: arrays[name] for name in arrays.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"the arrays cannot be read: {error}", where=path) from None
    if missing := [name for name in ("sequences", "outputs") if name not in content]:
        raise InputError(
            f"there is no array {' or '.join(missing)}; there is {', '.join(content) or 'none'}",
            where=path,
        )
    sequences = content["sequences"]
    if sequences.dtype.kind in "US":
        codes = _codes([str(item) for item in sequences.astype(str)], path)
    elif sequences.ndim == 3 and sequences.shape[1] == 4:
        codes = np.where(sequences.any(axis=1), sequences.argmax(axis=1), 4).astype(np.uint8)
    else:
        raise InputError(
            f"`sequences` is {sequences.dtype} of shape {sequences.shape}",
            where=path,
            fix="give texts, or one-hot (N, 4, L) in the order A C G T",
        )
    profiles = content.get("profiles")
    return Examples(
        codes,
        np.asarray(content["outputs"], dtype=np.float64),
        None if profiles is None else np.asarray(profiles, dtype=np.float64),
    )


def _codes(sequences: Sequence[str], path: str) -> NDArray[np.uint8]:
    lengths = {len(sequence) for sequence in sequences}
    if len(lengths) != 1:
        raise InputError(
            f"the sequences are of {len(lengths)} lengths, from {min(lengths)} to {max(lengths)} "
            "bp",
            where=path,
        )
    return np.stack(
        [encode(sequence, where=f"{path}, example {i}") for i, sequence in enumerate(sequences, 1)]
    )
