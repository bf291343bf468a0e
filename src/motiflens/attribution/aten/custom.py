"""Calls of operators for which a user gave a rule, and values that are taken as constants."""

from __future__ import annotations

from typing import Any

import torch

from motiflens.attribution import operations as ops
from motiflens.attribution.aten.table import (
    Activation,
    BatchDependent,
    Built,
    Call,
    Refusal,
    builds,
)

aten = torch.ops.aten


@builds(aten.detach.default)
def _detach(call: Call) -> Built:
    return ops.Detach(), (call.x,)


def custom_call(operator: Any, arguments: dict[str, Any]) -> Built:
    """Return a call of ``operator`` as it stands, with its activations as inputs."""
    activations: list[Activation] = []

    def kept(value: Any) -> Any:
        if isinstance(value, BatchDependent):
            raise Refusal("it depends on the size of the batch")
        if isinstance(value, Activation):
            activations.append(value)
            return ops.Slot()
        return value

    filled = {name: kept(value) for name, value in arguments.items()}
    return ops.Custom(operator, filled), tuple(activations)
