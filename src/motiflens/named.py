"""What a table names and no module imports before it is asked for."""

from __future__ import annotations

import importlib
from typing import Any


def named(name: str) -> Any:
    """Return what ``module:name`` names."""
    module, attribute = name.split(":")
    return getattr(importlib.import_module(module), attribute)
