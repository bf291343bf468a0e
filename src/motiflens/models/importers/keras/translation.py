"""From a Keras model's configuration and tensors to a graph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from motiflens.errors import ModelError
from motiflens.models.graphs import GraphBuilder
from motiflens.models.graphs.arrangement import Value
from motiflens.models.importers.keras import layers as _layers  # noqa: F401 - fills TRANSLATORS
from motiflens.models.importers.keras.config import LayerConfig, ModelConfig, Ref
from motiflens.models.importers.keras.layer import TRANSLATORS, Layer
from motiflens.models.importers.keras.names import in_words_of_keras_2
from motiflens.models.importers.keras.older_weights import as_in_keras_2
from motiflens.models.importers.keras.weights import Address, Stored, Weights

_WHY_NOT = {
    "Masking": "sequences of DNA have no positions to be left out",
    "Embedding": "it takes bases as numbers, and motiflens gives one-hot columns",
}


@dataclass
class Translation:
    """A translation on its way.

    Attributes
    ----------
    graph
        To add to.
    weights
        Where the tensors are.
    version
        The first number of the version of Keras that wrote the file.
    theano
        Whether the model was trained with Theano.
    notes
        What a person should know.
    """

    graph: GraphBuilder
    weights: Weights
    version: int
    theano: bool
    notes: list[str] = field(default_factory=list)

    def model(
        self, config: ModelConfig, inputs: Sequence[Value], around: Address | None = None
    ) -> list[Value]:
        """Add a model, called on ``inputs``, and return its outputs.

        Raises
        ------
        ModelError
            Where a layer is not known or its tensors do not fit; the layer and its class are
            named.
        """
        results = {
            (ref.layer, 0): [value] for ref, value in zip(config.inputs, inputs, strict=True)
        }
        first = _first_calls(config)

        def result(ref: Ref) -> Value | None:
            found = results.get((ref.layer, ref.call - first.get(ref.layer, 0)))
            return None if found is None else found[ref.index]

        pending = [
            (layer, address, number)
            for layer, address in _addressed(config, around)
            for number in range(len(layer.calls))
            if (layer.name, number) not in results
        ]
        while pending:
            waiting = []
            for layer, address, number in pending:
                taken = [result(ref) for ref in layer.calls[number]]
                values = [value for value in taken if value is not None]
                if len(values) < len(taken):
                    waiting.append((layer, address, number))
                    continue
                if number == 1:
                    self.notes.append(
                        f"layer {layer.name} is shared: its weights are kept for each use"
                    )
                results[layer.name, number] = self._called(layer, address, values)
            if len(waiting) == len(pending):
                raise ModelError(
                    "it is called on a result that no layer gives",
                    where=f"layer {waiting[0][0].name}",
                )
            pending = waiting
        return [_given(result(ref), ref) for ref in config.outputs]

    def _called(self, config: LayerConfig, address: Address, values: list[Value]) -> list[Value]:
        if config.model is not None:
            return self.model(config.model, values, address)
        kind, options = in_words_of_keras_2(config.kind, config.options)
        where = f"layer {'/'.join(address.names)} ({config.kind})"
        if kind not in TRANSLATORS:
            why = f": {_WHY_NOT[kind]}" if kind in _WHY_NOT else ""
            raise ModelError(
                f"layers of this class are not known{why}",
                where=where,
                fix=f"known are {', '.join(sorted(TRANSLATORS))}",
            )
        stored = partial(self._stored, kind, options, address)
        layer = Layer(
            address.names, kind, options, stored, self.version, self.graph, notes=self.notes
        )
        try:
            return [TRANSLATORS[kind](layer, values)]
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise ModelError(
                f"its configuration is not what Keras writes ({type(error).__name__}: {error})",
                where=where,
            ) from None

    def _stored(self, kind: str, options: dict[str, Any], address: Address) -> list[Stored]:
        stored = self.weights.of(address)
        return as_in_keras_2(kind, options, stored, version=self.version, theano=self.theano)


def _first_calls(config: ModelConfig) -> dict[str, int]:
    """Return from which number on the calls of each layer are counted.

    Keras 2 counts those of a model within a model from 1: number 0 is the model itself.
    """
    refs = [
        *config.outputs,
        *(ref for layer in config.layers for call in layer.calls for ref in call),
    ]
    highest: dict[str, int] = {}
    for ref in refs:
        highest[ref.layer] = max(ref.call, highest.get(ref.layer, 0))
    calls = {layer.name: max(len(layer.calls), 1) for layer in config.layers}
    return {name: int(high >= calls.get(name, 1)) for name, high in highest.items()}


def _addressed(
    config: ModelConfig, around: Address | None
) -> Iterator[tuple[LayerConfig, Address]]:
    """Yield each layer with its address."""
    counts: Counter[str] = Counter()
    for layer in config.layers:
        place = _in_snake_case(layer.kind)
        number, counts[place] = counts[place], counts[place] + 1
        names, places = (around.names, around.places) if around else ((), ())
        numbered = f"{place}_{number}" if number else place
        yield layer, Address((*names, layer.name), (*places, numbered))


def _in_snake_case(kind: str) -> str:
    """Return a class's name as Keras 3 makes names of it: ``MaxPooling1D`` is max_pooling1d."""
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()


def _given(value: Value | None, ref: Ref) -> Value:
    if value is None:
        raise ModelError(
            "the model is to return what it does not compute", where=f"layer {ref.layer}"
        )
    return value
