"""Keras models of versions 1, 2 and 3, read without Keras or TensorFlow."""

from motiflens.models.importers.keras.reading import read_keras

__all__ = ["read_keras"]
