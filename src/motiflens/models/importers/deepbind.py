"""Parameter files of DeepBind's repository, such as ``db/params/D00328.003.txt``.

Alipanahi, Delong, Weirauch and Frey 2015, Nature Biotechnology 33:831-838. They hold what the
program deepbind 0.11 reads: after ``# deepbind 0.1`` a line each, ``name = value`` or values with
commas between them:

- ``reverse_complement``: whether the larger score of both strands is taken;
- ``num_detectors`` D, ``detector_len`` M, ``has_avg_pooling``, ``num_hidden`` H (0 for none);
- ``detectors``: D * 4 * M numbers, the detector changing fastest, then A C G T, then the position;
- ``thresholds``: D, added before the ReLU;
- ``weights1``: for each pooled value (with means: largest and mean of a detector by turns) H, or 1;
- ``biases1``, ``weights2``, ``biases2``; the last two are empty without a hidden layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from motiflens.config import Import
from motiflens.errors import ConfigError, ModelError
from motiflens.models.architectures import build
from motiflens.models.architectures.deepbind import UNKNOWN
from motiflens.models.importers.imported import Imported
from motiflens.models.shape import Shape
from motiflens.models.weights import fit_weights

_FIRST_LINE = "# deepbind 0.1"
_NUMBERS = ("reverse_complement", "num_detectors", "detector_len", "has_avg_pooling", "num_hidden")
_LISTS = ("detectors", "thresholds", "weights1", "biases1", "weights2", "biases2")


@dataclass(frozen=True)
class Parameters:
    """What a file holds: sizes, and lists of numbers by name."""

    reverse_complement: int
    num_detectors: int
    detector_len: int
    has_avg_pooling: int
    num_hidden: int
    lists: Mapping[str, NDArray[np.float32]]

    @property
    def pools(self) -> int:
        """Numbers that each detector is pooled to."""
        return 2 if self.has_avg_pooling else 1

    @property
    def has_hidden(self) -> bool:
        """Whether there is a hidden layer: the program takes one unit for the score itself."""
        return self.num_hidden > 1

    @property
    def lengths(self) -> dict[str, int]:
        """How many numbers each list must have."""
        d, h = self.num_detectors, max(1, self.num_hidden)
        last = {"weights2": h, "biases2": 1} if self.num_hidden else {"weights2": 0, "biases2": 0}
        return {
            "detectors": 4 * d * self.detector_len,
            "thresholds": d,
            "weights1": d * self.pools * h,
            "biases1": h,
        } | last


def read_deepbind(options: Import) -> Imported:
    """Read a parameter file, as a network that scores what the program scores.

    Raises
    ------
    ConfigError
        Where the length of the sequences is not said.
    ModelError
        Which names the line that is missing, or holds other than was expected.
    """
    if options.input_length is None:
        raise ConfigError(
            "DeepBind scores sequences of any length",
            where=options.source,
            fix="give the `input_length` of yours",
        )
    found = read_parameters(options.source)
    arguments = {
        "detectors": found.num_detectors,
        "width": found.detector_len,
        "hidden": found.num_hidden if found.has_hidden else 0,
        "mean": bool(found.has_avg_pooling),
        "scan": int(1.5 * found.detector_len),
        "unknown": UNKNOWN,
    } | options.arguments
    network = build("deepbind", Shape(options.input_length, 1), arguments)
    fit_weights(network, _tensors(found), where=options.source)
    scan = int(arguments["scan"])
    scanned = (f"the largest score of all windows of {scan} bp is taken",)
    return Imported(
        graph=None,
        network=network.eval(),
        readout="values",
        input_length=options.input_length,
        n_tasks=1,
        tracks=(),
        architecture="deepbind",
        arguments=arguments,
        channels="ACGT",
        strands="max" if found.reverse_complement else "one",
        notes=scanned if 0 < scan < options.input_length else (),
    )


def read_parameters(path: str) -> Parameters:
    """Read the lines of a parameter file.

    Raises
    ------
    ModelError
        Which names the line that is missing, or holds other than was expected.
    """
    lines = _lines(path)
    sizes = {name: _number(lines, name, path) for name in _NUMBERS}
    lists = {name: _list(lines, name, path) for name in _LISTS}
    found = Parameters(lists=lists, **sizes)
    for name, expected in found.lengths.items():
        if len(lists[name]) != expected:
            raise ModelError(
                f"`{name}` has {len(lists[name])} numbers, where {expected} were expected of "
                f"{found.num_detectors} detectors of {found.detector_len} bp, "
                f"{found.num_hidden} hidden units and {found.pools} pooled value(s) of each",
                where=path,
                fix="the file may be cut short; copy it again",
            )
    return found


def _lines(path: str) -> dict[str, str]:
    try:
        first, *rest = Path(path).read_text(encoding="ascii").splitlines()
    except (UnicodeDecodeError, ValueError):
        first, rest = "", []
    if first.strip() != _FIRST_LINE:
        raise ModelError(
            f"the file does not begin with {_FIRST_LINE!r}", where=path, fix="check the file"
        )
    pairs = (line.partition("=") for line in rest if line.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _number(lines: Mapping[str, str], name: str, path: str) -> int:
    text = lines.get(name)
    if text is None or not text.isdigit():
        raise ModelError(
            f"`{name}` is {'missing' if text is None else repr(text)}, where a number was expected",
            where=path,
        )
    return int(text)


def _list(lines: Mapping[str, str], name: str, path: str) -> NDArray[np.float32]:
    if name not in lines:
        raise ModelError(f"`{name}` is missing", where=path, fix="the file may be cut short")
    texts = lines[name].split(",") if lines[name] else []
    try:
        return np.array([float(text) for text in texts], dtype=np.float32)
    except ValueError:
        raise ModelError(f"`{name}` holds something that is no number", where=path) from None


def _tensors(found: Parameters) -> dict[str, Tensor]:
    """Return the weights by the names of the architecture."""
    d, h = found.num_detectors, max(1, found.num_hidden)
    detectors = found.lists["detectors"].reshape(found.detector_len, 4, d).transpose(2, 1, 0)
    # By turns the largest value and the mean of a detector; the architecture has all of one first.
    first = found.lists["weights1"].reshape(d, found.pools, h).transpose(2, 1, 0).reshape(h, -1)
    arrays = {
        "convolutions.1.weight": detectors,
        "convolutions.1.bias": found.lists["thresholds"],
        "dense.0.weight": first,
        "dense.0.bias": found.lists["biases1"],
    }
    if found.has_hidden:
        arrays |= {
            "dense.3.weight": found.lists["weights2"].reshape(1, h),
            "dense.3.bias": found.lists["biases2"],
        }
    return {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in arrays.items()}
