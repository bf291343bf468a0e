"""Where in the model's source a node of the graph comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import fx

from motiflens.attribution.program import Origin, RefusedCall
from motiflens.errors import UnsupportedOperationError

_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+), in [^\n]+\n\s*(?P<code>[^\n]*)')
# Frames of PyTorch's own, and those of the module that chooses the target, are not the model's.
NOT_THE_MODEL = (str(Path(torch.__file__).parent), str(Path(__file__).parent), "<")


def origin_of(node: fx.Node) -> Origin:
    """Return the module, the line and the code that made ``node``."""
    frames = [
        match
        for match in _FRAME.finditer(node.meta.get("stack_trace") or "")
        if not match["file"].startswith(NOT_THE_MODEL)
    ]
    module, operator = _module(node)[0], called_operator(node)
    if not frames:
        return Origin(module, operator=operator)
    source, code = f"{frames[-1]['file']}:{frames[-1]['line']}", frames[-1]["code"].strip()
    return Origin(module, source, code, operator)


def called_operator(node: fx.Node) -> str:
    """Name the operator that the model called, of whose formula ``node`` may be a part."""
    before = node.meta.get("from_node")
    name = str(before[-1].target if before else node.target)
    # ``relu_`` is ``relu``, written in place.
    return name.split(".")[1].removesuffix("_") if name.startswith("aten.") else name


def in_formula(node: fx.Node) -> bool:
    """Return whether ``node`` is a step of the formula of another operator."""
    return called_operator(node) != str(node.target).removeprefix("aten.").split(".")[0]


def operation_name(node: fx.Node) -> str:
    """Name an operation for a person: PyTorch's operator and, where it is one, its module."""
    operator, called, kind = str(node.target), called_operator(node), _module(node)[1]
    step = f", in its formula {operator}" if in_formula(node) else f", {operator}"
    caller = f", called by {kind}" if kind else ""
    return f"{called} ({(step + caller).removeprefix(', ')})"


def refused(node: fx.Node, why: object) -> RefusedCall:
    """Return what is said of ``node``, which has no typed form; ``why`` is half a sentence."""
    return RefusedCall(origin_of(node), operation_name(node), str(why))


def unsupported(calls: Sequence[RefusedCall]) -> UnsupportedOperationError:
    """Return the error that names calls without a typed form, and their lines."""
    return UnsupportedOperationError(
        f"no rule exists for {'; nor for '.join(map(str, calls))}",
        where="; ".join(dict.fromkeys(str(call.origin) for call in calls)),
        fix="write this part of the model with operations that have rules "
        "(docs/coverage.md lists them), or explain the part that comes before it",
    )


def _module(node: fx.Node) -> tuple[str, str]:
    """Return path and class of the innermost module that the node stands in."""
    stack = list((node.meta.get("nn_module_stack") or {}).values())
    if not stack:
        return "", ""
    path, kind = stack[-1]
    name = kind if isinstance(kind, str) else kind.__name__
    return str(path).removeprefix("model").removeprefix("."), name.rsplit(".", 1)[-1]
