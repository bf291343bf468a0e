"""What an operation of a graph is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

Positive = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
Dim = Annotated[int, Field(ge=1)]
"""A dimension of a value; 0 is the batch, which no operation mixes."""

Dims = Annotated[tuple[Dim, ...], Field(min_length=1)]
Sizes = Annotated[tuple[Positive, ...], Field(min_length=1, max_length=2)]
"""A number for each dimension that a window moves along."""

Margins = Annotated[tuple[tuple[Count, Count], ...], Field(min_length=1, max_length=2)]
"""How many zeros go before and behind, for each dimension that a window moves along."""


class Operation(BaseModel):
    """An operation: its options, which are its fields, and what it computes.

    Attributes
    ----------
    kind
        Its name in a graph's JSON.
    arity
        The smallest and the largest number of inputs; None where there is no largest.
    statistics
        Which of its tensors are no parameters.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: ClassVar[str]
    arity: ClassVar[tuple[int, int | None]] = (1, 1)
    statistics: ClassVar[frozenset[str]] = frozenset()

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of each of its tensors."""
        return {}

    @abstractmethod
    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:
        """Return the result for values whose first dimension is the batch."""


class Unary(Operation):
    """An operation on one value, without tensors."""

    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """Return the result for one value."""
        return self.of(inputs[0])

    @abstractmethod
    def of(self, x: Tensor) -> Tensor:
        """Return the result for one value."""
