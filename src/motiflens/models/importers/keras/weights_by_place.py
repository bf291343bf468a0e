"""Tensors under the class and the number of their layer: ``.keras`` and ``.weights.h5``."""

from __future__ import annotations

from collections.abc import Iterator

import h5py

from motiflens.errors import ModelError
from motiflens.models.importers.hdf5_tensors import read_numbers
from motiflens.models.importers.keras.weights import Address, Stored, Weights

_LAYERS, _DEPENDENCIES = "layers", "_layer_checkpoint_dependencies"
# Of a layer itself, then of the layers that it is made of, in the order in which Keras lists them.
_PARTS: tuple[list[str], ...] = (
    [],
    ["cell"],
    ["forward_layer"],
    ["forward_layer", "cell"],
    ["backward_layer"],
    ["backward_layer", "cell"],
    ["layer"],
    ["layer", "cell"],
)


class WeightsByPlace(Weights):
    r"""Groups such as ``layers/conv1d_1/vars/0``, the first variable of the second `Conv1D`.

    TensorFlow 2.12 and 2.13 have ``_layer_checkpoint_dependencies`` in the place of ``layers``, and
    count a layer with weights twice there, so that the second is ``conv1d_2``. On Windows they,
    and some later versions, write ``layers\conv1d_1`` as one name.
    """

    def __init__(self, file: h5py.File, where: str) -> None:
        self._file = file
        self._where = where
        self._root, self._separator = _scheme(file) or (_LAYERS, "/")

    @classmethod
    def is_such(cls, file: h5py.File) -> bool:
        """Return whether a file is of this kind."""
        return _scheme(file) is not None

    def of(self, address: Address) -> list[Stored]:
        """Return the tensors of a layer."""
        where = f"{self._where}, layer {'/'.join(address.names)}"
        path = self._root
        for depth, (kind, number) in enumerate(address.places):
            inside = f"{path}{self._separator}{self._root}" if depth else path
            known = self._names(inside)
            name = _numbered(kind, number * self._step(inside, known))
            if name not in known:
                raise ModelError(
                    f"there is no group {name!r} for it; the file has {', '.join(known) or 'none'}",
                    where=where,
                    fix="give the weights that belong to this configuration",
                )
            path = f"{inside}{self._separator}{name}"
        return [
            Stored(name, read_numbers(self._file, name, where=where))
            for name in self._variables(path)
        ]

    def _names(self, path: str) -> list[str]:
        """Return the names of the layers in a model, which need not be groups of their own."""
        if self._separator == "/":
            group = self._file.get(path)
            return list(group) if isinstance(group, h5py.Group) else []
        start = f"{path}{self._separator}"
        inside = (key.removeprefix(start) for key in self._file if key.startswith(start))
        return list(dict.fromkeys(key.split(self._separator)[0] for key in inside))

    def _step(self, path: str, names: list[str]) -> int:
        """Return how far the numbers of a class's layers are apart."""
        if self._root == _LAYERS:
            return 1
        numbers = (
            name.rpartition("_")[2]
            for name in names
            if any(self._variables(f"{path}{self._separator}{name}"))
        )
        return 1 if any(number.isdigit() and int(number) % 2 for number in numbers) else 2

    def _variables(self, path: str) -> Iterator[str]:
        """Yield the paths of a layer's own variables, then of the layers inside it."""
        for part in _PARTS:
            group = f"{self._separator.join([path, *part])}/vars"
            for key in sorted(self._file.get(group, {}), key=int):
                yield f"{group}/{key}"


def _scheme(file: h5py.File) -> tuple[str, str] | None:
    """Return what the layers of a file are under, and what stands between names."""
    for root in (_LAYERS, _DEPENDENCIES):
        if root in file:
            return root, "/"
        if any(key.startswith(f"{root}\\") for key in file):
            return root, "\\"
    return None


def _numbered(kind: str, number: int) -> str:
    return f"{kind}_{number}" if number else kind
