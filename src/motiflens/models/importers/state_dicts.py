"""Weights alone: what they belong to is named beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch import Tensor, nn

from motiflens.config import Import
from motiflens.errors import ConfigError
from motiflens.models.architectures import ARCHITECTURES
from motiflens.models.importers.imported import Imported
from motiflens.models.shape import Shape
from motiflens.models.user_class import is_user_class, named_network
from motiflens.models.weights import fit_weights, read_safetensors, read_state_dict


def read_safetensors_file(options: Import) -> Imported:
    """Read a safetensors file into the architecture that is named."""
    return with_weights(options, lambda: read_safetensors(options.source))


def read_state_dict_file(options: Import) -> Imported:
    """Read a state_dict of `torch.save` into the architecture that is named."""
    return with_weights(options, lambda: read_state_dict(options.source))


def with_weights(options: Import, read: Callable[[], Mapping[str, Tensor]]) -> Imported:
    """Return the network of ``options.architecture`` with the weights that ``read`` returns.

    Raises
    ------
    ConfigError
        Where no architecture is named, or what it needs is not said.
    ModelError
        Where the weights cannot be read, or do not fit.
    """
    found = dict(read())
    shape = declared_shape(options)
    network = _named_network(options, shape)
    tensors, notes = _without_prefix(found, network)
    fit_weights(network, tensors, where=options.source)
    return Imported(
        graph=None,
        network=network.eval(),
        readout=shape.readout,
        input_length=options.input_length,
        n_tasks=shape.tasks,
        tracks=shape.tracks,
        output_length=shape.output_length or None,
        controls=shape.controls,
        layout=options.layout or "NCL",
        architecture=options.architecture,
        arguments=options.arguments,
        notes=notes,
    )


def declared_shape(options: Import) -> Shape:
    """Return what is said of inputs and outputs; what is not said, where it need not be, is 0.

    Raises
    ------
    ConfigError
        Where profiles lack a length or their tracks.
    """
    if options.input_length is None:
        raise ConfigError(
            "weights alone do not say how long the sequences are",
            where=options.source,
            fix="give `input_length`",
        )
    readout = options.readout or "classes"
    if readout == "profiles" and options.output_length is None:
        raise ConfigError(
            "weights alone do not say how long the profiles are",
            where=options.source,
            fix="give `output_length`",
        )
    profiles = readout == "profiles"
    return Shape(
        input_length=options.input_length,
        tasks=len(options.tasks),
        readout=readout,
        tracks=tuple(options.tracks or [1] * len(options.tasks)) if profiles else (),
        output_length=(options.output_length or 0) if profiles else 0,
        controls=(options.controls or 0) if profiles else 0,
    )


def _named_network(options: Import, shape: Shape) -> nn.Module:
    if options.architecture is None:
        raise ConfigError(
            "weights alone do not say what network they belong to",
            where=options.source,
            fix=f"give `architecture`: one of {', '.join(ARCHITECTURES)}, or module:Class of your "
            "own, with `trust`",
        )
    if is_user_class(options.architecture) and not options.trust:
        raise ConfigError(
            "to import a module of your own is to run it",
            where=f"architecture {options.architecture}",
            fix="write `trust: true` (--trust) beside it, if it is yours or you have read it",
        )
    return named_network(options.architecture, shape, options.arguments)


def _without_prefix(
    tensors: dict[str, Tensor], network: nn.Module
) -> tuple[dict[str, Tensor], tuple[str, ...]]:
    """Return tensors by the network's names, where all lack just one common prefix of theirs.

    Training frameworks keep a network as a part of something: ``module.``, ``model.``.
    """
    own = network.state_dict().keys()
    prefix = next(iter(tensors), "").partition(".")[0] + "."
    bare = {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}
    if tensors.keys() != own and bare.keys() == own and len(bare) == len(tensors):
        return bare, (f"the names of the weights begin with {prefix!r}, which was taken off",)
    return tensors, ()
