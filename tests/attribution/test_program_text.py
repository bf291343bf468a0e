"""Programs written and read again compute the same, bit by bit, with the model's own weights."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from attribution.field_networks import BPNet, Recurrent, SqueezeExcite, Transformer
from attribution.networks import ConvPoolDense, Folded, Smooth, Twin, one_hot, settle
from attribution.operators import FAMILIES, LENGTH
from motiflens.attribution.capture import survey
from motiflens.attribution.operations.elementwise import FACTORIES
from motiflens.attribution.program import Program
from motiflens.attribution.program_text import UnwritableError, as_text, from_text
from motiflens.attribution.targets import profile
from motiflens.attribution.user_rules import _RULES, rule
from motiflens.evaluation.interactions.unit import unit_subject


def again(program: Program, model: nn.Module) -> tuple[Program, list[Tensor]]:
    text, tensors = as_text(program, model)
    return from_text(json.loads(json.dumps(text)), tensors, model), tensors


def same(program: Program, other: Program, x: Tensor) -> None:
    """Compare all that a program says, and all values of a pass."""
    assert [step.name for step in other.steps] == [step.name for step in program.steps]
    for one, two in zip(program.steps, other.steps, strict=True):
        assert type(one.operation) is type(two.operation)
        assert (one.inputs, one.active, one.at_input) == (two.inputs, two.active, two.at_input)
        assert (one.rows, one.origin) == (two.rows, two.origin)
    assert (other.inputs, other.outputs) == (program.inputs, program.outputs)
    assert other.shares_reference == program.shares_reference
    assert other.refused == program.refused
    found = other.values(x)
    for name, value in program.values(x).items():
        assert torch.equal(found[name], value), name


@pytest.mark.parametrize("family", FAMILIES)
def test_every_operator_is_written(family: str) -> None:
    model = settle(nn.Conv1d(4, 4, 3, padding=1))

    def target(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
        return lambda h: function(h.square() + 0.3).reshape(h.shape[0], -1).sum(1)

    targets = [target(function) for function in FAMILIES[family].values()]
    x = one_hot(3, LENGTH)
    program = survey(model, x, target=targets)
    same(program, again(program, model)[0], x)


@pytest.mark.parametrize(
    ("build", "target", "length"),
    [
        (ConvPoolDense, 0, 30),
        (Folded, 0, 30),
        (Smooth, 0, 30),
        (Twin, 0, 30),
        (SqueezeExcite, None, 160),
        (Transformer, None, 160),
        (Recurrent, None, 120),
        (BPNet, profile(0), 400),
    ],
)
def test_networks_are_written_without_their_weights(
    build: Callable[[], nn.Module], target: object, length: int
) -> None:
    model, x = settle(build()), one_hot(3, length)
    program = survey(model, x, target=target)
    other, tensors = again(program, model)
    same(program, other, x)
    weights = sum(parameter.numel() for parameter in model.parameters() if parameter.dim() > 1)
    assert sum(tensor.numel() for tensor in tensors) < weights / 2


def test_every_factory_says_what_it_was_given() -> None:
    given = {
        "clamp": (None, 0.3),
        "elu": (1.0, 1.2, 0.7),
        "exponential": (3.0,),
        "gelu": ("tanh",),
        "hard_tanh": (-0.5, 0.4),
        "leaky_relu": (0.1,),
        "power": (3,),
        "prelu": (torch.tensor([[0.2]]),),
        "softplus": (1.5, 20.0),
        "threshold": (0.2, 0.1),
    }
    for name, make in FACTORIES.items():
        made = make(*given.get(name, ()))
        assert made.recipe is not None
        factory, arguments = made.recipe
        assert (factory, tuple(arguments.values())) == (name, given.get(name, ()))


def test_what_is_no_factory_of_ours_is_not_written() -> None:
    subject = unit_subject(torch.tensor([1.0, -2.0, 0.5]).double(), (0.0, 1.0, 0.5))
    with pytest.raises(UnwritableError, match="polynomial"):
        as_text(subject.program, subject.model)


def test_a_call_with_a_rule_of_the_users_own_is_not_written() -> None:
    class Sinh(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return torch.sinh(x).sum((1, 2))

    before = dict(_RULES)
    try:
        rule(torch.ops.aten.sinh.default, "gradient")(lambda site, message: message)
        program = survey(Sinh(), one_hot(2, 5))
    finally:
        _RULES.clear()
        _RULES.update(before)
    with pytest.raises(UnwritableError, match="sinh"):
        as_text(program, Sinh())


def test_a_constant_that_several_operations_read_is_written_once() -> None:
    table = torch.linspace(0, 1, 20).double().view(4, 5)

    class Twice(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return ((x * table).square() * table).sum((1, 2))

    model = Twice()
    program = survey(model, one_hot(2, 5))
    other, tensors = again(program, model)
    same(program, other, one_hot(2, 5))
    assert len(tensors) == 1
