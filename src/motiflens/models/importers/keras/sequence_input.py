"""Which input of a Keras model the sequence is, and how it wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from motiflens.errors import ModelError
from motiflens.models.graphs import GraphBuilder
from motiflens.models.graphs.arrangement import Value, own_order
from motiflens.models.graphs.builder import INPUT
from motiflens.models.importers.keras.config import LayerConfig, ModelConfig
from motiflens.models.importers.sequence_shape import layout_of, sequence_sizes


@dataclass(frozen=True)
class SequenceInput:
    """The input that takes the sequence.

    Attributes
    ----------
    number
        Which one of the model's inputs it is.
    sizes
        Its dimensions after the batch.
    """

    number: int
    sizes: tuple[int, ...]

    @property
    def layout(self) -> str:
        """Return its dimensions as `Imported` names them."""
        return layout_of(self.sizes)

    @property
    def length(self) -> int:
        """Return the length of the sequence in bp."""
        return self.sizes[self.layout.index("L") - 1]


def find_sequence_input(config: ModelConfig, input_length: int | None) -> SequenceInput:
    """Return the model's first input that can take a sequence of DNA.

    Parameters
    ----------
    config
        The model.
    input_length
        Takes the place of a length that the model leaves open; in bp.

    Raises
    ------
    ModelError
        Where no input has four channels and one length, or its length is open and not given, or
        is another.
    """
    return SequenceInput(*sequence_sizes(input_shapes(config), input_length))


def add_inputs(graph: GraphBuilder, config: ModelConfig, chosen: SequenceInput) -> list[Value]:
    """Return a value for each input of the model: the sequence, and zeros for all others."""
    values = []
    for number, shape in enumerate(input_shapes(config)):
        if number == chosen.number:
            values.append(Value(INPUT, own_order(len(chosen.sizes) + 1)))
            continue
        sizes = tuple(chosen.length if size is None else size for size in shape)
        name = graph.constant(f"zeros_{number}", torch.zeros(1, *sizes))
        values.append(Value(name, own_order(len(sizes) + 1)))
    return values


def input_shapes(config: ModelConfig) -> list[tuple[int | None, ...]]:
    """Return the dimensions after the batch of each input; None where any will do."""
    layers = {layer.name: layer for layer in config.layers}
    return [_shape(layers, ref.layer, config.name) for ref in config.inputs]


def _shape(layers: dict[str, LayerConfig], name: str, model: str) -> tuple[int | None, ...]:
    options: dict[str, Any] = layers[name].options if name in layers else {}
    for key in ("batch_input_shape", "batch_shape"):
        if options.get(key):
            return tuple(options[key][1:])
    if options.get("input_shape"):
        return tuple(options["input_shape"])
    if options.get("input_dim"):
        return options.get("input_length"), options["input_dim"]
    raise ModelError(
        "the model does not say what shape it takes",
        where=f"model {model}, layer {name}",
        fix="call the model once, or give its first layer an `input_shape`, and save it again",
    )
