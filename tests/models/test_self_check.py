"""What an imported network is asked."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.importers.files import small_network
from motiflens.errors import ModelError
from motiflens.models.card import Reads
from motiflens.models.self_check import check_says, check_takes
from motiflens.models.shape import Shape

SHAPE = Shape(40, 2)


class Says(nn.Module):
    """Says whatever a function does of sequences."""

    def __init__(self, function: Any) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Any:
        return self.function(x)


def _two(x: Tensor) -> Tensor:
    return x.sum(dim=2)[:, :2]


def test_a_network_that_takes_and_says_what_is_declared_passes() -> None:
    network = small_network()
    check_takes(network, Reads(), 40, where="w.pt")
    found = check_says(network, SHAPE, where="w.pt")
    assert [len(row) for row in found] == [2, 2, 2, 2]
    assert found == check_says(network, SHAPE, where="w.pt")


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda x: x.sum(dim=2), "has 4 outputs, and the number of tasks is 2"),
        (lambda x: x.sum(dim=(1, 2)), "returns one number without an axis, where"),
        (lambda x: (x, _two(x)), r"returns \(4, 40\) and \(2,\), where \(2,\) was expected"),
        (lambda x: _two(x) / 0, "not finite"),
        (lambda x: _two(x) + torch.rand(len(x), 1), "other outputs each time"),
        (lambda x: _two(x) - _two(x).mean(dim=0), "depends on the others in the batch"),
    ],
)
def test_a_network_that_says_something_else_is_refused(function: Any, said: str) -> None:
    with pytest.raises(ModelError, match=said) as error:
        check_says(Says(function), SHAPE, where="w.pt")
    assert error.value.where == "w.pt"


def test_profiles_must_have_the_declared_lengths() -> None:
    shape = Shape(40, 1, "profiles", (2,), 10)
    right = Says(lambda x: (x[:, :2, :10], x.sum(dim=(1, 2)).unsqueeze(1)))
    assert check_says(right, shape, where="w.pt") == [[40.0]] * 4
    wrong = Says(lambda x: (x[:, :1, :10], x.sum(dim=(1, 2)).unsqueeze(1)))
    expected = r"\(1, 10\) and \(1,\), where \(2, 10\) and \(1,\) was expected of profiles"
    with pytest.raises(ModelError, match=expected):
        check_says(wrong, shape, where="w.pt")


def test_the_length_that_it_takes_is_named() -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(400, 2))
    with pytest.raises(ModelError, match="sequences of 60 bp laid out as NCL: mat1") as error:
        check_takes(network, Reads(), 60, where="w.pt")
    assert "it takes NCL of 100 bp" in str(error.value)


def test_layouts_that_it_takes_are_named() -> None:
    network = nn.Conv2d(4, 1, (1, 3))
    with pytest.raises(ModelError, match="60 bp laid out as NCL") as error:
        check_takes(network, Reads(), 60, where="w.pt")
    assert "it takes sequences of 60 bp laid out as NC1L" in str(error.value)


def test_where_nothing_will_do_that_is_said() -> None:
    with pytest.raises(ModelError, match="60 bp") as error:
        check_takes(nn.Embedding(5, 2), Reads(), 60, where="w.pt")
    assert "a model of sequences alone" in str(error.value)
