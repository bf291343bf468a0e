"""Pickled modules read without running anything: tensors and names are real, all else is inert.

`torch.load(weights_only=True)` refuses a module, since its classes are code. Of a module that is
read for its tensors no class is needed: whatever the pickle names, apart from what makes tensors,
is replaced by an object that takes everything and does nothing.
"""

from __future__ import annotations

import pickle
import warnings
import zipfile
from collections import OrderedDict
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor
from torch._utils import _rebuild_parameter, _rebuild_tensor_v2

from motiflens.errors import ModelError

_REAL: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor_v2,
    ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
    ("builtins", "set"): set,
    ("__builtin__", "set"): set,
}


class Inert:
    """Stands for an object of any class, and for what calling anything returns."""

    def __new__(cls, *_: Any, **__: Any) -> Inert:
        """Take any arguments."""
        made = super().__new__(cls)
        made.state = {}
        return made

    state: dict[str, Any]

    def __setstate__(self, state: Any) -> None:
        """Keep the attributes of an object."""
        self.state = state if isinstance(state, dict) else {}

    def __call__(self, *_: Any, **__: Any) -> Inert:
        """Return another that does nothing."""
        return Inert()

    def __setitem__(self, key: Any, value: Any) -> None:
        """Take an item of a mapping, and forget it."""

    def append(self, _: Any) -> None:
        """Take an item of a list, and forget it."""

    def extend(self, _: Any) -> None:
        """Take items of a list, and forget them."""

    def add(self, _: Any) -> None:
        """Take an item of a set, and forget it."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return _REAL.get((module, name), Inert)


_PICKLE = SimpleNamespace(
    Unpickler=_Unpickler,
    load=lambda file, **options: _Unpickler(file, **options).load(),
    loads=None,
    __name__="motiflens.inert",
)


def read_module(path: str) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return the tensors of a pickled module by their names in its state_dict, and its attributes.

    Raises
    ------
    ModelError
        Where the file is damaged, or holds no module.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if any(name.endswith("constants.pkl") for name in archive.namelist()):
                raise ModelError("this is TorchScript, and no pickled module", where=path)
        with warnings.catch_warnings(action="ignore"):  # of older pickles
            module = torch.load(path, map_location="cpu", weights_only=False, pickle_module=_PICKLE)
    except ModelError:
        raise
    except Exception as error:  # damaged in one of many ways
        raise ModelError(
            f"the file is damaged, or was not written by torch.save ({type(error).__name__})",
            where=path,
        ) from None
    if not isinstance(module, Inert) or "_modules" not in module.state:
        raise ModelError("the file holds no module", where=path)
    return dict(_tensors(module, "")), module.state


def _tensors(module: Inert, prefix: str) -> Iterator[tuple[str, Tensor]]:
    for kind in ("_parameters", "_buffers"):
        for name, tensor in _items(module, kind):
            if isinstance(tensor, Tensor):
                yield f"{prefix}{name}", tensor.detach()
    for name, part in _items(module, "_modules"):
        if isinstance(part, Inert):
            yield from _tensors(part, f"{prefix}{name}.")


def _items(module: Inert, kind: str) -> list[tuple[str, Any]]:
    found = module.state.get(kind)
    return list(found.items()) if isinstance(found, dict) else []
