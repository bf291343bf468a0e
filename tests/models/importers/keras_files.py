"""Files in the layouts that versions of Keras write, made with h5py, json and zipfile alone."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np

Tensors = Mapping[str, Sequence[tuple[str, Any]]]
"""By layer, the names and values of its tensors."""


def layer(kind: str, name: str, **options: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": {"name": name, **options}}


def called(item: dict[str, Any], *nodes: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """A layer of a functional model, with what each of its calls takes: [name, call, index]."""
    inbound = [[[*ref, {}] for ref in node] for node in nodes]
    return {**item, "name": item["config"]["name"], "inbound_nodes": inbound}


def functional(
    layers: Sequence[dict[str, Any]],
    inputs: Sequence[str],
    outputs: Sequence[Sequence[Any]],
    *,
    name: str = "model",
    kind: str = "Model",
) -> dict[str, Any]:
    config = {
        "name": name,
        "layers": list(layers),
        "input_layers": [[item, 0, 0] for item in inputs],
        "output_layers": [list(item) for item in outputs],
    }
    return {"class_name": kind, "config": config}


def sequential(layers: Sequence[dict[str, Any]], *, version: int = 2) -> dict[str, Any]:
    """The configuration of a chain: a list in Keras 1, a mapping since."""
    body: Any = list(layers)
    return {
        "class_name": "Sequential",
        "config": body if version == 1 else {"name": "sequential_1", "layers": body},
    }


def write_weights(
    group: h5py.Group, tensors: Tensors, *, version: str | None, backend: str | None
) -> None:
    """Write groups of layers, as Keras 1, 2 and the older format of 3 have them."""
    group.attrs["layer_names"] = [name.encode() for name in tensors]
    if version:
        group.attrs["keras_version"] = version.encode()
    if backend:
        group.attrs["backend"] = backend.encode()
    for name, items in tensors.items():
        inside = group.create_group(name)
        inside.attrs["weight_names"] = [item.encode() for item, _ in items]
        for item, value in items:
            inside[item] = np.asarray(value, dtype=np.float32)


def write_whole(
    path: Path,
    config: dict[str, Any],
    tensors: Tensors,
    *,
    version: str | None = "2.2.4",
    backend: str | None = "tensorflow",
) -> Path:
    """Write a whole model in HDF5, as ``model.save`` does."""
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(config).encode()
        if version:
            file.attrs["keras_version"] = version.encode()
        if backend:
            file.attrs["backend"] = backend.encode()
        write_weights(file.create_group("model_weights"), tensors, version=version, backend=backend)
    return path


def write_pair(
    folder: Path, config: dict[str, Any], tensors: Tensors, *, version: str, backend: str | None
) -> tuple[Path, Path]:
    """Write ``to_json()`` and ``save_weights()``."""
    text = {**config, "keras_version": version}
    if backend:
        text["backend"] = backend
    architecture, weights = folder / "model.json", folder / "weights.h5"
    architecture.write_text(json.dumps(text))
    with h5py.File(weights, "w") as file:
        write_weights(file, tensors, version=version, backend=backend)
    return architecture, weights


def write_archive(
    path: Path, config: dict[str, Any], variables: Mapping[str, Sequence[Any]], *, version: str
) -> Path:
    """Write a ``.keras``: ``variables`` are by the path of their group."""
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for group, values in variables.items():
            for number, value in enumerate(values):
                file[f"{group}/vars/{number}"] = np.asarray(value, dtype=np.float32)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": version}))
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("model.weights.h5", content.getvalue())
    return path
