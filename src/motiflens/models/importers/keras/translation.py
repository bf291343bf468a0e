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
from motiflens.models.importers.keras.config import LayerConfig, ModelConfig
from motiflens.models.importers.keras.layer import TRANSLATORS, Layer
from motiflens.models.importers.keras.names import in_words_of_keras_2
from motiflens.models.importers.keras.older_weights import as_in_keras_2
from motiflens.models.importers.keras.results import Results
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
        results = Results(config, inputs)
        pending = [
            (layer, address, number)
            for layer, address in _addressed(config, around)
            for number in range(len(layer.calls))
            if (layer.name, number) not in results
        ]
        while pending:
            waiting = [call for call in pending if not self._call(*call, results)]
            if len(waiting) == len(pending):
                where = f"layer {waiting[0][0].name}"
                raise ModelError("it is called on a result that no layer gives", where=where)
            pending = waiting
        outputs = results.of(config.outputs)
        if outputs is None:
            raise ModelError("it returns what no layer gives", where=f"model {config.name}")
        return outputs

    def _call(self, config: LayerConfig, address: Address, number: int, results: Results) -> bool:
        """Add a call, if what it takes is there; return whether it was."""
        values = results.of(config.calls[number])
        if values is None:
            return False
        if number == 1:
            self.notes.append(f"layer {config.name} is shared: its weights are kept for each use")
        results.add(config.name, number, self._called(config, address, values))
        return True

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


def _addressed(
    config: ModelConfig, around: Address | None
) -> Iterator[tuple[LayerConfig, Address]]:
    """Yield each layer with its address."""
    counts: Counter[str] = Counter()
    for layer in config.layers:
        place = _in_snake_case(layer.kind)
        names, places = (around.names, around.places) if around else ((), ())
        yield layer, Address((*names, layer.name), (*places, (place, counts[place])))
        counts[place] += 1


def _in_snake_case(kind: str) -> str:
    """Return a class's name as Keras 3 makes names of it: ``MaxPooling1D`` is max_pooling1d."""
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
