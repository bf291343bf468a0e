"""What tests over all methods share."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pytest
from torch import Tensor, nn

from motiflens.attribution import engine
from motiflens.attribution.capture import capture
from motiflens.attribution.program import Program

_PROGRAMS: dict[Any, Program] = {}


@pytest.fixture
def captured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Capture equal networks once: most of the time of a small network's explanation is that."""

    def cached(
        model: nn.Module, x: Tensor, args: Sequence[Tensor], targets: list[Any], keeper: None
    ) -> Program:
        shapes = tuple((tensor.shape[1:], tensor.dtype) for tensor in (x, *args))
        key = (type(model), repr(model), _weights(model), shapes, tuple(targets))
        if key not in _PROGRAMS:
            _PROGRAMS[key] = capture(model, x, args, targets, keeper)
        return _PROGRAMS[key]

    monkeypatch.setattr(engine, "capture", cached)


def _weights(model: nn.Module) -> str:
    found = hashlib.sha256()
    for name, tensor in model.state_dict().items():
        found.update(name.encode())
        found.update(tensor.detach().cpu().numpy().tobytes())
    return found.hexdigest()
