"""What of a `torch.export` archive could run Python when it is loaded or called.

`torch.export.load` is no safe reader: it unpickles weights and objects that the archive says are
pickled, falls back to a full unpickling of example inputs, lets sympy evaluate expressions of
sizes, and resolves the names of operators by attribute from the module ``torch``. An archive whose
parts are checked here does none of that: raw tensors, inputs that ``weights_only`` reads, plain
expressions, and operators of PyTorch's own.
"""

from __future__ import annotations

import ast
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from motiflens.errors import ModelError

_OPERATOR = re.compile(
    r"torch\.ops\.aten\.(?!from_file|save)\w+\.\w+|torch\.sym_\w+|math\.(ceil|floor|trunc|sqrt)|"
    r"_operator\.(getitem|add|sub|mul|neg|pos|floordiv|truediv|mod|pow|eq|ne|lt|le|gt|ge|and_|or_|not_)"
)
_EXPRESSIONS = {
    *("Symbol", "Integer", "Float", "Rational", "Add", "Mul", "Pow", "Max", "Min", "Mod"),
    *(
        "FloorDiv",
        "CleanDiv",
        "CeilDiv",
        "PythonMod",
        "IntTrueDiv",
        "FloatTrueDiv",
        "ModularIndexing",
    ),
    *("Equality", "Unequality", "LessThan", "GreaterThan", "StrictLessThan", "StrictGreaterThan"),
    *("Eq", "Ne", "Le", "Ge", "Lt", "Gt", "And", "Or", "Not", "floor", "ceiling", "true", "false"),
}
_CONTAINERS = {"builtins.tuple", "builtins.list", "builtins.dict"}
_NODES = (
    *(ast.Expression, ast.Name, ast.Load, ast.Constant, ast.Call, ast.keyword),
    *(ast.UnaryOp, ast.USub),
)


def check_archive(path: Path) -> None:
    """Check that loading and running an archive runs operators of PyTorch alone.

    Raises
    ------
    ModelError
        Which names each part that could do more, or where the archive is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            problems = sorted(set(_problems(archive)))
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, OSError) as error:
        raise ModelError(
            f"the file is damaged, or was not written by torch.export.save ({error})",
            where=str(path),
        ) from None
    if problems:
        raise ModelError(
            f"the program could run more than PyTorch's operators: {'; '.join(problems[:4])}; it "
            "was not loaded",
            where=str(path),
            fix="where you trust it, write `trust: true` (--trust) beside it, or export the model "
            "again with a torch of today",
        )


def _problems(archive: zipfile.ZipFile) -> Iterator[str]:
    names = archive.namelist()
    if len(set(names)) < len(names):
        yield "it has two members of one name"
    for full in names:
        name = full.partition("/")[2]
        if name.endswith(".json") or name.startswith("models/"):
            yield from _in_json(json.loads(archive.read(full)), name)
        elif name.startswith(("data/sample_inputs/", "data/weights/", "data/constants/")):
            if name.endswith(".pt") or "custom_obj" in name or "opaque_obj" in name:
                yield from _in_pickle(archive.read(full), name)
        elif name.startswith("data/aotinductor/"):
            yield f"{name} is compiled code"
        elif full.endswith(".pt") or "serialized_" in full:
            yield f"{full} is of an older layout"


def _in_pickle(content: bytes, name: str) -> Iterator[str]:
    try:
        torch.load(io.BytesIO(content), weights_only=True, map_location="cpu")
    except Exception:  # whatever else it is, it is no plain tensor
        yield f"{name} holds a pickle of more than tensors"


def _in_json(node: Any, name: str) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _in_json(item, name)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key == "as_operator" or (key == "target" and "inputs" in node):
            if not _OPERATOR.fullmatch(str(value)):
                yield f"it calls {value}"
        elif key == "expr_str" and not _is_plain(str(value)):
            yield f"a size is {str(value)[:60]!r}"
        elif key in ("in_spec", "out_spec") and isinstance(value, str):
            if not set(_containers(json.loads(value))) <= _CONTAINERS:
                yield f"{key} names containers that are not Python's own"
        elif key == "use_pickle" and value:
            yield f"{node.get('path_name', name)} is pickled"
        else:
            yield from _in_json(value, name)


def _containers(spec: Any) -> Iterator[str]:
    """Yield the types in a description of nested inputs or outputs."""
    if isinstance(spec, list):
        for item in spec:
            yield from _containers(item)
    elif isinstance(spec, dict):
        if spec.get("type") is not None:
            yield str(spec["type"])
        yield from _containers(list(spec.values()))


def _is_plain(expression: str) -> bool:
    """Return whether an expression is calls of sympy's own functions, numbers and named symbols."""
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError:
        return False
    for node in ast.walk(tree):
        if not isinstance(node, _NODES):
            return False
        if isinstance(node, ast.Name) and node.id not in _EXPRESSIONS:
            return False
        if isinstance(node, ast.Call) and not _is_plain_call(node):
            return False
    return True


def _is_plain_call(call: ast.Call) -> bool:
    """Return whether text is an argument of ``Symbol`` alone: others would evaluate it."""
    texts = [arg for arg in call.args if isinstance(arg, ast.Constant) and type(arg.value) is str]
    symbol = isinstance(call.func, ast.Name) and call.func.id in ("Symbol", "Float")
    return not texts or (symbol and all(re.fullmatch(r"[\w.]+", str(t.value)) for t in texts))
