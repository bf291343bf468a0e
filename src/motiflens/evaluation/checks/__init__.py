"""Checks of methods: each is held to what its row promises, before it is compared with others."""

from __future__ import annotations

from motiflens.evaluation.case import Case
from motiflens.evaluation.checks.by_definition import check_definition
from motiflens.evaluation.checks.order import check_order
from motiflens.evaluation.checks.sums import check_sums, explained
from motiflens.evaluation.checks.yardstick import check_effects
from motiflens.evaluation.contenders import Explanation, MethodContender
from motiflens.evaluation.record import Check

__all__ = ["check_effects", "check_method", "explained"]


def check_method(contender: MethodContender, found: Explanation, case: Case) -> tuple[Check, ...]:
    """Return what checks say of a method whose scores of the case are ``found``."""
    return (
        check_sums(contender, found, case),
        check_definition(contender),
        check_order(contender, found, case),
    )
