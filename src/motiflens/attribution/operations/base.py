"""What every operation is, and the broadcasting that several share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import fields, replace
from typing import Self

import torch
from torch import Tensor


class Operation(ABC):
    """A function of one or more activations; constants of the model are its fields."""

    @abstractmethod
    def forward(self, *inputs: Tensor) -> Tensor:
        """Compute the operation."""

    def to(self, device: torch.device) -> Self:
        """Return the operation with its tensors on ``device``."""
        tensors = {
            field.name: value.to(device)
            for field in fields(self)  # type: ignore[arg-type]
            if isinstance(value := getattr(self, field.name), Tensor)
        }
        return replace(self, **tensors) if tensors else self  # type: ignore[type-var]


def unbroadcast(message: Tensor, shape: torch.Size) -> Tensor:
    """Sum ``message`` over the dimensions along which ``shape`` was broadcast to it."""
    extra = message.dim() - len(shape)
    if extra:
        message = message.sum(dim=tuple(range(extra)))
    stretched = tuple(
        axis for axis, size in enumerate(shape) if size == 1 and message.shape[axis] != 1
    )
    return message.sum(dim=stretched, keepdim=True) if stretched else message
