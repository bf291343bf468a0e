"""Operations that the typed ones do not cover: a user's own operator, and a detached value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor

from motiflens.attribution.operations.base import Operation


class Slot:
    """Stands for the next activation among the arguments of a call."""


@dataclass(frozen=True, eq=False)
class Custom(Operation):
    """A call of an operator for which a user gave a rule.

    Attributes
    ----------
    operator
        The ATen or custom overload.
    arguments
        By name; a `Slot` for each activation, in the order of the operation's inputs.
    """

    operator: Any
    arguments: dict[str, Any]

    @property
    def title(self) -> str:
        """The operator's name."""
        return str(self.operator)

    def forward(self, *inputs: Tensor) -> Tensor:
        """Call the operator."""
        activations = iter(inputs)
        filled = {
            name: next(activations) if isinstance(value, Slot) else value
            for name, value in self.arguments.items()
        }
        result: Tensor = self.operator(**filled)
        return result


@dataclass(frozen=True)
class Detach(Operation):
    """A value that is taken as a constant: nothing is sent back through it.

    What is explained then is the function in which the value has been frozen at what it is for
    the sequence, so that at the reference it is the same.
    """

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return x."""
        return inputs[0]
