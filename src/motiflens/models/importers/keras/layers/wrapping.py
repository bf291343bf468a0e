"""A layer applied at each position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from motiflens.models.graphs.arrangement import Value
from motiflens.models.importers.keras.layer import TRANSLATORS, Layer, translates
from motiflens.models.importers.keras.names import in_words_of_keras_2

_BY_POSITION = {"Dense", "Activation", "Dropout", "ReLU", "LeakyReLU", "ELU"}


@translates("TimeDistributed")
def _at_each_position(layer: Layer, inputs: Sequence[Value]) -> Value:
    inner = layer.options["layer"]
    kind, options = in_words_of_keras_2(inner["class_name"], inner["config"])
    if kind not in _BY_POSITION:
        known = ", ".join(sorted(_BY_POSITION))
        raise layer.refusal(f"it holds a layer of the class {kind}; known are {known}")
    return TRANSLATORS[kind](replace(layer, kind=kind, options=options), inputs)
