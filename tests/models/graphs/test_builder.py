"""Graphs that grow: names, constants, and tensors that are checked."""

from __future__ import annotations

import pytest
import torch

from motiflens.errors import ModelError
from motiflens.models.graphs import GraphBuilder
from motiflens.models.graphs.operations import Combine, Dense, Function, Reshape


def test_names_are_made_fit_and_kept_apart() -> None:
    graph = GraphBuilder((4, 3))
    given = {"a/b:0": "relu", "a.b.0": "tanh", "keys": "exp", "sequence": "abs"}
    names = [
        graph.add(name, Function.model_validate({"name": kind}), ["sequence"])
        for name, kind in given.items()
    ]
    assert names == ["a_b_0", "a_b_0_1", "keys_1", "sequence_1"]


def test_what_is_there_is_not_added_again() -> None:
    graph = GraphBuilder((4, 3))
    first = graph.add("first", Function(name="relu"), ["sequence"])
    assert graph.add("again", Function(name="relu"), ["sequence"]) == first
    assert graph.add("other", Function(name="relu"), [first]) == "other"


def test_what_constants_give_is_a_constant() -> None:
    graph = GraphBuilder((4,))
    two = graph.constant("two", torch.full((1, 4), 2.0))
    four = graph.add("four", Combine(how="multiply"), [two, two])
    total = graph.add("total", Combine(how="add"), ["sequence", four])
    network = graph.network([total], "NC")
    assert [node.op for node in network.graph.nodes] == ["constant", "combine"]
    x = torch.rand(3, 4)
    assert torch.equal(network(x), x + 4)


def test_what_no_output_needs_is_left_out() -> None:
    graph = GraphBuilder((4, 3))
    kept = graph.add("kept", Reshape(sizes=(12,)), ["sequence"])
    graph.add("other", Function(name="relu"), [kept])
    assert [node.name for node in graph.network([kept], "NCL").graph.nodes] == ["kept"]


@pytest.mark.parametrize(
    ("tensors", "said"),
    [
        (
            {"weight": torch.zeros(2, 5), "bias": torch.zeros(2)},
            r"weight is \(2, 5\), and \(2, 4\)",
        ),
        ({"weight": torch.zeros(2, 4)}, "has tensors weight, and needs weight, bias"),
        ({"weight": torch.full((2, 4), torch.nan), "bias": torch.zeros(2)}, "weight holds"),
    ],
)
def test_tensors_are_checked(tensors: dict[str, torch.Tensor], said: str) -> None:
    graph = GraphBuilder((4,))
    with pytest.raises(ModelError, match=said) as caught:
        graph.add("dense_1", Dense(inputs=4, outputs=2), ["sequence"], tensors)
    assert caught.value.where == "layer dense_1"
