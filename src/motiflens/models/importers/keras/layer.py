"""What a translator of a layer is given: its options, its tensors, and the graph to add to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from motiflens.errors import ModelError
from motiflens.models.graphs import GraphBuilder
from motiflens.models.graphs.arrangement import (
    Order,
    Value,
    added,
    arranged,
    channels_first,
    source_shape,
)
from motiflens.models.graphs.operations import Operation
from motiflens.models.importers.keras.weights import Stored

Array = NDArray[np.float32]
Shape = tuple[int, ...]


@dataclass
class Layer:
    """A layer while it is translated.

    Attributes
    ----------
    path, kind
        The names of the models around it, and its own; its class in Keras 2.
    options
        Under their names in Keras 2.
    load
        Returns its tensors as Keras 2 has them, in Keras' order; called for layers that have some.
    version
        The first number of the version of Keras that wrote the file.
    graph
        To add to.
    notes
        To add to, what a person should know.
    """

    path: tuple[str, ...]
    kind: str
    options: dict[str, Any]
    load: Callable[[], list[Stored]]
    version: int
    graph: GraphBuilder
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the names of the models around it and its own as one."""
        return "/".join(self.path)

    def refusal(self, why: str, fix: str | None = None) -> ModelError:
        """Return an error that names the layer and its class."""
        return ModelError(why, where=f"layer {self.name} ({self.kind})", fix=fix)

    def option(self, name: str, default: Any = None) -> Any:
        """Return an option; the default where it is not there, or None."""
        value = self.options.get(name)
        return default if value is None else value

    def integers(self, name: str, count: int, default: int = 1) -> Shape:
        """Return an option of one number for each of ``count`` dimensions."""
        value = self.option(name, default)
        values = (value,) * count if isinstance(value, int) else tuple(value)
        if len(values) != count or not all(isinstance(item, int) for item in values):
            raise self.refusal(f"its {name} is {value}, where {count} number(s) were expected")
        return values

    @property
    def data_format(self) -> str:
        """Return where the channels are."""
        return str(self.option("data_format", "channels_last"))

    def refuse_unless(self, name: str, *known: Any) -> None:
        """Refuse an option that is set, and not to one of the known values."""
        if self.options.get(name) is not None and self.options[name] not in known:
            expected = " or ".join(map(repr, known))
            raise self.refusal(f"its {name} is {self.options[name]!r}; only {expected} is known")

    def weights(self, expected: Mapping[str, Shape]) -> dict[str, Tensor]:
        """Return the layer's tensors by their roles, in the shapes that Keras 2 has.

        Raises
        ------
        ModelError
            Where one is missing, or of another shape; both shapes are named.
        """
        stored = self.load() if expected else []
        if len(stored) != len(expected):
            found = ", ".join(f"{item.name} {item.value.shape}" for item in stored)
            wanted = ", ".join(f"{role} {shape}" for role, shape in expected.items())
            raise self.refusal(
                f"its tensors in the file are {found or 'none'}, where {wanted} were expected",
                "give the weights that belong to this configuration",
            )
        for item, (role, shape) in zip(stored, expected.items(), strict=True):
            if item.value.shape != shape:
                raise self.refusal(
                    f"its tensor {item.name} is {item.value.shape}, where {role} {shape} was "
                    "expected",
                    "give the weights that belong to this configuration",
                )
        pairs = zip(expected, stored, strict=True)
        return {role: torch.from_numpy(item.value.copy()) for role, item in pairs}

    def add(
        self,
        operation: Operation,
        *values: Value,
        order: Order | None = None,
        tensors: Mapping[str, Tensor] | None = None,
        part: str = "",
    ) -> Value:
        """Add an operation to the graph, named after the layer; see `added`."""
        return added(
            self.graph, self.name, operation, values, order=order, tensors=tensors, part=part
        )

    def shape(self, value: Value) -> Shape:
        """Return the dimensions of a value after the batch, as Keras has them."""
        return source_shape(self.graph, value)

    def arranged(self, value: Value, order: Order) -> Value:
        """Return a value with its dimensions in another order."""
        return arranged(self.graph, value, order)

    def channels_first(self, value: Value) -> Value:
        """Return a value with the channels behind the batch."""
        return self.arranged(value, channels_first(value.rank, self.data_format))


Translator = Callable[[Layer, Sequence[Value]], Value]
"""Adds to the graph what a layer computes from its inputs."""

TRANSLATORS: dict[str, Translator] = {}
"""By the layer's class in Keras 2."""


def translates(*kinds: str) -> Callable[[Translator], Translator]:
    """Enter a translator of layers of these classes into the table."""

    def enter(translator: Translator) -> Translator:
        TRANSLATORS.update(dict.fromkeys(kinds, translator))
        return translator

    return enter
