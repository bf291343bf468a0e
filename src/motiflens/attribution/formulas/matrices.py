"""Products of matrices in their many forms, as `torch.matmul`."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from motiflens.attribution.formulas.table import FORMULAS, formula

aten = torch.ops.aten


@formula(aten.addmm.default, aten.baddbmm.default, aten.addmv.default)
def add_matmul(x: Tensor, a: Tensor, b: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """Return beta * x + alpha * (a @ b)."""
    product = a @ b if alpha == 1 else (a @ b) * alpha
    if beta == 0:
        return product
    return product + (x if beta == 1 else x * beta)


@formula(aten.bilinear.default)
def bilinear(a: Tensor, b: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """y_o = sum_ij a_i W_oij b_j + bias_o."""
    mapped = (a[..., None, None, :] @ weight).squeeze(-2)
    y = (mapped * b.unsqueeze(-2)).sum(-1)
    return y if bias is None else y + bias


@formula(aten.hstack.default)
def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Side by side along the second dimension."""
    return torch.cat(list(tensors), 1 if tensors[0].dim() > 1 else 0)


@formula(aten.linalg_vecdot.default)
def vecdot(a: Tensor, b: Tensor, *, dim: int = -1) -> Tensor:
    """sum(a * b)."""
    return (a * b).sum(dim)


# PyTorch's own, in terms of permutations, views and products of matrices.
_OWN = torch.export.default_decompositions()
FORMULAS.update(
    {
        operator: _OWN[operator]
        for operator in (
            aten.einsum.default,
            aten.tensordot.default,
            aten.inner.default,
            aten.linalg_matmul.default,
            aten.chain_matmul.default,
            aten.linalg_norm.default,
            aten.channel_shuffle.default,
            aten.broadcast_tensors.default,
        )
        if operator in _OWN
    }
)
