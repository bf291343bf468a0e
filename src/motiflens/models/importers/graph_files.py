"""Keras models and ONNX files: the readers of these, as the table of formats calls them."""

from __future__ import annotations
