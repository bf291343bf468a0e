"""A network of an oracle file as a module; every node is a submodule named by its id."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def _linear(node: dict[str, Any]) -> nn.Module:
    weight = _tensor(node["weight"])
    layer = nn.Linear(weight.shape[1], weight.shape[0], dtype=torch.float64)
    return _filled(layer, weight, node)


def _conv1d(node: dict[str, Any]) -> nn.Module:
    weight = _tensor(node["weight"])
    layer = nn.Conv1d(
        weight.shape[1],
        weight.shape[0],
        weight.shape[2],
        stride=node.get("stride", 1),
        padding=node.get("padding", 0),
        dilation=node.get("dilation", 1),
        dtype=torch.float64,
    )
    return _filled(layer, weight, node)


def _filled(layer: Any, weight: Tensor, node: dict[str, Any]) -> nn.Module:
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(_tensor(node["bias"]))
    return layer


def _batchnorm(node: dict[str, Any]) -> nn.Module:
    layer = nn.BatchNorm1d(len(node["gamma"]), eps=node.get("eps", 1e-5), dtype=torch.float64)
    with torch.no_grad():
        for name, key in (
            ("weight", "gamma"),
            ("bias", "beta"),
            ("running_mean", "mean"),
            ("running_var", "var"),
        ):
            getattr(layer, name).copy_(_tensor(node[key]))
    return layer


class _Function(nn.Module):
    def __init__(self, function: Any) -> None:
        super().__init__()
        self.function = function

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.function(*inputs)


def _function(function: Any) -> Any:
    return lambda node: _Function(function)


def _slice(node: dict[str, Any]) -> nn.Module:
    index = node["index"]
    first, count = (index[0], len(index)) if isinstance(index, list) else (index, 1)
    return _Function(lambda x: x[:, first : first + count])


BUILDERS = {
    "linear": _linear,
    "conv1d": _conv1d,
    "batchnorm1d": _batchnorm,
    "relu": _function(F.relu),
    "leaky_relu": lambda node: nn.LeakyReLU(node.get("slope", 0.1)),
    "gelu": _function(F.gelu),
    "sigmoid": _function(torch.sigmoid),
    "tanh": _function(torch.tanh),
    "softplus": _function(F.softplus),
    "exp": _function(torch.exp),
    "log": _function(torch.log),
    "pow3": _function(lambda x: x**3),
    "mul": _function(lambda a, b: a * b),
    "add": _function(lambda a, b: a + b),
    "concat": _function(lambda *parts: torch.cat(parts, 1)),
    "slice": _slice,
    "maxpool1d": lambda node: nn.MaxPool1d(node["kernel"], node.get("stride")),
    "avgpool1d": lambda node: nn.AvgPool1d(node["kernel"], node.get("stride")),
    "gap": _function(lambda x: x.mean(-1)),
    "flatten": _function(lambda x: x.flatten(1)),
}


class Network(nn.Module):
    """The nodes in their order, each applied to the values that it names."""

    def __init__(self, network: dict[str, Any]) -> None:
        super().__init__()
        self.nodes = network["nodes"]
        self.last = network["output"]
        for node in self.nodes:
            self.add_module(node["id"], BUILDERS[node["op"]](node))

    def forward(self, x: Tensor) -> Tensor:
        values = {"x": x}
        for node in self.nodes:
            values[node["id"]] = getattr(self, node["id"])(*(values[i] for i in node["inputs"]))
        return values[self.last]


def _tensor(values: Any) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)
