"""What an audit found, and the file that holds it: no torch here, as the report reads it too."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

from motiflens.attribution.reference_check import ReferenceCheck
from motiflens.store.json_files import read_json, write_json


@dataclass(frozen=True)
class Place:
    """Where in the model something stands: path of its module, ``file:line``, text of the line."""

    module: str = ""
    source: str = ""
    code: str = ""

    def __str__(self) -> str:
        """Return what is known of the place."""
        return ", ".join(part for part in (self.module, self.source, self.code) if part)


@dataclass(frozen=True)
class OperationRow:
    """Calls of one operator that are read in the same way and follow the same rules.

    Attributes
    ----------
    operator
        PyTorch's name of it, as the model calls it.
    kinds
        The operations that it is read as, each once; several where it is a composition.
    count
        How often the model calls it.
    places
        Where, in the order in which they run.
    rules
        By method, the names of the rules; `NO_RULE` where one is missing, empty where the value
        does not depend on the sequence.
    """

    operator: str
    kinds: tuple[str, ...]
    count: int
    places: tuple[Place, ...]
    rules: dict[str, str]

    @property
    def title(self) -> str:
        """Return the operator, and what it is read as where that says more."""
        if len(self.kinds) > 1:
            return f"{self.operator}: by composition of {', '.join(self.kinds)}"
        return (
            self.operator if self.kinds == (self.operator,) else f"{self.operator}: {self.kinds[0]}"
        )


NO_RULE = "no rule"


@dataclass(frozen=True)
class Refused:
    """An operation that cannot be read, or that a method has no rule for.

    ``method`` is empty where the operation cannot be read: no method runs then.
    """

    method: str
    reason: str
    place: Place


@dataclass(frozen=True)
class Imbalance:
    """By how much one operation does not hand on what it got, at most over sequences.

    Attributes
    ----------
    operation
        Number of its row in `Audit.operations`.
    kind, place
        Which it is.
    absolute
        In the unit of the output.
    relative
        Over the larger of what is explained and of the sum of the scores' sizes.
    """

    operation: int
    kind: str
    place: Place
    absolute: float
    relative: float


@dataclass(frozen=True)
class Completeness:
    """Relative completeness errors over sequences and references, in the model's precision.

    ``absolute`` is the largest in the unit of the output, ``tolerance`` what rounding explains,
    ``in_float64`` the number of sequences that need float64.
    """

    median: float
    p999: float
    maximum: float
    absolute: float
    tolerance: float
    in_float64: int


@dataclass(frozen=True)
class MethodAudit:
    """One method on the model.

    Attributes
    ----------
    name
        A row of the table of methods.
    runs
        Whether it has a rule for every operation.
    adds_up
        Whether the sums add up; None where it does not run or promises nothing.
    verdict
        The same in words.
    reference
        Name of the reference that it was tried against.
    completeness
        None where it does not run.
    balance
        Of each operation on the way from the sequence to the output, in the order of the model.
    breaks_at
        Where the sum first breaks on the way back from the output; None where it does not.
    """

    name: str
    runs: bool
    adds_up: bool | None
    verdict: str
    reference: str = ""
    completeness: Completeness | None = None
    balance: tuple[Imbalance, ...] = ()
    breaks_at: Imbalance | None = None

    @property
    def usable(self) -> bool:
        """Return whether its scores can be used: it runs, and what it promises holds."""
        return self.runs and self.adds_up is not False


@dataclass(frozen=True)
class ComparedReference:
    """One reference beside the others; see `motiflens.attribution.compare_references`.

    ``agreement`` is with the standard; None where it is the standard itself or nothing varies.
    """

    name: str
    check: ReferenceCheck
    agreement: float | None
    motifs_kept: int | None
    motifs_standard: int | None


@dataclass(frozen=True)
class ReferenceComparison:
    """References compared for one task, by the scores of one method.

    ``standard`` is the reference that the others are held against, ``windows`` how many were
    scored, ``recommendation`` which reference to use and why.
    """

    task: str
    method: str
    standard: str
    windows: int
    rows: tuple[ComparedReference, ...]
    recommendation: str


@dataclass(frozen=True)
class Resolved:
    """What a method decided for one operation: the rule of a composite, the gate of a product."""

    place: str
    operation: str
    decision: str


@dataclass(frozen=True)
class Audit:
    """What was found of one model.

    Attributes
    ----------
    sequences
        How many the methods were tried on.
    precision
        Of the model, such as ``float32``.
    operations
        Every operation of the model, in the order in which each kind first runs.
    refused
        Operations that stand in the way of a method.
    methods
        In the order asked for.
    rules
        By method and name of a rule: what it does.
    composites
        By method of LRP: the rule of each layer, in the order in which they run.
    references
        Their comparison for each task, where there are data.
    provenance
        Hashes of data and model, tasks, options, versions.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", ser_json_inf_nan="strings"
    )

    sequences: int
    precision: str
    operations: tuple[OperationRow, ...]
    refused: tuple[Refused, ...]
    methods: tuple[MethodAudit, ...]
    rules: dict[str, dict[str, str]]
    composites: dict[str, tuple[Resolved, ...]] = field(default_factory=dict)
    references: tuple[ReferenceComparison, ...] = ()
    provenance: dict[str, Any] = field(default_factory=dict)
    schema: Literal["motiflens/audit/2"] = "motiflens/audit/2"

    def imbalance(self, row: int, method: str) -> float | None:
        """Return the largest relative imbalance of an operation's row, None where not known."""
        audited = next(one for one in self.methods if one.name == method)
        found = [one.relative for one in audited.balance if one.operation == row]
        return max(found) if found else None


_FILE = TypeAdapter(Audit)


def write_audit(path: str | os.PathLike[str], audit: Audit) -> None:
    """Write an audit as JSON; equal ones, equal bytes."""
    write_json(path, _FILE, audit)


def read_audit(path: str | os.PathLike[str]) -> Audit:
    """Read an audit.

    Raises
    ------
    StoreError
        Where the file is missing, damaged, or of another version.
    """
    return read_json(path, _FILE, "audit", "audit")
