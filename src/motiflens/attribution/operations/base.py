"""What every operation is, and the broadcasting that several share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import fields, replace
from typing import Any, Self

import torch
from torch import Tensor


class Operation(ABC):
    """A function of one or more activations; constants of the model are its fields."""

    @abstractmethod
    def forward(self, *inputs: Tensor) -> Tensor:
        """Compute the operation."""

    @property
    def title(self) -> str:
        """Name for people."""
        return getattr(self, "name", type(self).__name__)

    def to(self, device: torch.device, dtype: torch.dtype) -> Self:
        """Return the operation with its tensors on ``device``, fractions in ``dtype``."""
        moved = {
            field.name: move(getattr(self, field.name), device, dtype)
            for field in fields(self)  # type: ignore[arg-type]
        }
        return replace(self, **moved)  # type: ignore[type-var]


def move(value: Any, device: torch.device, dtype: torch.dtype) -> Any:
    """Return a field's value with its tensors on ``device``; see `Operation.to`."""
    if isinstance(value, Tensor):
        return value.to(device, dtype if value.is_floating_point() else value.dtype)
    if isinstance(value, dict):
        return {key: move(item, device, dtype) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(move(item, device, dtype) for item in value)
    return value


def unbroadcast(message: Tensor, shape: torch.Size) -> Tensor:
    """Sum ``message`` over the dimensions along which ``shape`` was broadcast to it."""
    extra = message.dim() - len(shape)
    if extra:
        message = message.sum(dim=tuple(range(extra)))
    stretched = tuple(
        axis for axis, size in enumerate(shape) if size == 1 and message.shape[axis] != 1
    )
    return message.sum(dim=stretched, keepdim=True) if stretched else message


def restore(message: Tensor, dims: tuple[int, ...], keepdim: bool) -> Tensor:
    """Put back the dimensions (all non-negative) that a reduction removed."""
    if not keepdim:
        for dim in sorted(dims):
            message = message.unsqueeze(dim)
    return message


def zeros(shape: torch.Size, like: Tensor) -> Tensor:
    """Return zeros whose dimensions follow each other in memory as those of ``like``."""
    if like.dim() != len(shape):
        return like.new_zeros(shape)
    order = sorted(range(like.dim()), key=like.stride, reverse=True)
    made = torch.empty_permuted(shape, order, dtype=like.dtype, device=like.device)
    return made.zero_()
