"""What motiflens gives for a case of an oracle file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor


@dataclass(frozen=True)
class Found:
    """Numbers in the shape of the case's input, or of what is expected.

    ``named`` holds whatever else an odd case asks for; ``standard_error`` is given where the
    attribution is a mean over what was drawn.
    """

    attribution: Tensor | None = None
    multipliers: Tensor | None = None
    hypothetical: Tensor | None = None
    relevance_sum_after_node: list[Any] | None = None
    standard_error: Tensor | None = None
    named: Mapping[str, Tensor] = field(default_factory=dict)

    @property
    def position_score(self) -> Tensor:
        assert self.attribution is not None
        return self.attribution.sum(0)

    @property
    def sum(self) -> Tensor:
        assert self.attribution is not None
        return self.attribution.sum()

    def compared(self, expected: Mapping[str, Any]) -> dict[str, Tensor]:
        """Return what can be held against numbers that are expected by name."""
        known = ("attribution", "multipliers", "hypothetical", "position_score", "sum")
        found = {name: getattr(self, name) for name in known if name in expected}
        return found | {name: value for name, value in self.named.items() if name in expected}


Case = dict[str, Any]
Runner = Callable[[Case, Any], Found]
