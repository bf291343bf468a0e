"""Operators that `torch.export` takes apart itself, and not into what has rules, said otherwise."""

from __future__ import annotations

from typing import Any

import torch
from torch import fx

aten = torch.ops.aten


def restate(graph: fx.Graph) -> None:
    """Write some calls of an exported graph anew, in place, without changing what they compute."""
    for node in list(graph.nodes):
        if node.target is aten.softshrink.default:
            _soft_shrink(graph, node)
        elif node.target is aten.mul.Tensor:
            _signed_size(node)


def _soft_shrink(graph: fx.Graph, node: fx.Node) -> None:
    """X - clamp(x, -size, size)."""
    x, size = node.args[0], node.args[1] if len(node.args) > 1 else 0.5
    with graph.inserting_before(node):
        inner = graph.call_function(aten.clamp.default, (x, -size, size))  # type: ignore[operator]
        outer = graph.call_function(aten.sub.Tensor, (x, inner))
    inner.meta, outer.meta = dict(node.meta), dict(node.meta)
    node.replace_all_uses_with(outer)


def _signed_size(node: fx.Node) -> None:
    """sign(x) * relu(|x|), as LPPool writes it, is x."""
    sign, size = node.args
    inner = _called(size, aten.relu.default)
    x = _called(sign, aten.sign.default)
    if x is not None and x is _called(inner, aten.abs.default):
        node.replace_all_uses_with(x)


def _called(value: Any, operator: Any) -> Any:
    """Return what ``operator`` was called on, where ``value`` is its result."""
    called = isinstance(value, fx.Node) and value.target is operator
    return value.args[0] if called else None
