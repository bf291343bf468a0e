"""The tensors of a Keras file, layer by layer, in the order in which the layer made them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import h5py
import numpy as np
from numpy.typing import NDArray

from motiflens.errors import ModelError
from motiflens.models.importers.hdf5_tensors import read_numbers, read_texts


@dataclass(frozen=True)
class Stored:
    """A tensor, and what the file calls it."""

    name: str
    value: NDArray[np.float32]


@dataclass(frozen=True)
class Address:
    """Where a layer is: the models around it, from the outermost, and itself.

    Attributes
    ----------
    names
        By the layers' own names, as files of Keras 1 and 2 and ``.h5`` of Keras 3 have them.
    places
        By class and how many of the class come before, as ``.keras`` and ``.weights.h5`` have them.
    """

    names: tuple[str, ...]
    places: tuple[tuple[str, int], ...]


class Weights(ABC):
    """Where the tensors of a model are."""

    @abstractmethod
    def of(self, address: Address) -> list[Stored]:
        """Return the tensors of a layer; none where the file has none for it.

        Raises
        ------
        ModelError
            Where the file has no such layer, or a tensor is not there.
        """


class WeightsByName(Weights):
    """A group with ``layer_names``, and ``weight_names`` in that of each layer: all but the newest.

    The tensors of a model within the model are listed as those of one layer; each has the name of
    the inner layer in its path.
    """

    def __init__(self, file: h5py.File, where: str) -> None:
        self._group = file.get("model_weights", file)
        self._where = where
        self._layers = read_texts(self._group, "layer_names")
        if self._layers is None:
            raise ModelError(
                "the file holds no weights of Keras: it has no attribute `layer_names`",
                where=where,
                fix="give the file that model.save() or model.save_weights() wrote",
            )

    def of(self, address: Address) -> list[Stored]:
        """Return the tensors of a layer."""
        outer, inner = address.names[0], address.names[1:]
        group = self._group.get(outer)
        if group is None:
            raise ModelError(
                f"the file has no layer {outer!r}, which the model's configuration names; it has "
                f"{', '.join(self._layers or []) or 'none'}",
                where=self._where,
                fix="give the weights that belong to this configuration",
            )
        names = read_texts(group, "weight_names") or []
        if inner:
            names = [name for name in names if inner[-1] in name.split("/")[:-1]]
        where = f"{self._where}, layer {'/'.join(address.names)}"
        return [Stored(name, read_numbers(group, name, where=where)) for name in names]
