"""bpnet-lite's BPNet and ChromBPNet, whose weights have the names and shapes of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from motiflens.config import Import
from motiflens.errors import ConfigError, ModelError
from motiflens.models.architectures import build
from motiflens.models.architectures.bpnet import PROFILE_WIDTH
from motiflens.models.importers.imported import Imported
from motiflens.models.importers.inert import read_module
from motiflens.models.importers.sight import Sight
from motiflens.models.shape import Shape
from motiflens.models.weights import fit_weights, read_safetensors, read_state_dict

_PARTS = ("accessibility", "bias")
_OTHER_ORDER = "BasePairNet"
_FLANK = 47  # bp on either side that the first convolution and the profile's read beyond it


@dataclass(frozen=True)
class _Sizes:
    """Of one BPNet, as its tensors have them."""

    filters: int
    layers: int
    profiles: int
    counts: int
    controls: int


def read_bpnet_lite(options: Import) -> Imported:
    """Read a state_dict or a whole model of bpnet-lite; nothing in it is executed.

    Raises
    ------
    ConfigError
        Where the length of the sequences is not said.
    ModelError
        Where the file is damaged, or tensors are missing or of other shapes.
    """
    tensors, attributes = _read(options.source)
    parts = [part for part in _PARTS if f"{part}.iconv.weight" in tensors]
    named = {part: _completed(_of_part(tensors, part), options.source) for part in parts or [""]}
    sizes = {part: _sizes(own, options.source) for part, own in named.items()}
    first = next(iter(sizes.values()))
    shape, notes = _shape(options, first, _trimming(attributes))
    arguments = _arguments(sizes, shape)
    name = "chrombpnet" if parts else "bpnet"
    network = build(name, shape, arguments)
    weights = {
        (f"{part}." if part else "") + key: tensor
        for part, own in named.items()
        for key, tensor in own.items()
    }
    fit_weights(network, weights, where=options.source)
    return Imported(
        graph=None,
        network=network.eval(),
        readout="profiles",
        input_length=shape.input_length,
        n_tasks=shape.tasks,
        tracks=shape.tracks,
        output_length=shape.output_length,
        controls=shape.controls,
        architecture=name,
        arguments=arguments,
        notes=notes,
    )


def _read(path: str) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return tensors and, of a whole model, its attributes."""
    if path.endswith(".safetensors"):
        return read_safetensors(path), {}
    classes = [word for word in Sight(Path(path)).words if word.startswith("bpnetlite")]
    if any(name.endswith(_OTHER_ORDER) for name in classes):
        raise ModelError(
            f"this is a {_OTHER_ORDER}, whose activations come before its convolutions",
            where=path,
            fix="save its state_dict, and import it with `architecture: "
            f"bpnetlite.bpnet:{_OTHER_ORDER}` and `trust`",
        )
    if classes:
        return read_module(path)
    return read_state_dict(path), {}


def _of_part(tensors: Mapping[str, Tensor], part: str) -> dict[str, Tensor]:
    prefix = f"{part}." if part else ""
    return {
        name.removeprefix(prefix): tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix)
    }


def _sizes(tensors: Mapping[str, Tensor], where: str) -> _Sizes:
    """Return the sizes of a network, by the shapes of its tensors."""
    filters = _tensor(tensors, "iconv.weight", (None, 4, 21), where).shape[0]
    layers = sum(name.startswith("rconvs.") and name.endswith(".weight") for name in tensors)
    head = _tensor(tensors, "fconv.weight", (None, None, PROFILE_WIDTH), where)
    counts = _tensor(tensors, "linear.weight", (None, None), where)
    return _Sizes(filters, layers, head.shape[0], counts.shape[0], head.shape[1] - filters)


def _tensor(
    tensors: Mapping[str, Tensor], name: str, expected: tuple[int | None, ...], where: str
) -> Tensor:
    if name not in tensors:
        raise ModelError(f"the tensor {name} of bpnet-lite is missing", where=where)
    found = tuple(tensors[name].shape)
    same = len(found) == len(expected) and all(
        size in (None, own) for size, own in zip(expected, found, strict=True)
    )
    if not same:
        sizes = ", ".join("any" if size is None else str(size) for size in expected)
        raise ModelError(f"{name} is {found}, where ({sizes}) was expected", where=where)
    return tensors[name]


def _completed(tensors: dict[str, Tensor], where: str) -> dict[str, Tensor]:
    """Return tensors with biases of zero where heads have none, and no input that is always zero.

    Early versions have an input of the counts for control tracks also where there are none.
    """
    sizes = _sizes(tensors, where)
    complete = dict(tensors)
    complete.setdefault("fconv.bias", torch.zeros(sizes.profiles))
    complete.setdefault("linear.bias", torch.zeros(sizes.counts))
    if sizes.controls == 0 and tensors["linear.weight"].shape[1] == sizes.filters + 1:
        complete["linear.weight"] = tensors["linear.weight"][:, :-1].contiguous()
    return complete


def _trimming(attributes: Mapping[str, Any]) -> int | None:
    """Return what a whole model cuts off at either end."""
    own = attributes.get("trimming")
    if own is None and "accessibility" in attributes.get("_modules", {}):
        own = attributes["_modules"]["accessibility"].state.get("trimming")
    return own if isinstance(own, int) else None


def _shape(options: Import, sizes: _Sizes, trimming: int | None) -> tuple[Shape, tuple[str, ...]]:
    """Return lengths and numbers: one task with a profile a strand, or a task for each profile."""
    if options.input_length is None:
        raise ConfigError(
            "bpnet-lite's files do not say how long the sequences are",
            where=options.source,
            fix="give `input_length`: 2114 is its default",
        )
    usual = _FLANK + (2 << sizes.layers) - 2
    cut = usual if trimming is None else trimming
    length = options.output_length or options.input_length - 2 * cut
    if length < 1:
        raise ConfigError(
            f"of {options.input_length} bp nothing is left, where {cut} are cut off at either end",
            where=options.source,
            fix="give a longer `input_length`, or the `output_length` of the profiles",
        )
    if sizes.counts == 1 and sizes.profiles <= 2:
        tracks: tuple[int, ...] = (sizes.profiles,)
    elif sizes.counts == sizes.profiles:
        tracks = (1,) * sizes.counts
    else:
        raise ModelError(
            f"the model has {sizes.profiles} profiles and {sizes.counts} counts, which is neither "
            "one task with its strands nor a task for each",
            where=options.source,
        )
    guessed = trimming is None and options.output_length is None
    notes = (f"profiles of {length} bp: bpnet-lite's default cuts {usual} bp off either end",)
    return Shape(
        input_length=options.input_length,
        tasks=len(tracks),
        readout="profiles",
        tracks=tracks,
        output_length=length,
        controls=sizes.controls,
    ), notes * guessed


def _arguments(sizes: Mapping[str, _Sizes], shape: Shape) -> dict[str, int]:
    """Return the arguments of our architecture: bpnet-lite's counts read what its profiles see."""
    main = next(iter(sizes.values()))
    arguments = {"filters": main.filters, "layers": main.layers}
    if "bias" in sizes:
        own = sizes["bias"]
        arguments |= {"bias_filters": own.filters, "bias_layers": own.layers}
    return arguments | {"count_positions": shape.output_length + PROFILE_WIDTH - 1}
