"""Builders of products of matrices: of two activations, or of one and a constant on either side."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution import operations as ops
from motiflens.attribution.aten.table import Activation, Built, Call, Refusal, builds

aten = torch.ops.aten


@builds(aten.matmul.default, aten.mm.default, aten.bmm.default, aten.mv.default)
def _matmul(call: Call) -> Built:
    left, right = (call[name] for name in call.arguments)
    if isinstance(left, Activation) and isinstance(right, Activation):
        _check_contraction(left, -1)
        _check_contraction(right, -2)
        return ops.MatrixProduct(), (left, right)
    if isinstance(left, Activation):
        _check_contraction(left, -1)
        return _by_constant(left, right, call)
    _check_contraction(right, -2)
    return _constant_by(left, right, call)


def _check_contraction(x: Activation, dim: int) -> None:
    if len(x.sizes) + dim in (-1, x.batch_axis):
        raise Refusal("it mixes the sequences of a batch")


def _by_constant(x: Activation, weight: Tensor, call: Call) -> Built:
    """Return x W; a vector W leaves no dimension."""
    if weight.dim() == 1:
        dense = call.step(ops.Dense(weight[None], None), x, sizes=(*call.sizes, 1))
        return ops.Reshape(call.sizes, call.batch_axis), (dense,)
    return _map(weight, len(x.sizes)), (x,)


def _constant_by(weight: Tensor, x: Activation, call: Call) -> Built:
    """Return W x, as the transpose of x^T W^T."""
    if weight.dim() == 1:
        swapped = _swapped(x, call)
        dense = call.step(ops.Dense(weight[None], None), swapped, sizes=(*call.sizes, 1))
        return ops.Reshape(call.sizes, call.batch_axis), (dense,)
    rank = len(call.sizes)
    sizes, batch_axis = _swap(call.sizes, call.batch_axis)
    mapped = call.step(
        _map(weight.mT, len(x.sizes)), _swapped(x, call), sizes=sizes, batch_axis=batch_axis
    )
    return _transposition(rank), (mapped,)


def _map(weight: Tensor, rank: int) -> ops.Dense | ops.MatrixMap:
    """Return the map x W, as a dense layer where all leading dimensions share one matrix."""
    if weight.dim() <= rank and weight.shape[:-2].numel() == 1:
        return ops.Dense(weight.reshape(weight.shape[-2:]).t(), None)
    return ops.MatrixMap(weight)


def _swapped(x: Activation, call: Call) -> Activation:
    sizes, batch_axis = _swap(x.sizes, x.batch_axis)
    return call.step(_transposition(len(sizes)), x, sizes=sizes, batch_axis=batch_axis)


def _swap(sizes: tuple[int, ...], batch_axis: int) -> tuple[tuple[int, ...], int]:
    rank = len(sizes)
    moved = {rank - 1: rank - 2, rank - 2: rank - 1}
    return (*sizes[:-2], sizes[-1], sizes[-2]), moved.get(batch_axis, batch_axis)


def _transposition(rank: int) -> ops.Permute:
    return ops.Permute((*range(rank - 2), rank - 1, rank - 2))
