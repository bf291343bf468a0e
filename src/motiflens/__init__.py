"""Find which bases a DNA model reads, and which motifs they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from motiflens._version import __version__
from motiflens.attribution.methods import METHODS
from motiflens.attribution.user_rules import rule

if TYPE_CHECKING:
    from motiflens.attribution import targets
    from motiflens.attribution.explain import explain, explain_each
    from motiflens.attribution.explainer import Explainer
    from motiflens.attribution.result import Attribution

__all__ = [
    "METHODS",
    "Attribution",
    "Explainer",
    "__version__",
    "explain",
    "explain_each",
    "rule",
    "targets",
]

_LATE = {
    "Attribution": "motiflens.attribution.result",
    "Explainer": "motiflens.attribution.explainer",
    "explain": "motiflens.attribution.explain",
    "explain_each": "motiflens.attribution.explain",
}


def __getattr__(name: str) -> Any:
    """Import what needs torch when it is first asked for: the command line starts without it."""
    import importlib

    if name == "targets":
        return importlib.import_module("motiflens.attribution.targets")
    if name in _LATE:
        return getattr(importlib.import_module(_LATE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
