"""The references of a data set's windows, as the settings of a task ask for them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from motiflens.attribution.methods import METHODS
from motiflens.attribution.references import REFERENCES, References, resolve_references
from motiflens.config import Attribute
from motiflens.models.encoding import one_hot
from motiflens.sequences.selection import evenly
from motiflens.store.windows import Windows

_POOL = 5000
"""Negatives that references are drawn from, at most, which bounds the memory."""


class WindowReferences:
    """The references of a method's scores, from the settings of a task and the data set."""

    def __init__(self, windows: Windows, method: str, settings: Attribute) -> None:
        own = METHODS[method].reference
        self.asked = own if settings.reference is None else settings.reference
        self.windows = windows
        # What `motiflens.explain` is told beside the reference itself.
        self.drawn: dict[str, Any] = {"n_references": settings.n_references, "seed": settings.seed}

    def of(self, x: Tensor) -> References:
        """Return the references of the sequences x (n, 4, L)."""
        return resolve_references(
            self.asked,
            x,
            count=self.drawn["n_references"],
            seed=self.drawn["seed"],
            **self.beside,
        )

    @cached_property
    def beside(self) -> dict[str, Any]:
        """What of the data set a named reference needs: of many negatives some from all over."""
        kind = REFERENCES.get(self.asked) if isinstance(self.asked, str) else None
        if kind is not None and kind.needs_pool:
            negatives = self.windows.window_codes(evenly(self.windows.negatives(), _POOL))
            return {"pool": one_hot(torch.from_numpy(negatives))}
        return {"frequencies": self.windows.background_single_strand}

    def as_dict(self) -> dict[str, Any]:
        """Return name, frequencies where it is a column of them, and how it was drawn."""
        name = self.asked if isinstance(self.asked, str) else "frequencies"
        kind = REFERENCES.get(name)
        if kind is not None and kind.several:
            return {"name": name, "frequencies": None, **self.drawn}
        if name == "gc":
            return {"name": name, "frequencies": None}
        one = self.of(torch.zeros(1, 4, 1, dtype=torch.float64)).make(torch.zeros(1).long())
        return {"name": name, "frequencies": one[0, 0, :, 0].tolist()}
