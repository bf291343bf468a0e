"""The table of formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from motiflens.attribution.user_rules import has_user_rule

Formula = Callable[..., Any]
_Formula = TypeVar("_Formula", bound=Formula)

FORMULAS: dict[Any, Formula] = {}


def formula(*operators: Any) -> Callable[[_Formula], _Formula]:
    """Enter a formula for ``operators`` into the table."""

    def enter(function: _Formula) -> _Formula:
        FORMULAS.update(dict.fromkeys(operators, function))
        return function

    return enter


def active_formulas() -> dict[Any, Formula]:
    """Return the formulas, without those of operators that have a rule of a user's own."""
    return {op: function for op, function in FORMULAS.items() if not has_user_rule(op)}
