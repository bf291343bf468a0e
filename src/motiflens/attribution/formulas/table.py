"""The table of formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def formulas_for(kept: Iterable[Any] = ()) -> dict[Any, Formula]:
    """Return the formulas, but of operators ``kept`` and of those with a rule of a user's own."""
    without = set(kept)
    return {
        operator: function
        for operator, function in FORMULAS.items()
        if operator not in without and not has_user_rule(operator)
    }
