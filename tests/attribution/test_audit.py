"""The balance of each operation by itself."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from attribution.networks import COLUMN, ConvPoolDense, Folded, Smooth, WithControl, one_hot, settle
from motiflens.attribution.audit import imbalance
from motiflens.attribution.capture import capture
from motiflens.attribution.methods import EpsilonOptions, MethodOptions
from motiflens.attribution.operations import Elementwise, Maximum
from motiflens.attribution.rules.deeplift import rescale_rules
from motiflens.attribution.rules.gradient import derivative, winner
from motiflens.attribution.rules.lrp import epsilon_rules
from motiflens.attribution.walk import Rules

RESCALE, EPSILON = rescale_rules(MethodOptions()), epsilon_rules(EpsilonOptions())


@pytest.mark.parametrize(
    ("build", "rules"),
    [(ConvPoolDense, RESCALE), (ConvPoolDense, EPSILON), (Smooth, RESCALE), (Folded, EPSILON)],
)
def test_every_operation_of_a_complete_method_is_balanced(
    build: type[nn.Module], rules: Rules
) -> None:
    x = one_hot(4, 30)
    found = imbalance(capture(settle(build()), x, target=0), rules, x, COLUMN.expand_as(x))
    assert max(float(lost.max()) for lost in found.values()) < 1e-10


def test_further_inputs_are_balanced_too() -> None:
    x, track = one_hot(4, 30), torch.rand(4, 1, 30).double()
    program = capture(settle(WithControl()), x, [track], target=0)
    for rules in (RESCALE, EPSILON):
        found = imbalance(program, rules, x, COLUMN.expand_as(x), [track])
        assert max(float(lost.max()) for lost in found.values()) < 1e-10


@pytest.mark.parametrize(
    ("kind", "rule", "broken"), [(Maximum, winner, {"pool"}), (Elementwise, derivative, set())]
)
def test_only_the_operation_with_a_wrong_rule_is_out_of_balance(
    kind: type, rule: object, broken: set[str]
) -> None:
    x = one_hot(4, 30)
    program = capture(settle(ConvPoolDense()), x, target=0)
    rules = Rules({**RESCALE.table, kind: rule}, start="one")
    found = imbalance(program, rules, x, COLUMN.expand_as(x))
    wrong = {step.label for step in program.steps if isinstance(step.operation, kind)}
    assert broken <= wrong
    out = {label for label, lost in found.items() if float(lost.max()) > 1e-8}
    assert out
    assert out <= wrong
