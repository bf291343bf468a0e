"""A Keras model's configuration, of any version, as layers and what each is called on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from motiflens.errors import ModelError

MODELS = {"Sequential", "Functional", "Model"}

_UNNAMED = "(input)"
"""The input of a chain that does not list it."""


@dataclass(frozen=True)
class Ref:
    """A result: of which layer, of which of its calls, and which of several."""

    layer: str
    call: int
    index: int


@dataclass(frozen=True)
class LayerConfig:
    """A layer.

    Attributes
    ----------
    name, kind
        Its own name, and its class.
    options
        As the version that wrote it calls them.
    calls
        What it was called on; several where it is shared, none for an input.
    model
        The model, where the layer is one.
    """

    name: str
    kind: str
    options: dict[str, Any]
    calls: tuple[tuple[Ref, ...], ...]
    model: ModelConfig | None = None


@dataclass(frozen=True)
class ModelConfig:
    """Layers in order, and which results go in and out."""

    name: str
    layers: tuple[LayerConfig, ...]
    inputs: tuple[Ref, ...]
    outputs: tuple[Ref, ...]


def read_model(config: Any, *, where: str) -> ModelConfig:
    """Return the model that a configuration describes.

    Parameters
    ----------
    config
        What the JSON holds: ``class_name`` and ``config``.
    where
        What errors name as the place.

    Raises
    ------
    ModelError
        Where it is no model of Keras 1, 2 or 3, or a subclass of the user's own.
    """
    try:
        return _model(config, where)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise ModelError(
            f"the model's configuration is not what Keras writes ({type(error).__name__}: {error})",
            where=where,
            fix="save the model again, with model.save() or model.to_json()",
        ) from None


def _model(config: dict[str, Any], where: str) -> ModelConfig:
    if "class_name" not in config:
        raise ModelError(
            "this is no configuration of Keras 1, 2 or 3, which begins with `class_name`",
            where=where,
        )
    kind, body = config["class_name"], config["config"]
    if kind == "Sequential":
        return _sequential(body, where)
    if not isinstance(body, dict) or "layers" not in body or "output_layers" not in body:
        raise ModelError(
            f"the model is of the class {kind}, whose layers its file does not tell",
            where=where,
            fix="Sequential and functional models can be read; rebuild it as one and save that",
        )
    layers = tuple(_layer(item, where) for item in body["layers"])
    return ModelConfig(
        body.get("name", "model"),
        layers,
        tuple(_refs(body["input_layers"])),
        tuple(_refs(body["output_layers"])),
    )


def _sequential(body: Any, where: str) -> ModelConfig:
    """Return a chain of layers as a functional model that begins with an input."""
    listed = body if isinstance(body, list) else body["layers"]
    layers = [_layer(item, where) for item in listed]
    if layers[0].kind != "InputLayer":
        layers.insert(0, LayerConfig(_UNNAMED, "InputLayer", _first_shape(layers[0]), ()))
    chain = [layers[0]]
    for layer in layers[1:]:
        calls = ((Ref(chain[-1].name, 0, 0),),)
        chain.append(LayerConfig(layer.name, layer.kind, layer.options, calls, layer.model))
    name = body.get("name", "sequential") if isinstance(body, dict) else "sequential"
    ends = (Ref(chain[0].name, 0, 0),), (Ref(chain[-1].name, 0, 0),)
    return ModelConfig(name, tuple(chain), *ends)


def _first_shape(layer: LayerConfig) -> dict[str, Any]:
    """Return what tells the input's shape, from the first layer of a chain."""
    while layer.model is not None:
        layer = layer.model.layers[0]
    return layer.options


def _layer(item: dict[str, Any], where: str) -> LayerConfig:
    options = item["config"]
    model = _model(item, where) if item["class_name"] in MODELS else None
    name = item.get("name") or (model.name if model else options["name"])
    nodes = item.get("inbound_nodes") or []
    calls = tuple(tuple(_call(node, name, where)) for node in nodes)
    return LayerConfig(
        name, item["class_name"], options if isinstance(options, dict) else {}, calls, model
    )


def _call(node: Any, name: str, where: str) -> list[Ref]:
    """Return what a layer was called on: Keras 3 has a mapping, older ones lists of lists."""
    if isinstance(node, dict):
        beside, taken = node.get("kwargs") or {}, list(_refs(node["args"]))
    else:
        items = [node] if isinstance(node[0], str) else node
        beside = {key: value for item in items if len(item) > 3 for key, value in item[3].items()}
        taken = [Ref(item[0], item[1], item[2]) for item in items]
    told = {key: value for key, value in beside.items() if key != "training" and value is not None}
    if told:
        raise ModelError(
            f"it is called with {', '.join(sorted(told))} beside its input, which is not known",
            where=f"{where}, layer {name}",
        )
    return taken


def _refs(value: Any) -> Iterator[Ref]:
    """Yield the results that a nest of lists and mappings names."""
    if isinstance(value, dict):
        if "keras_history" in value:
            yield Ref(*value["keras_history"][:3])
        else:
            for item in value.values():
                yield from _refs(item)
    elif isinstance(value, list | tuple):
        if len(value) >= 3 and isinstance(value[0], str) and isinstance(value[1], int):
            yield Ref(value[0], value[1], value[2])
        else:
            for item in value:
                yield from _refs(item)
