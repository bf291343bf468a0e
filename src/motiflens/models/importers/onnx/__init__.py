"""ONNX models, read with the `onnx` package and no runtime."""

from motiflens.models.importers.onnx.reading import read_onnx

__all__ = ["read_onnx"]
