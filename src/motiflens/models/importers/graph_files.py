"""Keras models and ONNX files: their readers, as the table of formats calls them."""

from __future__ import annotations

from motiflens.config import Import
from motiflens.errors import ConfigError
from motiflens.models.importers.imported import Imported

_BACKEND = "backend"


def read_keras_file(options: Import) -> Imported:
    """Read a Keras model; ``arguments`` may name the ``backend`` that one of Keras 1 was made with.

    Raises
    ------
    ConfigError
        Where there are other arguments.
    ModelError
        Where a file is damaged, or holds what is not known.
    """
    from motiflens.models.importers.keras import read_keras

    if others := sorted(options.arguments.keys() - {_BACKEND}):
        raise ConfigError(
            f"a Keras model takes no argument {', '.join(others)}",
            where=options.source,
            fix=f"`{_BACKEND}`, of models of Keras 1, is the only one",
        )
    return read_keras(
        options.source,
        options.weights,
        input_length=options.input_length,
        backend=options.arguments.get(_BACKEND),
    )


def read_onnx_file(options: Import) -> Imported:
    """Read an ONNX file.

    Raises
    ------
    ModelError
        Where the file is damaged, or holds what is not known.
    """
    from motiflens.models.importers.onnx import read_onnx

    return read_onnx(options.source, input_length=options.input_length)


def read_chrombpnet_file(options: Import) -> Imported:
    """Read a model of ChromBPNet.

    Raises
    ------
    ModelError
        Where the file is damaged, or has no heads of profiles and counts.
    """
    from motiflens.models.importers.chrombpnet import read_chrombpnet

    return read_chrombpnet(options.source, options.weights, input_length=options.input_length)


def read_bpnet_file(options: Import) -> Imported:
    """Read a model of the bpnet package.

    Raises
    ------
    ModelError
        Where the file is damaged, or has no heads of profiles and counts.
    """
    from motiflens.models.importers.chrombpnet import read_bpnet

    return read_bpnet(options.source, options.weights, input_length=options.input_length)
