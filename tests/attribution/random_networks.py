"""Random networks of supported operations, and DeepLIFT of them by matrices.

A network is a list of nodes, from which come both a module, written in whichever way the node says
(a module, a function, in place), and a second derivation of its multipliers that shares nothing
with the engine: for one sequence at a time, each node's matrix is built from its definition
(linear nodes by applying them to unit vectors, curves by quotients, maxima by loops), and the
matrices are multiplied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F

CURVES: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": F.relu,
    "relu_": lambda z: F.relu_(z.clone()),
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "gelu": F.gelu,
    "silu": F.silu,
    "softplus": F.softplus,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "abs": torch.abs,
    "clamp": lambda z: z.clamp(-0.5, 0.8),
    "square": torch.square,
    "exp": lambda z: torch.exp(z / 2),
    "sqrt": lambda z: torch.sqrt(1 + z**2),
}


@dataclass
class Node:
    """One node: what it is, which values it reads (0 is x), and its function."""

    kind: str
    inputs: tuple[int, ...]
    function: Callable[..., Tensor]


@dataclass
class Plan:
    """Nodes in order; the last is the explained scalar."""

    nodes: list[Node] = field(default_factory=list)
    modules: list[nn.Module] = field(default_factory=list)

    def add(self, kind: str, inputs: tuple[int, ...], function: Callable[..., Tensor]) -> int:
        """Add a node and return the number of its value."""
        self.nodes.append(Node(kind, inputs, function))
        if isinstance(function, nn.Module) and function not in self.modules:
            self.modules.append(function.double())
        return len(self.nodes)


class RandomNetwork(nn.Module):
    """The nodes of a plan as a module."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.parts = nn.ModuleList(plan.modules)

    def forward(self, x: Tensor) -> Tensor:
        values = [x]
        for node in self.plan.nodes:
            values.append(node.function(*(values[i] for i in node.inputs)))
        return values[-1]


@st.composite
def networks(draw: Callable[..., Any], length: int) -> tuple[RandomNetwork, bool]:
    """Draw a network of sequences (N, 4, length), and whether its first layer is unpadded."""
    torch.manual_seed(draw(st.integers(0, 10_000)))
    plan = Plan()
    padded = draw(st.booleans())
    first = nn.Conv1d(4, 4, 3, padding=int(padded))
    here = plan.add("linear", (0,), first)
    shared = nn.Conv1d(4, 4, 3, padding=1)
    for _ in range(draw(st.integers(1, 5))):
        here = _block(draw, plan, here, shared)
    here = _head(draw, plan, here, length)
    plan.add("linear", (here,), nn.Linear(_width(plan, here, length), 1))
    model = RandomNetwork(plan).eval()
    with torch.no_grad():
        for name, tensor in model.named_buffers():
            if name.endswith(("running_mean", "running_var")):
                tensor.copy_(torch.rand_like(tensor) + 0.3)
        for module in plan.modules:
            if isinstance(module, nn.BatchNorm1d):  # of either sign
                module.weight.copy_(torch.randn(4))
    return model, not padded


def _width(plan: Plan, here: int, length: int) -> int:
    values = [torch.zeros(1, 4, length).double()]
    with torch.no_grad():
        for node in plan.nodes:
            values.append(node.function(*(values[i] for i in node.inputs)))
    return values[here].shape[-1]


def _block(draw: Callable[..., Any], plan: Plan, here: int, shared: nn.Module) -> int:
    kind = draw(
        st.sampled_from(
            ["curve", "shared", "dilated", "norm", "maximum", "average", "residual",
             "difference", "gate", "excite", "concat", "flip"]
        )
    )  # fmt: skip
    if kind == "curve":
        return plan.add("curve", (here,), CURVES[draw(st.sampled_from(sorted(CURVES)))])
    if kind == "shared":
        return plan.add("linear", (here,), shared)
    if kind == "dilated":
        return plan.add("linear", (here,), nn.Conv1d(4, 4, 3, padding=2, dilation=2))
    if kind == "norm":
        return plan.add("linear", (here,), nn.BatchNorm1d(4).eval())
    if kind == "maximum":
        return plan.add("maximum", (here,), nn.MaxPool1d(3, stride=1, padding=1))
    if kind == "average":
        return plan.add("linear", (here,), nn.AvgPool1d(3, stride=1, padding=1))
    if kind == "flip":
        return plan.add("linear", (here,), lambda h: h.flip((1, 2)))
    branch = plan.add("linear", (here,), shared)
    if kind in ("residual", "difference"):
        curve = CURVES[draw(st.sampled_from(["relu", "gelu", "tanh"]))]
        branch = plan.add("curve", (branch,), curve)
        sign = 1 if kind == "residual" else -0.7
        return plan.add(f"sum {sign}", (here, branch), lambda a, b: torch.add(a, b, alpha=sign))
    if kind == "gate":
        branch = plan.add("curve", (branch,), torch.sigmoid)
        return plan.add("product", (here, branch), lambda a, b: a * b)
    if kind == "excite":
        mean = plan.add("linear", (here,), lambda h: h.mean(-1, keepdim=True))
        weight = plan.add("linear", (mean,), nn.Conv1d(4, 4, 1))
        weight = plan.add("curve", (weight,), torch.sigmoid)
        return plan.add("product", (here, weight), lambda a, b: a * b)
    joined = plan.add("concat", (here, branch), lambda a, b: torch.cat([a, b], 1))
    return plan.add("linear", (joined,), nn.Conv1d(8, 4, 1))


def _head(draw: Callable[..., Any], plan: Plan, here: int, length: int) -> int:
    kind = draw(st.sampled_from(["mean", "maximum", "flat"]))
    if kind == "mean":
        return plan.add("linear", (here,), lambda h: h.mean(-1))
    if kind == "maximum":
        return plan.add("whole maximum", (here,), lambda h: h.amax(-1))
    flat = plan.add("linear", (here,), lambda h: h.flatten(1))
    hidden = plan.add("linear", (flat,), nn.Linear(_width(plan, flat, length), 5))
    return plan.add("curve", (hidden,), torch.relu)


@torch.no_grad()
def multipliers_by_matrices(model: RandomNetwork, x: Tensor, x0: Tensor) -> Tensor:
    """Return DeepLIFT's multipliers of one sequence (4, L) by products of matrices."""
    at_x, at_x0 = [x[None]], [x0[None]]
    for node in model.plan.nodes:
        for values in (at_x, at_x0):
            values.append(node.function(*(values[i] for i in node.inputs)))
    messages = [torch.zeros(value.numel(), dtype=torch.float64) for value in at_x]
    messages[-1][:] = 1
    for index in range(len(model.plan.nodes), 0, -1):
        node = model.plan.nodes[index - 1]
        inputs = [at_x[i] for i in node.inputs], [at_x0[i] for i in node.inputs]
        matrices = _matrices(node, *inputs, at_x[index], at_x0[index])
        for parent, matrix in zip(node.inputs, matrices, strict=True):
            messages[parent] = messages[parent] + messages[index] @ matrix
    return messages[0].view_as(x)


def _matrices(node: Node, a: list[Tensor], a0: list[Tensor], y: Tensor, y0: Tensor) -> list[Tensor]:
    """Return for each input the matrix (outputs, inputs) that takes its change to the output's."""
    if node.kind == "linear":
        return [_by_unit_vectors(node.function, a[0])]
    if node.kind == "concat":
        first, second = (part.new_zeros(part.numel(), *part.shape[1:]) for part in a)
        return [
            _by_unit_vectors(lambda part: node.function(part, second[: len(part)]), a[0]),
            _by_unit_vectors(lambda part: node.function(first[: len(part)], part), a[1]),
        ]
    if node.kind.startswith("sum"):
        sign = float(node.kind.removeprefix("sum "))
        return [torch.eye(y.numel()).double() * factor for factor in (1.0, sign)]
    if node.kind == "product":
        (left, right), (left0, right0) = a, a0
        by_left = _by_unit_vectors(lambda v: v * ((right + right0) / 2), left)
        return [by_left, _by_unit_vectors(lambda v: v * ((left + left0) / 2), right)]
    if node.kind == "curve":
        return [torch.diag(_quotients(node.function, a[0].flatten(), a0[0].flatten()))]
    return [_winners(node, a[0][0], a0[0][0], y.flatten(), y0.flatten())]


def _by_unit_vectors(function: Callable[[Tensor], Tensor], at: Tensor) -> Tensor:
    units = torch.eye(at.numel()).double().view(-1, *at.shape[1:])
    return (function(units) - function(torch.zeros_like(units))).flatten(1).T


def _quotients(function: Callable[[Tensor], Tensor], z: Tensor, z0: Tensor) -> Tensor:
    """Return (f(z) - f(z0)) / (z - z0); for near ones a central quotient at their middle."""
    step = torch.where((z - z0).abs() < 1e-6, 1e-6, 0.0)
    z, z0 = z + step, z0 - step
    return (function(z) - function(z0)) / (z - z0)


def _winners(node: Node, a: Tensor, a0: Tensor, y: Tensor, y0: Tensor) -> Tensor:
    """Return the credits of the cross-maximum rule, window by window."""
    channels, length = a.shape
    places = torch.arange(a.numel()).view(channels, length)
    matrix = torch.zeros(len(y), a.numel()).double()
    windows = [
        places[c, max(0, p - 1) : p + 2] if node.kind == "maximum" else places[c]
        for c in range(channels)
        for p in (range(length) if node.kind == "maximum" else (0,))
    ]
    flat, flat0 = a.flatten(), a0.flatten()
    for row, window in enumerate(windows):
        top = max(float(y[row]), float(y0[row]))
        first = _first(flat[window], exact=True)
        first0 = _first(flat0[window], exact=False)
        for place, change in (
            (window[first], top - float(y0[row])),
            (window[first0], float(y[row]) - top),
        ):
            moved = float(flat[place] - flat0[place])
            if moved != 0:
                matrix[row, place] += change / moved
            elif place == window[first] and change >= 0 and not matrix[row].any():
                matrix[row, place] += 1
    return matrix


def _first(values: Tensor, exact: bool) -> int:
    largest = float(values.max())
    margin = 0.0 if exact else 1e-13 * max(1.0, float(values.abs().max()))
    return next(i for i, value in enumerate(values.tolist()) if value >= largest - margin)
