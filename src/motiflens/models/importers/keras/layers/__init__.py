"""Translators of Keras' layers; importing the package enters them into the table."""

from motiflens.models.importers.keras.layers import (
    activations,
    convolutions,
    joining,
    known_lambdas,
    normalising,
    pooling,
    recurrent,
    shape,
    wrapping,
)

__all__ = [
    "activations",
    "convolutions",
    "joining",
    "known_lambdas",
    "normalising",
    "pooling",
    "recurrent",
    "shape",
    "wrapping",
]
