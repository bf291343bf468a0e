"""Lambda layers hold Python's byte code, which is never run; two of the field's are recognised."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from motiflens.models.graphs.arrangement import Value
from motiflens.models.graphs.operations import LogSumExp
from motiflens.models.importers.keras.layer import Layer, translates


@translates("Lambda")
def _known_lambda(layer: Layer, inputs: Sequence[Value]) -> Value:
    """ChromBPNet's sum of counts on the log scale, and bpnet's names for its outputs."""
    code, name, x = _code(layer.options.get("function")), layer.path[-1], inputs[0]
    if name.endswith("logcount_predictions") and b"reduce_logsumexp" in code and x.rank == 2:
        layer.notes.append(
            f"the Lambda layer {name} is taken for ChromBPNet's sum of counts on the log scale, "
            "by its name and what its code calls; its code was not run"
        )
        return layer.add(LogSumExp(dims=(1,), keep=True), x)
    if "/" in name and b"id_fn" in code:
        return x  # bpnet gives its outputs their names so
    raise layer.refusal(
        "a Lambda layer holds a program of its own, which is not run; of such layers only "
        "ChromBPNet's and bpnet's are known",
        "rebuild the model with layers of Keras in its place, and save it again",
    )


def _code(function: Any) -> bytes:
    """Return the byte code of a Lambda, or the name of a function, as bytes to search in."""
    if isinstance(function, dict):  # Keras 3
        function = function.get("config", {})
        function = function.get("code") if isinstance(function, dict) else function
    if isinstance(function, list | tuple) and function:
        function = function[0]
    if not isinstance(function, str):
        return b""
    try:
        return base64.b64decode(function, validate=False) + function.encode()
    except binascii.Error:
        return function.encode()
