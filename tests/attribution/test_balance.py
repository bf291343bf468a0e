"""The balance of each operation by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import nn

from attribution.networks import COLUMN, ConvPoolDense, Folded, Smooth, WithControl, one_hot, settle
from motiflens.attribution.balance import imbalance
from motiflens.attribution.capture import capture
from motiflens.attribution.composites import EpsilonOptions
from motiflens.attribution.operations import Elementwise, Maximum
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.plan import Rules
from motiflens.attribution.rules.deeplift import rescale_rules
from motiflens.attribution.rules.gradient import derivative, winner
from motiflens.attribution.rules.lrp import composite_rules
from motiflens.attribution.rules.revealcancel import revealcancel_rules

RESCALE, EPSILON = rescale_rules(MethodOptions()), composite_rules(EpsilonOptions())
REVEALCANCEL = revealcancel_rules(MethodOptions())


@pytest.mark.parametrize(
    ("build", "rules"),
    [
        (ConvPoolDense, RESCALE),
        (ConvPoolDense, EPSILON),
        (ConvPoolDense, REVEALCANCEL),
        (Smooth, RESCALE),
        (Folded, EPSILON),
    ],
)
def test_every_operation_of_a_complete_method_is_balanced(
    build: type[nn.Module], rules: Rules
) -> None:
    x = one_hot(4, 30)
    program = capture(settle(build()), x, target=0)
    found = imbalance(program, rules.plan(program, "it"), x, COLUMN.expand_as(x))
    assert set(found) == {step.name for step in program.steps if step.active}
    assert max(float(lost.max()) for lost in found.values()) < 1e-10


def test_further_inputs_are_balanced_too() -> None:
    x, track = one_hot(4, 30), torch.rand(4, 1, 30).double()
    program = capture(settle(WithControl()), x, [track], target=0)
    for rules in (RESCALE, EPSILON):
        found = imbalance(program, rules.plan(program, "it"), x, COLUMN.expand_as(x), [track])
        assert max(float(lost.max()) for lost in found.values()) < 1e-10


@pytest.mark.parametrize(("kind", "rule"), [(Maximum, winner), (Elementwise, derivative)])
def test_only_operations_with_a_wrong_rule_are_out_of_balance(kind: type, rule: object) -> None:
    x = one_hot(4, 30)
    program = capture(settle(ConvPoolDense()), x, target=0)
    rules = replace(RESCALE, table={**RESCALE.table, kind: rule})
    found = imbalance(program, rules.plan(program, "it"), x, COLUMN.expand_as(x))
    wrong = {step.name for step in program.steps if isinstance(step.operation, kind)}
    out = {name for name, lost in found.items() if float(lost.max()) > 1e-8}
    assert out
    assert out <= wrong
