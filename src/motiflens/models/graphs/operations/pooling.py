"""Pooling, by windows and over whole dimensions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.models.graphs.operations.base import Dims, Margins, Sizes, Unary
from motiflens.models.graphs.operations.convolutions import around


class _Reach(NamedTuple):
    """The padding that torch is asked for, and how many windows are left out."""

    padding: int
    skipped: int


class _Pool(Unary):
    """Pooling along one or two dimensions, of which ``padding`` is no element of a window.

    A window that begins or ends outside has fewer elements. torch pads as much before as behind,
    so that other paddings are had from more windows, of which some are left out.
    """

    kernel: Sizes
    stride: Sizes
    padding: Margins

    def of(self, x: Tensor) -> Tensor:
        """Return as many places as windows fit between the paddings."""
        rank = len(self.kernel)
        counts = [self._count(axis, x.shape[axis - rank]) for axis in range(rank)]
        for partial in (False, True):
            reaches = [
                self._reach(axis, x.shape[axis - rank], counts[axis], partial)
                for axis in range(rank)
            ]
            if all(reaches):
                found = [reach for reach in reaches if reach]
                y = self._pool(x, [reach.padding for reach in found], partial)
                return _cut(y, [reach.skipped for reach in found], counts)
        raise ValueError(f"a padding of {self.padding} is too wide for windows of {self.kernel}")

    @abstractmethod
    def _pool(self, x: Tensor, padding: list[int], partial: bool) -> Tensor:
        """Pool with torch's parameters."""

    def _count(self, axis: int, size: int) -> int:
        before, behind = self.padding[axis]
        return (size + before + behind - self.kernel[axis]) // self.stride[axis] + 1

    def _reach(self, axis: int, size: int, count: int, partial: bool) -> _Reach | None:
        """Return the least padding on both sides that gives all windows; None where none does."""
        kernel, stride, before = self.kernel[axis], self.stride[axis], self.padding[axis][0]
        for padding in range(before, kernel // 2 + 1, stride):
            spare = size + 2 * padding - kernel
            found = -(-spare // stride) + 1 if partial else spare // stride + 1
            if partial and (found - 1) * stride >= size + padding:
                found -= 1
            skipped = (padding - before) // stride
            if found - skipped >= count:
                return _Reach(padding, skipped)
        return None


def _cut(y: Tensor, first: Sequence[int], counts: Sequence[int]) -> Tensor:
    """Return ``counts`` places of the last dimensions from ``first`` on."""
    for axis, (start, length) in enumerate(zip(first, counts, strict=True)):
        dim = y.dim() - len(counts) + axis
        if start or length != y.shape[dim]:
            y = y.narrow(dim, start, length)
    return y


class MaxPool(_Pool):
    """The maximum of each window."""

    kind: ClassVar[str] = "max_pool"

    def _pool(self, x: Tensor, padding: list[int], partial: bool) -> Tensor:
        pool = F.max_pool1d if len(self.kernel) == 1 else F.max_pool2d
        y: Tensor = pool(x, self.kernel, self.stride, padding, ceil_mode=partial)
        return y


class AveragePool(_Pool):
    """The mean of each window; with ``zeros``, padding counts as zeros."""

    kind: ClassVar[str] = "average_pool"
    zeros: bool = False

    def of(self, x: Tensor) -> Tensor:
        """Return as many places as windows fit between the paddings."""
        if self.zeros and any(map(any, self.padding)):
            none = ((0, 0),) * len(self.padding)
            inside = self.model_copy(update={"padding": none})
            return inside.of(F.pad(x, around(self.padding)))
        return super().of(x)

    def _pool(self, x: Tensor, padding: list[int], partial: bool) -> Tensor:
        pool = F.avg_pool1d if len(self.kernel) == 1 else F.avg_pool2d
        return pool(
            x, self.kernel, self.stride, padding, ceil_mode=partial, count_include_pad=False
        )


class _Reduction(Unary):
    """A reduction over whole dimensions."""

    dims: Dims
    keep: bool = False


class Mean(_Reduction):
    """The mean over dimensions."""

    kind: ClassVar[str] = "mean"

    def of(self, x: Tensor) -> Tensor:
        """Return the means."""
        return x.mean(self.dims, keepdim=self.keep)


class Sum(_Reduction):
    """The sum over dimensions."""

    kind: ClassVar[str] = "sum"

    def of(self, x: Tensor) -> Tensor:
        """Return the sums."""
        return x.sum(self.dims, keepdim=self.keep)


class Max(_Reduction):
    """The maximum over dimensions."""

    kind: ClassVar[str] = "max"

    def of(self, x: Tensor) -> Tensor:
        """Return the maxima."""
        return x.amax(self.dims, keepdim=self.keep)


class LogSumExp(_Reduction):
    """The logarithm of the sum of exponentials over dimensions."""

    kind: ClassVar[str] = "logsumexp"

    def of(self, x: Tensor) -> Tensor:
        """Return the logarithms."""
        return torch.logsumexp(x, self.dims, keepdim=self.keep)
