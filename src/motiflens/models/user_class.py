"""A network of the user's own: a class that is named, imported and called."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from motiflens.errors import ModelError
from motiflens.models.architectures import build
from motiflens.models.shape import Shape


def is_user_class(name: str | None) -> bool:
    """Return whether an architecture is named as ``module:Class`` or ``file.py:Class``."""
    return name is not None and ":" in name


def named_network(name: str, shape: Shape, arguments: Mapping[str, Any]) -> nn.Module:
    """Return a network with fresh weights, of the table of architectures or of a user's class.

    To name a class of the user's is to run it: whoever calls this has the user's word.

    Raises
    ------
    ConfigError, ModelError
        As `motiflens.models.architectures.build` and `build_user_class`.
    """
    if is_user_class(name):
        return build_user_class(name, arguments)
    return build(name, shape, arguments)


def build_user_class(name: str, arguments: Mapping[str, Any]) -> nn.Module:
    """Return ``Class(**arguments)``, its module imported as from the working directory.

    Parameters
    ----------
    name
        ``module:Class`` or ``path/to/file.py:Class``.
    arguments
        What the class is called with.

    Raises
    ------
    ModelError
        Where there is no such module or class, it is no `torch.nn.Module`, or it cannot be made
        with these arguments.
    """
    found = _imported(name)
    if not (isinstance(found, type) and issubclass(found, nn.Module)):
        raise ModelError("this is no class of torch.nn.Module", where=name)
    try:
        return found(**arguments)
    except Exception as error:  # the user's own code may raise anything
        raise ModelError(
            f"the network could not be made: {type(error).__name__}: {error}",
            where=f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})",
            fix="give the options of the class as `arguments`",
        ) from error


def run_file(path: Path) -> ModuleType:
    """Return the module that is in a file."""
    name = re.sub(r"\W", "_", str(path.resolve()))
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@contextmanager
def importing_from(folder: Path) -> Iterator[None]:
    """Let modules be imported from a folder."""
    place = str(folder.resolve())
    sys.path.insert(0, place)
    try:
        yield
    finally:
        sys.path.remove(place)


def _imported(name: str) -> Any:
    module, _, attribute = name.rpartition(":")
    with importing_from(Path()):
        try:
            is_file = module.endswith(".py")
            found: Any = run_file(Path(module)) if is_file else importlib.import_module(module)
            for part in attribute.split("."):
                found = getattr(found, part)
        except Exception as error:  # a module may raise anything when it is imported
            raise ModelError(
                f"it could not be imported: {type(error).__name__}: {error}",
                where=name,
                fix="write module:Class or path/to/file.py:Class; a module must be installed, or "
                "lie in the directory where motiflens is run",
            ) from error
    return found
