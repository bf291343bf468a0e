"""Keras models and ONNX files: their readers, as the table of formats calls them."""

from __future__ import annotations

from typing import Any

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

    others = options.arguments.keys() - {_BACKEND}
    _check_none("a Keras model", {name: options.arguments[name] for name in others}, options)
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
    ConfigError
        Where there are arguments.
    ModelError
        Where the file is damaged, or holds what is not known.
    """
    from motiflens.models.importers.onnx import read_onnx

    _check_none("an ONNX file", options.arguments, options)
    return read_onnx(options.source, input_length=options.input_length)


def read_chrombpnet_file(options: Import) -> Imported:
    """Read a model of ChromBPNet.

    Raises
    ------
    ConfigError
        Where there are arguments.
    ModelError
        Where the file is damaged, or has no heads of profiles and counts.
    """
    from motiflens.models.importers.chrombpnet import read_chrombpnet

    _check_none("a model of ChromBPNet", options.arguments, options)
    return read_chrombpnet(options.source, options.weights, input_length=options.input_length)


def read_bpnet_file(options: Import) -> Imported:
    """Read a model of the bpnet package.

    Raises
    ------
    ConfigError
        Where there are arguments.
    ModelError
        Where the file is damaged, or has no heads of profiles and counts.
    """
    from motiflens.models.importers.chrombpnet import read_bpnet

    _check_none("a model of bpnet", options.arguments, options)
    return read_bpnet(options.source, options.weights, input_length=options.input_length)


def _check_none(what: str, arguments: dict[str, Any], options: Import) -> None:
    if arguments:
        raise ConfigError(
            f"{what} takes no argument {', '.join(sorted(arguments))}", where=options.source
        )
