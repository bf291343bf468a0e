"""Layers re-drawn from the output down."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from motiflens.evaluation.redrawing import layers, redraw, redrawn


class OutOfOrder(nn.Module):
    """Declares its layers in another order than it runs them, and one without a way to reset."""

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(3, 1)
        self.first = nn.Conv1d(4, 3, 3)
        self.scale = Scale()

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.scale(torch.relu(self.first(x))).mean(-1))


class Scale(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([[1.0], [2.0], [3.0]]))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.weight


EXAMPLE = torch.eye(4)[torch.randint(0, 4, (1, 9))].transpose(1, 2)


def changed(model: nn.Module, other: nn.Module) -> set[str]:
    pairs = zip(model.named_parameters(), other.parameters(), strict=True)
    return {name.split(".")[0] for (name, one), two in pairs if not torch.equal(one, two)}


def test_layers_come_in_the_order_in_which_they_run() -> None:
    assert layers(OutOfOrder(), EXAMPLE) == ["first", "scale", "last"]


def test_each_step_re_draws_more_and_the_model_stays() -> None:
    model = OutOfOrder()
    before = [parameter.clone() for parameter in model.parameters()]
    steps = list(redrawn(model, EXAMPLE, depths=3, seed=0))
    assert [name for name, _ in steps] == ["last", "scale", "first"]
    assert changed(model, steps[0][1]) == {"last"}
    assert changed(model, steps[1][1]) == {"last", "scale"}
    assert changed(model, steps[2][1]) == {"last", "scale", "first"}
    assert all(map(torch.equal, before, model.parameters()))


@pytest.mark.parametrize(("depths", "names"), [(1, ["first"]), (2, ["scale", "first"])])
def test_the_layer_that_reads_the_sequence_is_a_step_of_its_own(
    depths: int, names: list[str]
) -> None:
    steps = list(redrawn(OutOfOrder(), EXAMPLE, depths, seed=0))
    assert [name for name, _ in steps] == names


def test_equal_seeds_draw_equal_parameters_and_nothing_else_is_drawn_by_them() -> None:
    model = OutOfOrder()
    state = torch.random.get_rng_state()
    one, two = (list(redrawn(model, EXAMPLE, 3, seed=4))[-1][1] for _ in range(2))
    assert not changed(one, two)
    assert torch.equal(state, torch.random.get_rng_state())


def test_what_cannot_be_reset_keeps_its_numbers_in_another_order() -> None:
    torch.manual_seed(0)
    module = Scale()
    redraw(module)
    assert sorted(module.weight.flatten().tolist()) == [1, 2, 3]
    assert module.weight.flatten().tolist() != [1, 2, 3]


@pytest.mark.filterwarnings("ignore:.*torch.jit.script.*:DeprecationWarning")
def test_a_script_is_re_drawn_as_well() -> None:
    script = torch.jit.script(nn.Sequential(nn.Conv1d(4, 3, 3), nn.ReLU(), nn.Conv1d(3, 1, 7)))
    steps = list(redrawn(script, EXAMPLE, 2, seed=0))
    assert [name for name, _ in steps] == ["2", "0"]
    assert changed(script, steps[0][1]) == {"2"}
    assert changed(script, steps[1][1]) == {"0", "2"}


def test_a_model_without_parameters_has_no_steps() -> None:
    assert list(redrawn(nn.Flatten(), EXAMPLE, 3, seed=0)) == []
