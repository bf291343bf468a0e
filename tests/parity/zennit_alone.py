"""zennit without torchvision.

zennit's ``__init__`` imports torchvision, for its canonizers of torchvision's models alone. Its
other modules do not, and are imported here without that ``__init__``.
"""

from __future__ import annotations

import importlib.util
import sys
import types


def installed() -> bool:
    """Return whether zennit is here; it can be imported from then on."""
    if "zennit" in sys.modules:
        return True
    found = importlib.util.find_spec("zennit")
    if found is None or found.submodule_search_locations is None:
        return False
    package = types.ModuleType("zennit")
    package.__path__ = list(found.submodule_search_locations)
    sys.modules["zennit"] = package
    return True
