"""The files that Keras writes: where the configuration is, and where the weights are."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py

from motiflens.errors import ModelError
from motiflens.models.importers.hdf5_tensors import open_hdf5, open_hdf5_bytes, text
from motiflens.models.importers.keras.weights import Weights, WeightsByName
from motiflens.models.importers.keras.weights_by_place import WeightsByPlace

_DAMAGED = (zipfile.BadZipFile, KeyError, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Source:
    """An opened model.

    Attributes
    ----------
    config
        What its JSON holds.
    weights
        Its tensors, while the file is open.
    version, backend
        Of the Keras that wrote it, where it says so.
    """

    config: Any
    weights: Weights
    version: str | None
    backend: str | None


@contextmanager
def open_keras(
    path: str | os.PathLike[str], weights: str | os.PathLike[str] | None
) -> Iterator[Source]:
    """Yield a model in a ``.keras``, an HDF5 file, or JSON with its weights in another file.

    Raises
    ------
    ModelError
        Where a file is missing, damaged, or has no configuration or no weights.
    """
    path = Path(path)
    if not path.is_file():
        raise ModelError("there is no such file", where=str(path), fix="check the path")
    with path.open("rb") as handle:
        start = handle.read(8)
    if start.startswith(b"PK"):
        with _archive(path) as source:
            yield source
    elif start.startswith(b"\x89HDF"):
        with open_hdf5(path) as file, _weights(weights or path) as (held, stored):
            config = _json(_config(file, path), str(path))
            yield _source(config, held, [file, stored])
    else:
        config = _json(path.read_bytes(), str(path))
        if weights is None:
            raise ModelError(
                "the file holds a model's configuration, and no weights",
                where=str(path),
                fix="give the HDF5 file of its weights as `weights`",
            )
        with _weights(weights) as (held, stored):
            yield _source(config, held, [stored])


@contextmanager
def _archive(path: Path) -> Iterator[Source]:
    try:
        with zipfile.ZipFile(path) as archive:
            config = archive.read("config.json")
            metadata = (
                archive.read("metadata.json") if "metadata.json" in archive.namelist() else b"{}"
            )
            content = archive.read("model.weights.h5")
    except _DAMAGED as error:
        raise ModelError(
            f"the archive is truncated, or no `.keras` file ({error})",
            where=str(path),
            fix="copy or download the file again",
        ) from None
    where = f"{path}, model.weights.h5"
    with open_hdf5_bytes(content, where) as file:
        version = _json(metadata, f"{path}, metadata.json").get("keras_version")
        held = _json(config, f"{path}, config.json")
        yield Source(held, WeightsByPlace(file, where), version, None)


@contextmanager
def _weights(path: str | os.PathLike[str]) -> Iterator[tuple[Weights, h5py.File]]:
    with open_hdf5(path) as file:
        kind = WeightsByPlace if WeightsByPlace.is_such(file) else WeightsByName
        yield kind(file, str(path)), file


def _source(config: Any, weights: Weights, files: list[h5py.File]) -> Source:
    said = [config] if isinstance(config, dict) else []
    places = [*said, *(file.attrs for file in files)]
    places += [file["model_weights"].attrs for file in files if "model_weights" in file]

    def first(key: str) -> str | None:
        return next((text(place[key]) for place in places if place.get(key) is not None), None)

    return Source(config, weights, first("keras_version"), first("backend"))


def _config(file: h5py.File, path: Path) -> str:
    if "model_config" not in file.attrs:
        raise ModelError(
            "the file has no attribute `model_config`: it holds weights, and no architecture",
            where=str(path),
            fix="give the model's JSON (model.to_json()) as source and this file as `weights`",
        )
    return text(file.attrs["model_config"])


def _json(content: str | bytes, where: str) -> Any:
    try:
        return json.loads(content)
    except ValueError as error:
        raise ModelError(
            f"the model's configuration is no JSON ({error})",
            where=where,
            fix="copy or download the file again",
        ) from None
