"""What the calls of a model's layers gave."""

from __future__ import annotations

from collections.abc import Sequence

from motiflens.errors import ModelError
from motiflens.models.graphs.arrangement import Value
from motiflens.models.importers.keras.config import ModelConfig, Ref


class Results:
    """The results of a model's layers, as far as they have been called.

    Parameters
    ----------
    config
        The model.
    inputs
        What it is called on.

    Raises
    ------
    ModelError
        Where it takes more or fewer inputs.
    """

    def __init__(self, config: ModelConfig, inputs: Sequence[Value]) -> None:
        if len(config.inputs) != len(inputs):
            raise ModelError(
                f"it is called on {len(inputs)} value(s), and takes {len(config.inputs)}",
                where=f"model {config.name}",
            )
        self._first = _first_calls(config)
        self._found = {
            (ref.layer, 0): [value] for ref, value in zip(config.inputs, inputs, strict=True)
        }

    def __contains__(self, call: tuple[str, int]) -> bool:
        """Return whether the numbered call of a layer has been made; numbers are from 0."""
        return call in self._found

    def add(self, layer: str, number: int, values: list[Value]) -> None:
        """Enter what a call gave."""
        self._found[layer, number] = values

    def of(self, refs: Sequence[Ref]) -> list[Value] | None:
        """Return the results that ``refs`` name; None where a call has not been made.

        Raises
        ------
        ModelError
            Where a call has been made, and has no such result.
        """
        values = []
        for ref in refs:
            found = self._found.get((ref.layer, ref.call - self._first.get(ref.layer, 0)))
            if found is None:
                return None
            if ref.index >= len(found):
                raise ModelError(
                    f"its result {ref.index} is taken, and it has {len(found)}",
                    where=f"layer {ref.layer}",
                )
            values.append(found[ref.index])
        return values


def _first_calls(config: ModelConfig) -> dict[str, int]:
    """Return from which number on the calls of each layer are counted.

    Keras 2 counts those of a model within a model from 1: number 0 is the model itself.
    """
    taken = [ref for layer in config.layers for call in layer.calls for ref in call]
    highest: dict[str, int] = {}
    for ref in (*config.outputs, *taken):
        highest[ref.layer] = max(ref.call, highest.get(ref.layer, 0))
    calls = {layer.name: max(len(layer.calls), 1) for layer in config.layers}
    return {name: int(high >= calls.get(name, 1)) for name, high in highest.items()}
