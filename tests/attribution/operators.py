"""Small functions that call one operator each, in families.

Their argument is (N, 4, LENGTH), positive and different at every position.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

LENGTH = 9
TABLE = torch.linspace(-1.3, 1.1, LENGTH * LENGTH, dtype=torch.float64).view(LENGTH, LENGTH).sin()
MASK = torch.arange(LENGTH) % 3 == 0
LATER = torch.ones(LENGTH, LENGTH, dtype=torch.bool).triu(1)
INF = float("inf")

Function = Callable[[Tensor], Tensor]


def table(h: Tensor) -> Tensor:
    """Return constants of the model, in its precision."""
    return TABLE.to(h.dtype)


def _attend(h: Tensor, **more: object) -> Tensor:
    q = h.transpose(1, 2)
    return F.scaled_dot_product_attention(q, q - 0.3, q * 2, **more)


def _scores(h: Tensor) -> Tensor:
    return h.transpose(1, 2) @ h


def _assign(h: Tensor) -> Tensor:
    y = h.clone()
    y[:, :, 2:4] = h[:, :, 5:7] * 2
    y[:, 1] = h[:, 0]
    y[:, 2, 3] = 1.5
    y[:, :, ::4] *= 3
    y[:, 3:, 1:] = 0
    return y


def _fill_zeros(h: Tensor) -> Tensor:
    y = torch.zeros(h.shape[0], 5, LENGTH + 2, dtype=h.dtype)
    y[:, 1:, 1:-1] = h
    y[:, 0] += 0.5
    return y.softmax(1)


def _with_token(h: Tensor) -> Tensor:
    token = TABLE[None, :4, :2].expand(h.shape[0], -1, -1)
    return torch.cat([token, h], -1).softmax(-1)


EXPONENTIAL: dict[str, Function] = {
    "softmax": lambda h: h.softmax(-1),
    "softmax over channels": lambda h: F.softmax(h, 1),
    "softmin": lambda h: F.softmin(h, -1),
    "log_softmax": lambda h: h.log_softmax(-1),
    "logsumexp": lambda h: h.logsumexp((1, 2)),
    "logaddexp": lambda h: torch.logaddexp(h[:, 0], h[:, 1]),
    "attention pooling": lambda h: (h * (3 * h).softmax(-1)).sum(-1),
    "gated attention": lambda h: (h.tanh() * (h * h.sigmoid()).softmax(-1)).sum(-1),
    "masked softmax": lambda h: h.masked_fill(MASK, -INF).softmax(-1),
    "additive mask": lambda h: (_scores(h) + torch.where(LATER, -INF, 0.0)).softmax(-1),
    "twice masked": lambda h: (
        (_scores(h) + torch.where(LATER, -INF, 0.0)).masked_fill(LATER, -INF).softmax(-1)
    ),
    "sdpa": _attend,
    "sdpa causal": lambda h: _attend(h, is_causal=True),
    "sdpa bool mask": lambda h: _attend(h, attn_mask=~LATER, scale=0.7),
    "sdpa float mask": lambda h: _attend(h, attn_mask=table(h)),
}
QUOTIENTS: dict[str, Function] = {
    "a / b": lambda h: h / (1 + h.square()),
    "1 / x": lambda h: 1 / h,
    "x / constant": lambda h: h / (TABLE[0] + 3),
    "constant / x": lambda h: TABLE[0] / h,
    "reciprocal": torch.reciprocal,
    "sqrt": torch.sqrt,
    "rsqrt": torch.rsqrt,
    "square": torch.square,
    "x ** 3": lambda h: (h - 1) ** 3,
    "x ** 0.3": lambda h: h**0.3,
    "x ** -2": lambda h: h**-2,
    "2 ** x": lambda h: 2**h,
    "x ** y": lambda h: h ** h.flip(-1),
    "x ** constant": lambda h: h ** TABLE[1].abs(),
    "constant ** x": lambda h: (TABLE[1].abs() + 0.1) ** h,
    "addcmul": lambda h: torch.addcmul(h, h, h.flip(-1), value=0.3),
    "addcdiv": lambda h: torch.addcdiv(h, h, h.flip(-1), value=0.3),
    "lerp": lambda h: torch.lerp(h, h.flip(-1), h.sigmoid()) + torch.lerp(h, h.flip(1), 0.3),
    "hypot": lambda h: torch.hypot(h, h.flip(-1)),
    "constant - 2 x": lambda h: torch.sub(TABLE[2], h, alpha=2),
}
_UNITS = (
    *("relu", "relu6", "hardtanh", "hardsigmoid", "hardswish", "selu", "celu", "elu", "mish"),
    *("logsigmoid", "softsign", "tanhshrink", "softshrink", "gelu", "silu", "softplus"),
    *("leaky_relu", "rrelu"),
)
UNITS: dict[str, Function] = {
    name: (lambda h, name=name: getattr(F, name)(2 * h - 2)) for name in _UNITS
} | {
    "prelu": lambda h: F.prelu(h - 1, torch.tensor([0.25, -0.5, 1.5, 0.0]).to(h.dtype)),
    "threshold": lambda h: F.threshold(h, 0.9, 0.9),
    "threshold with a jump": lambda h: F.threshold(h, 0.9, -2.0),
    "glu": lambda h: F.glu(h, 1),
}
_MATHEMATICAL = (
    *("abs", "log", "log1p", "log2", "log10", "exp", "exp2", "expm1", "erf", "sin", "cos"),
    *("atan", "tanh", "sigmoid"),
)
MATHEMATICAL: dict[str, Function] = {
    name: (lambda h, name=name: getattr(torch, name)(h)) for name in _MATHEMATICAL
} | {
    "abs across 0": lambda h: (h - 1).abs(),
    "clamp": lambda h: h.clamp(0.7, 1.1),
    "clamp_min": lambda h: h.clamp_min(1.0),
    "clamp_max": lambda h: h.clamp_max(1.0),
    "clamp by constants": lambda h: h.clamp(table(h)[4] + 1, table(h)[4] + 2),
    "maximum": lambda h: torch.maximum(h, h.flip(-1)),
    "minimum": lambda h: torch.minimum(h, h.flip(1)),
    "maximum with a constant": lambda h: torch.maximum(h, table(h)[4] + 1),
    "max of two": lambda h: torch.max(h[:, 0], h[:, 1]),
}
REDUCTIONS: dict[str, Function] = {
    "sum": lambda h: h.sum((1, 2)),
    "mean": lambda h: h.mean(1),
    "var": lambda h: h.var(-1),
    "var, biased": lambda h: h.var((1, 2), unbiased=False),
    "std": lambda h: h.std(-1, keepdim=True),
    "var_mean": lambda h: torch.cat(torch.var_mean(h, dim=1), 1),
    "std_mean": lambda h: torch.cat(torch.std_mean(h, dim=(1,), correction=0), 1),
    "1-norm": lambda h: (h - 1).norm(1, dim=-1),
    "2-norm": lambda h: torch.linalg.vector_norm(h, dim=1),
    "3-norm": lambda h: torch.linalg.norm(h, 3, dim=1),
    "infinity norm": lambda h: torch.linalg.vector_norm(h, INF, dim=1),
    "normalize": lambda h: F.normalize(h, dim=1),
    "cosine_similarity": lambda h: F.cosine_similarity(h[:, :2] - 1, h[:, 2:], dim=-1),
    "pairwise_distance": lambda h: F.pairwise_distance(h[:, 0], h[:, 1]),
    "max": lambda h: h.max(-1).values,
    "amax": lambda h: h.amax((1, 2)),
    "min": lambda h: h.min(1, keepdim=True).values,
    "amin": lambda h: h.amin(-1),
    "prod": lambda h: h.prod(-1),
    "prod, kept": lambda h: h.prod(1, keepdim=True),
    "cumsum": lambda h: h.cumsum(-1),
    "diff": lambda h: h.diff(2, dim=-1),
    "squeeze and excite": lambda h: h * (h.mean(-1) @ table(h)[:4, :4]).sigmoid()[..., None],
}
MATRICES: dict[str, Function] = {
    "x W": lambda h: h @ table(h),
    "W x": lambda h: table(h)[:3, :4] @ h,
    "x w": lambda h: h @ table(h)[0],
    "w x": lambda h: table(h)[0, :4] @ h,
    "x W, a matrix for each channel": lambda h: h.unsqueeze(2) @ table(h)[:8].reshape(4, 2, 9).mT,
    "W x, a matrix for each channel": lambda h: table(h)[:8].reshape(4, 2, 9) @ h.unsqueeze(-1),
    "x x^T": lambda h: h @ h.mT,
    "bmm": lambda h: torch.bmm(h, h.transpose(1, 2) ** 2),
    "baddbmm": lambda h: torch.baddbmm(h[:, :, :4], h, h.mT, beta=0.5, alpha=2),
    "addmm": lambda h: torch.addmm(table(h)[0], h[:, 0], table(h), alpha=0.7),
    "einsum with a constant": lambda h: torch.einsum("ncl,lk->nkc", h, table(h)),
    "einsum of two": lambda h: torch.einsum("ncl,ndl->ncd", h, h.flip(-1)),
    "einsum of three": lambda h: torch.einsum("nc,nd,ncd->n", h[:, :, 0], h[:, :, 1], h @ h.mT),
    "tensordot": lambda h: torch.tensordot(h, table(h), dims=([2], [0])),
    "inner": lambda h: torch.inner(h, table(h)),
    "bilinear": lambda h: F.bilinear(h, h**2, table(h) * table(h)[:2, None, :1]),
    "vecdot": lambda h: torch.linalg.vecdot(h, h.flip(-1)),
    "outer product": lambda h: h[:, 0, :, None] * h[:, 1, None, :],
    "embedding by one-hot": lambda h: h.transpose(1, 2).softmax(-1) @ table(h)[:4],
}
NORMALISATION: dict[str, Function] = {
    "layer_norm": lambda h: F.layer_norm(h, (LENGTH,), table(h)[0], table(h)[1]),
    "layer_norm of two dimensions": lambda h: F.layer_norm(h, (4, LENGTH), eps=0.1),
    "group_norm": lambda h: F.group_norm(h, 2, table(h)[0, :4], table(h)[1, :4]),
    "instance_norm": F.instance_norm,
    "instance_norm, running": lambda h: F.instance_norm(
        h, table(h)[0, :4], table(h)[0, :4] ** 2 + 0.5, use_input_stats=False
    ),
    "rms_norm": lambda h: F.rms_norm(h, (LENGTH,), table(h)[0]),
    "rms_norm, eps": lambda h: F.rms_norm(h, (LENGTH,), eps=0.1),
    "local_response_norm": lambda h: F.local_response_norm(h, 3, alpha=0.5),
}
POOLING: dict[str, Function] = {
    "max, even windows": lambda h: F.adaptive_max_pool1d(h, 3),
    "max, uneven windows": lambda h: F.adaptive_max_pool1d(h, 4),
    "max over all": lambda h: F.adaptive_max_pool1d(h, 1),
    "max 2d": lambda h: F.adaptive_max_pool2d(h.unsqueeze(1), (3, 2)),
    "max with indices": lambda h: F.max_pool1d(h, 2, return_indices=True)[0],
    "mean, uneven windows": lambda h: F.adaptive_avg_pool1d(h, 4),
    "mean 2d": lambda h: F.adaptive_avg_pool2d(h.unsqueeze(1), (2, 4)),
    "lp_pool": lambda h: F.lp_pool1d(h, 2, 3),
    "logsumexp pooling": lambda h: h.unfold(-1, 3, 3).logsumexp(-1),
    "ceil_mode and padding": lambda h: F.max_pool1d(h, 4, 3, 1, ceil_mode=True),
}
MOVING: dict[str, Function] = {
    "where": lambda h: torch.where(MASK, h, h.flip(-1) * 2),
    "where with a constant": lambda h: torch.where(MASK, table(h)[0], h),
    "where with a number": lambda h: torch.where(MASK, h, 0.3) + torch.where(MASK, 0.1, h),
    "tril": lambda h: _scores(h).tril() + _scores(h).triu(1) ** 2,
    "assignment": _assign,
    "assignment to zeros": _fill_zeros,
    "cat with a token": _with_token,
    "cat with zeros": lambda h: torch.cat([h.new_zeros(h.shape[0], 1, LENGTH), h], 1).softmax(1),
    "plus zeros_like": lambda h: h + torch.zeros_like(h) + torch.ones_like(h) * 2,
    "hstack": lambda h: torch.hstack([h, h * 2]),
    "index": lambda h: h[:, :, torch.tensor([0, 3, 3, 1])],
    "index by a table": lambda h: h[:, :, torch.tensor([[0, 3], [-1, 1]])] ** 2,
    "index of two dimensions": lambda h: h[:, [0, 1, 3], [1, 2, 1]],
    "nearest": lambda h: F.interpolate(h, scale_factor=2),
    "linear": lambda h: F.interpolate(h, size=13, mode="linear") ** 2,
    "linear, corners": lambda h: F.interpolate(h, size=5, mode="linear", align_corners=True),
    "repeat": lambda h: h.repeat(1, 2, 3).cumsum(-1),
    "tile": lambda h: h.tile(2).cumsum(-1),
    "repeat_interleave": lambda h: h.repeat_interleave(2, dim=1),
    "unfold": lambda h: h.unfold(-1, 3, 2).prod(-1),
    "diagonal": lambda h: _scores(h).diagonal(1, 1, 2),
    "rot90": lambda h: h.rot90(1, (1, 2)).cumsum(-1),
    "conv_transpose1d": lambda h: F.conv_transpose1d(
        h, table(h)[:4, :6].reshape(4, 2, 3), stride=2, output_padding=1
    ),
    "pad with a number": lambda h: F.pad(h, (1, 2), value=0.25) ** 2,
    "pad by reflection": lambda h: F.pad(h, (2, 2), mode="reflect"),
    "type_as": lambda h: h.type_as(h) + h.to(h.dtype),
    "dropout in evaluation": lambda h: F.dropout(h, 0.5, training=False) * 2,
}
FAMILIES = {
    "exponential": EXPONENTIAL,
    "quotients": QUOTIENTS,
    "units": UNITS,
    "mathematical": MATHEMATICAL,
    "reductions": REDUCTIONS,
    "matrices": MATRICES,
    "normalisation": NORMALISATION,
    "pooling": POOLING,
    "moving": MOVING,
}
