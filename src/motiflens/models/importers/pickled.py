"""Whole modules that `torch.save` pickled: read only where they are trusted."""

from __future__ import annotations

import warnings

import torch
from torch import nn

from motiflens.config import Import
from motiflens.errors import ConfigError, ModelError
from motiflens.models.card import Reads
from motiflens.models.importers.exported import export
from motiflens.models.importers.imported import Imported
from motiflens.models.importers.state_dicts import with_weights
from motiflens.models.reads import arrange


def read_pickle(options: Import) -> Imported:
    """Unpickle a module, and keep it as a program, or as weights where an architecture is named.

    Raises
    ------
    ModelError
        Where it cannot be read, is no module, or `torch.export` refuses it.
    """
    module = _unpickled(options.source)
    if options.architecture is not None:
        return with_weights(options, module.state_dict)
    return as_program(module, options)


def as_program(module: nn.Module, options: Import) -> Imported:
    """Return a module as a program, which does without the classes that it was made of.

    Raises
    ------
    ConfigError
        Where the length of its sequences is not said.
    ModelError
        Where `torch.export` refuses it.
    """
    if options.input_length is None:
        raise ConfigError(
            "a module does not say how long its sequences are",
            where=options.source,
            fix="give `input_length`",
        )
    reads = Reads(layout=options.layout or "NCL", channels=options.channels or "ACGT")
    example = arrange(torch.zeros(2, 4, options.input_length), reads)
    return Imported(
        graph=None,
        network=export(module.eval(), [example], options.source),
        readout=options.readout or "classes",
        input_length=options.input_length,
        n_tasks=len(options.tasks),
        tracks=tuple(options.tracks or ()),
        output_length=options.output_length,
        layout=reads.layout,
    )


def _unpickled(path: str) -> nn.Module:
    try:
        with warnings.catch_warnings(action="ignore"):
            module = torch.load(path, map_location="cpu", weights_only=False)
    except Exception as error:  # a pickle may raise anything
        raise ModelError(
            f"the module cannot be read: {type(error).__name__}: {error}",
            where=path,
            fix="run motiflens where the module's classes can be imported, or save its state_dict",
        ) from None
    if not isinstance(module, nn.Module):
        raise ModelError(
            f"the file holds a {type(module).__name__}, where a module was expected", where=path
        )
    return module
