"""Normalisation, by what was learnt of all sequences or within each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field
from torch import Tensor
from torch.nn import functional as F

from motiflens.models.graphs.operations.base import Operation, Positive


class BatchNorm(Operation):
    """Batch normalisation in evaluation, of dimension 1."""

    kind: ClassVar[str] = "batch_norm"
    statistics: ClassVar[frozenset[str]] = frozenset({"running_mean", "running_var"})
    channels: Positive
    epsilon: Annotated[float, Field(ge=0)]

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of scale, shift, mean and variance."""
        return dict.fromkeys(("weight", "bias", "running_mean", "running_var"), (self.channels,))

    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:
        """Return the input's shape."""
        mean, variance = tensors["running_mean"], tensors["running_var"]
        scale, shift = tensors["weight"], tensors["bias"]
        return F.batch_norm(inputs[0], mean, variance, scale, shift, eps=self.epsilon)


class LayerNorm(Operation):
    """Normalisation over the last dimensions, of ``sizes``, to mean 0 and variance 1."""

    kind: ClassVar[str] = "layer_norm"
    sizes: Annotated[tuple[Positive, ...], Field(min_length=1)]
    epsilon: Annotated[float, Field(ge=0)]

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of scale and shift."""
        return {"weight": self.sizes, "bias": self.sizes}

    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:
        """Return the input's shape."""
        scale, shift = tensors["weight"], tensors["bias"]
        return F.layer_norm(inputs[0], self.sizes, scale, shift, self.epsilon)
