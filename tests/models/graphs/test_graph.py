"""Graphs as JSON: what is read back, and what is refused, by node and by tensor."""

from __future__ import annotations

import json
from typing import Any

import pytest
import torch

from motiflens.errors import ModelError
from motiflens.models.graphs import OPERATIONS, Graph, GraphBuilder, GraphNetwork
from motiflens.models.graphs.operations import (
    BatchNorm,
    Combine,
    Convolution,
    Dense,
    Function,
    Reshape,
)
from motiflens.models.weights import fit_weights


def small() -> GraphNetwork:
    """A convolution, batch norm, and a dense layer, with a sum round the middle."""
    generator = torch.Generator().manual_seed(0)
    graph = GraphBuilder((4, 10))

    def add(name: str, operation: Any, *inputs: str) -> str:
        tensors = {
            key: torch.rand(shape, generator=generator) + 0.1
            for key, shape in operation.shapes().items()
        }
        return graph.add(name, operation, inputs, tensors)

    one = (1,)
    conv = Convolution(
        inputs=4, outputs=3, kernel=(3,), stride=one, dilation=one, padding=((1, 1),)
    )
    found = add("conv", conv, "sequence")
    relu = add("relu", Function(name="relu"), add("bn", BatchNorm(channels=3, epsilon=1e-3), found))
    total = add("sum", Combine(how="add"), found, relu)
    flat = add("flat", Reshape(sizes=(30,)), total)
    return graph.network([add("dense", Dense(inputs=30, outputs=2), flat)], "NCL")


def edited(change: Any) -> str:
    content = json.loads(small().graph.to_json())
    change(content)
    return json.dumps(content)


def node(content: dict[str, Any], name: str) -> dict[str, Any]:
    return next(item for item in content["nodes"] if item["name"] == name)


def test_json_and_tensors_give_the_network_back() -> None:
    network = small()
    again = GraphNetwork(Graph.from_json(network.graph.to_json(), where="here")).eval()
    fit_weights(again, network.state_dict(), where="here")
    x = torch.rand(3, 4, 10)
    assert torch.equal(again(x), network(x))
    assert again.graph == network.graph


def test_tensors_have_the_names_of_their_nodes() -> None:
    network = small()
    assert set(network.state_dict()) == {
        "layers.conv.weight",
        "layers.conv.bias",
        *(f"layers.bn.{name}" for name in ("weight", "bias", "running_mean", "running_var")),
        "layers.dense.weight",
        "layers.dense.bias",
    }
    assert "layers.bn.running_mean" not in dict(network.named_parameters())


REFUSED = {
    "unknown operation": (
        lambda c: node(c, "relu").update(op="lambda"),
        "no operation 'lambda'",
        "node relu",
    ),
    "unknown option": (
        lambda c: node(c, "conv")["options"].update(padding_mode="reflect"),
        "padding_mode",
        "node conv",
    ),
    "wrong option": (
        lambda c: node(c, "bn")["options"].update(epsilon=-1),
        "epsilon",
        "node bn",
    ),
    "an input that is not there": (
        lambda c: node(c, "flat").update(inputs=["pool"]),
        "'pool'",
        "node flat",
    ),
    "an input from further on": (
        lambda c: node(c, "relu").update(inputs=["dense"]),
        "'dense'",
        "node relu",
    ),
    "too few inputs": (
        lambda c: node(c, "sum").update(inputs=["conv"]),
        "2 or more",
        "node sum",
    ),
    "a name twice": (
        lambda c: node(c, "bn").update(name="conv"),
        "'conv' is taken",
        "node conv",
    ),
    "a name of PyTorch's": (
        lambda c: node(c, "dense").update(name="keys"),
        "'keys' is taken",
        "node keys",
    ),
    "sizes that do not fit": (
        lambda c: node(c, "flat")["options"].update(sizes=[31]),
        "reshape cannot take a value of dimensions (3, 10)",
        "node flat",
    ),
    "channels that do not fit": (
        lambda c: node(c, "dense")["options"].update(inputs=29),
        "dense cannot take",
        "node dense",
    ),
    "groups that do not divide": (
        lambda c: node(c, "conv")["options"].update(groups=2),
        "2 groups",
        "node conv",
    ),
    "an output that is not there": (lambda c: c.update(outputs=["end"]), "'end'", None),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_graph_is_refused_by_name(case: str) -> None:
    change, said, where = REFUSED[case]
    with pytest.raises(ModelError) as caught:
        GraphNetwork(Graph.from_json(edited(change), where="network.json"))
    assert said in str(caught.value)
    assert where is None or caught.value.where == where


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Invalid JSON"),
        ("{}", "layout"),
        (edited(lambda c: c.update(schema="motiflens/graph/9")), "schema"),
        (edited(lambda c: c["nodes"][0].update(name="a.b")), "nodes.0.name"),
        (edited(lambda c: c.update(extra=1)), "extra"),
    ],
)
def test_other_json_is_refused(text: str, said: str) -> None:
    with pytest.raises(ModelError, match=said) as caught:
        Graph.from_json(text, where="network.json")
    assert caught.value.where == "network.json"


def test_weights_that_do_not_fit_are_named() -> None:
    network = small()
    tensors = network.state_dict()
    del tensors["layers.conv.bias"]
    tensors["layers.dense.weight"] = torch.zeros(2, 31)
    with pytest.raises(ModelError) as caught:
        fit_weights(small(), tensors, where="model.safetensors")
    assert "missing: layers.conv.bias" in str(caught.value)
    assert "layers.dense.weight is (2, 31), the model needs (2, 30)" in str(caught.value)


def test_kinds_are_names_of_their_own() -> None:
    assert all(kind == operation.kind for kind, operation in OPERATIONS.items())
