"""A network of the user's own: a class that is named, imported and called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import nn

from motiflens.errors import ModelError


def is_user_class(name: str | None) -> bool:
    """Return whether an architecture is named as ``module:Class``."""
    return name is not None and ":" in name


def build_user_class(name: str, arguments: Mapping[str, Any]) -> nn.Module:
    """Return ``Class(**arguments)`` of ``module:Class``, imported as from the working directory.

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


def _imported(name: str) -> Any:
    module, _, attribute = name.partition(":")
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        found: Any = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:  # a module may raise anything when it is imported
        raise ModelError(
            f"it could not be imported: {type(error).__name__}: {error}",
            where=name,
            fix="write module:Class; the module must be installed, or lie in the directory where "
            "motiflens is run",
        ) from error
    finally:
        sys.path.remove(here)
    return found
