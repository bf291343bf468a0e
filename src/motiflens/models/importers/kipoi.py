"""Models of Kipoi's layout: ``model.yaml`` and its files, read by what it says of them."""

from __future__ import annotations

import importlib
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

from torch import nn

from motiflens.config import Import
from motiflens.errors import ConfigError, ModelError, MotiflensWarning
from motiflens.models.importers.graph_files import read_keras_file
from motiflens.models.importers.imported import Imported
from motiflens.models.importers.kipoi_spec import KipoiSpec, read_spec
from motiflens.models.importers.pickled import as_program
from motiflens.models.importers.state_dicts import with_weights
from motiflens.models.user_class import importing_from, run_file
from motiflens.models.weights import fit_weights, read_state_dict


def read_kipoi(options: Import) -> Imported:
    """Read a model of Kipoi's; what its ``model.yaml`` says of the input holds for it.

    Raises
    ------
    ConfigError
        Where Python of the model's would have to run, and it is not trusted.
    ModelError
        Where a file is missing or damaged, or of a kind that is not known.
    """
    spec = read_spec(options.source)
    weights = spec.file("weights")
    if weights is None:
        raise ModelError("it names no `weights`", where=spec.where)
    found = (_keras if spec.kind == "keras" else _pytorch)(spec, weights, options)
    return replace(
        found,
        channels=spec.channels or found.channels,
        task_names=found.task_names or spec.task_names,
    )


def _keras(spec: KipoiSpec, weights: Path, options: Import) -> Imported:
    layers = spec.file("arch")
    known = {key: spec.arguments[key] for key in ("backend",) if spec.arguments.get(key)}
    said = {
        "source": str(layers or weights),
        "weights": str(weights) if layers else None,
        "arguments": known | options.arguments,
    }
    return read_keras_file(options.model_copy(update=said))


def _pytorch(spec: KipoiSpec, weights: Path, options: Import) -> Imported:
    layout, length = spec.layout()
    said = {"layout": options.layout or layout, "input_length": options.input_length or length}
    declared = options.model_copy(update=said)
    if options.architecture is not None:
        return _as_many(spec, with_weights(declared, lambda: read_state_dict(weights)))
    if not options.trust:
        raise ConfigError(
            "its network is Python, which was not run",
            where=f"{spec.where}, args of model.yaml",
            fix="name the `architecture` that the weights belong to, or write `trust: true` "
            "(--trust) if you have read the Python",
        )
    warnings.warn(f"{spec.where} is trusted: its Python is run", MotiflensWarning, stacklevel=2)
    network = _made(spec)
    fit_weights(network, read_state_dict(weights), where=str(weights))
    return _as_many(spec, as_program(network, declared))


def _as_many(spec: KipoiSpec, found: Imported) -> Imported:
    """Return what was found with the number of outputs that ``model.yaml`` says."""
    return found if spec.n_outputs is None else replace(found, n_tasks=spec.n_outputs)


def _made(spec: KipoiSpec) -> nn.Module:
    """Return the network that the Python of a model makes, without its weights."""
    with importing_from(spec.folder):
        try:
            network = _called(spec)
        except Exception as error:  # the model's own code may raise anything
            raise ModelError(
                f"the network could not be made: {type(error).__name__}: {error}",
                where=spec.where,
            ) from error
    if not isinstance(network, nn.Module):
        raise ModelError(f"its Python makes a {type(network).__name__}", where=spec.where)
    return network


def _called(spec: KipoiSpec) -> Any:
    """Return the object that is named, or what the class or function that is named returns."""
    arguments = spec.arguments
    names = [arguments.get(key) for key in ("module_obj", "module_class", "build_fn")]
    name = str(next(name for name in names if name))
    module, _, attribute = name.rpartition(".")
    file = arguments.get("module_file") or arguments.get("file")
    home = importlib.import_module(module) if file is None else run_file(spec.folder / str(file))
    found = getattr(home, attribute)
    return found if names[0] else found(**(arguments.get("module_kwargs") or {}))
