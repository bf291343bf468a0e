"""Open an ONNX file: whole, valid, and with external data from beside it only."""

from __future__ import annotations

import os
from pathlib import Path

import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx.external_data_helper import load_external_data_for_model, uses_external_data
from onnx.inliner import inline_local_functions

from motiflens.errors import ModelError

_DOMAINS = {"", "ai.onnx"}


def open_onnx(path: str | os.PathLike[str]) -> onnx.ModelProto:
    """Return the model at ``path`` with its tensors, its own functions written out.

    Raises
    ------
    ModelError
        Where the file is missing, damaged, not valid by ONNX's own checker, or its external data
        are missing or lie elsewhere.
    """
    path = Path(path)
    if not path.is_file():
        raise ModelError("there is no such file", where=str(path), fix="check the path")
    try:
        model = onnx.load(path, load_external_data=False)
        if not model.HasField("graph"):
            raise DecodeError("it holds no graph")
        _load_external(model, path)
        onnx.checker.check_model(model)
    except (DecodeError, onnx.checker.ValidationError, ValueError, OSError) as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ModelError(
            f"the file is damaged, or no valid ONNX model: {reason}",
            where=str(path),
            fix="copy or download the file again, or export the model again",
        ) from None
    return inline_local_functions(model) if model.functions else model


def opset(model: onnx.ModelProto) -> int:
    """Return the version of ONNX's own operators that a model uses."""
    return next((item.version for item in model.opset_import if item.domain in _DOMAINS), 1)


def is_standard(node: onnx.NodeProto) -> bool:
    """Return whether a node's operator is ONNX's own."""
    return node.domain in _DOMAINS


def _load_external(model: onnx.ModelProto, path: Path) -> None:
    """Load tensors that are kept in other files, which must lie in the model's folder."""
    for tensor in model.graph.initializer:
        if not uses_external_data(tensor):
            continue
        location = next(item.value for item in tensor.external_data if item.key == "location")
        if Path(location).name != location or (path.parent / location).is_symlink():
            raise ModelError(
                f"the tensor {tensor.name} is kept in {location!r}; files are read from beside the "
                "model only",
                where=str(path),
                fix="put the data beside the model, or save it as one file",
            )
        if not (path.parent / location).is_file():
            raise ModelError(
                f"the tensor {tensor.name} is kept in {location!r}, which is not beside the model",
                where=str(path),
                fix="copy both files into one folder",
            )
    load_external_data_for_model(model, str(path.parent))
