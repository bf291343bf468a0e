"""Translators of ONNX's operators; importing the package enters them into the table."""

from motiflens.models.importers.onnx.operators import (
    elementwise,
    pooling,
    recurrent,
    shape,
    weighted,
)

__all__ = ["elementwise", "pooling", "recurrent", "shape", "weighted"]
