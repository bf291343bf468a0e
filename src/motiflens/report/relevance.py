"""Where relevance went: from the output through each operation of the model to the bases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.report.result import Result

BAND = (0.5, 1.5)
"""The share of the output that reaches the bases where operations take or make at most half."""

# Of the mean size of outputs: below it, their mean is what chance left.
_CANCELLED = 0.1

CAUSES = ("bias", "stabiliser", "signs", "unplaced", "other inputs")
"""Why relevance stays at an operation, as `motiflens.attribution.walk.Trace` names it."""


@dataclass(frozen=True)
class Operation:
    """One operation on the way, or several smaller ones together; means, in output units.

    Attributes
    ----------
    label
        Its place in the model.
    relevance
        The sum of its output's relevance, None where that is not known.
    absorbed
        By cause, what it kept; negative where it handed on more than it got.
    """

    label: str
    relevance: float | None
    absorbed: Mapping[str, float]

    @property
    def size(self) -> float:
        """How much it changed, all causes added up without their signs."""
        return sum(abs(value) for value in self.absorbed.values())


@dataclass(frozen=True)
class Flow:
    """The mean output, what each operation kept of it, from output to input, and the rest."""

    output: float
    operations: tuple[Operation, ...]
    bases: float

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes that came up."""
        found = {cause for operation in self.operations for cause in operation.absorbed}
        return tuple(cause for cause in CAUSES if cause in found)


def flow(result: Result) -> Flow:
    """Return where the mean output went; what was absorbed and the bases add up to it."""
    kept: dict[str, dict[str, float]] = {}
    for key, values in result.absorbed.items():
        label, _, cause = key.rpartition("/")
        kept.setdefault(label, {})[cause] = _mean(values)
    operations = (
        Operation(
            label,
            _mean(result.layers[label]) if label in result.layers else None,
            kept.get(label, {}),
        )
        for label in _from_the_output(kept, result.layers)
    )
    return Flow(_mean(result.prediction), tuple(operations), _mean(result.totals))


def _from_the_output(kept: Iterable[str], layers: Iterable[str]) -> list[str]:
    """Return the labels of both, each of which goes from output to input, in that order."""
    labels, at = list(kept), 0
    for layer in layers:
        if layer not in labels:
            labels.insert(at, layer)
        at = labels.index(layer) + 1
    return labels


def _mean(values: NDArray[np.float32]) -> float:
    return float(values.mean(dtype=np.float64))


@dataclass(frozen=True)
class Bar:
    """One bar of a waterfall: from where the last ended, ``start``, to ``end``."""

    label: str
    cause: str | None
    start: float
    end: float


def waterfall_bars(flow: Flow, most: int) -> tuple[Bar, ...]:
    """Return the bars from the output down to the bases, those of ``most`` operations at most.

    The smallest of more than that are joined; they come last, before the bases.
    """
    bars, level = [Bar("the output", None, 0.0, flow.output)], flow.output
    for operation in _join([op for op in flow.operations if op.absorbed], most):
        for cause in CAUSES:
            if cause in operation.absorbed:
                after = level - operation.absorbed[cause]
                bars.append(Bar(operation.label, cause, level, after))
                level = after
    return (*bars, Bar("the bases", None, 0.0, flow.bases))


def _join(operations: list[Operation], most: int) -> list[Operation]:
    if len(operations) <= most:
        return operations
    largest = sorted(operations, key=lambda operation: -operation.size)[: most - 1]
    others = [operation for operation in operations if operation not in largest]
    absorbed = {
        cause: sum(operation.absorbed.get(cause, 0.0) for operation in others)
        for cause in CAUSES
        if any(cause in operation.absorbed for operation in others)
    }
    shown = [operation for operation in operations if operation in largest]
    return [*shown, Operation(f"{len(others)} others", None, absorbed)]


@dataclass(frozen=True)
class Conservation:
    """What share of the output reached the bases, and which operation changed it most.

    Shares are means over windows, of which each counts by its output: one whose output is next
    to 0 has no share worth counting. So they are those of the waterfall's bars.

    Attributes
    ----------
    share
        Of the bases; with those of all operations it adds up to 1. None where outputs of both
        signs cancel in the mean.
    label, cause, changed
        Outside the band: the operation that absorbed most where too little arrived, or made most
        where too much did, and its share, negative where it made relevance.
    at_reference
        Whether that is the value at the reference of a layer that reads the sequence.
    """

    share: float | None
    label: str = ""
    cause: str = ""
    changed: float = 0.0
    at_reference: bool = False

    @property
    def within(self) -> bool:
        """Whether the share lies in the band."""
        return self.share is not None and BAND[0] <= self.share <= BAND[1]


def conservation(result: Result) -> Conservation:
    """Return what share reached the bases; outside the band, with the operation to name."""
    output, size = _mean(result.prediction), _mean(np.abs(result.prediction))
    if abs(output) <= _CANCELLED * size:
        return Conservation(None)
    share = _mean(result.totals) / output
    found = Conservation(share)
    if found.within or not result.absorbed:
        return found
    shares = {key: _mean(values) / output for key, values in result.absorbed.items()}
    most = max if share < BAND[0] else min
    key = most(shares, key=lambda key: shares[key])
    label, _, cause = key.rpartition("/")
    at_reference = cause == "bias" and label in result.channels
    return Conservation(share, label, cause, shares[key], at_reference)
