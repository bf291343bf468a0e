"""Every operator, one by one: the program computes what the model does, and scores add up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import motiflens
from attribution.networks import FREQUENCIES, one_hot, settle
from motiflens.attribution.capture import capture
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.operations import ActivationFunction, Elementwise
from motiflens.errors import UnsupportedOperationError

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


class _Features(nn.Module):
    """Positive features that differ at every position, (N, 4, L)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, 4, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return F.softplus(self.conv(x)) + 0.3


def _explained(function: Function) -> Callable[[Tensor], Tensor]:
    """Return a target: a sum of the function's values in which each has a weight of its own."""

    def target(h: Tensor) -> Tensor:
        y = function(h)
        flat = y.flatten(1) if y.dim() > 1 else y[:, None]
        return (flat * torch.arange(1, flat.shape[1] + 1).to(h.dtype).sqrt().cos()).sum(1)

    return target


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_programs_compute_what_the_model_does_and_scores_add_up(
    family: str, dtype: torch.dtype
) -> None:
    targets = {name: _explained(function) for name, function in FAMILIES[family].items()}
    model, x = settle(_Features()).to(dtype), one_hot(24, LENGTH, dtype=dtype)
    explainer = Explainer(model, x, target=list(targets.values()))
    found = explainer.explain_each(x, reference=FREQUENCIES)
    alone = explainer.explain_each(x[5:6], reference=FREQUENCIES)
    features = model(x).detach()
    bound, noise = (1e-10, 1e-12) if dtype is torch.float64 else (1e-5, 2e-5)
    for (name, target), whole, one in zip(targets.items(), found, alone, strict=True):
        wanted = target(features)
        assert (whole.prediction - wanted).abs().max() <= noise * wanted.abs().max(), name
        assert whole.scores.isfinite().all(), name
        assert whole.scores.abs().max() > 1e-3, name
        assert whole.completeness_error.max() <= bound, name
        assert not whole.recomputed.any(), name
        difference = (whole.scores[5] - one.scores[0]).abs().max()
        assert difference <= noise * whole.scores.abs().max(), name


TIES = {"infinity norm", "amax", "amin", "rrelu", "hardsigmoid"}
"""PyTorch's gradient shares ties, or its derivative is rounded."""


@pytest.mark.parametrize("family", FAMILIES)
def test_the_gradient_is_that_of_autograd(family: str) -> None:
    targets = {
        name: _explained(function)
        for name, function in FAMILIES[family].items()
        if name not in TIES
    }
    model, x = settle(_Features()), one_hot(6, LENGTH)
    explainer = Explainer(model, x, method="gradient-x-input", target=list(targets.values()))
    found = explainer.explain_each(x, reference="zeros")
    for (name, target), attribution in zip(targets.items(), found, strict=True):
        x.requires_grad_()
        (wanted,) = torch.autograd.grad(target(model(x)).sum(), x)
        x = x.detach()
        difference = (attribution.contributions - wanted * x).abs().max()
        assert difference <= 1e-10 * wanted.abs().max(), name


def test_a_step_of_a_formula_says_what_the_model_called_and_is_no_unit() -> None:
    model = nn.Sequential(nn.Conv1d(4, 4, 3), nn.GLU(1), nn.Sigmoid(), nn.ReLU(inplace=True))
    program = capture(settle(model), one_hot(2, 9), (), lambda y: y.sum((1, 2)))
    functions = [step for step in program.steps if isinstance(step.operation, Elementwise)]
    assert [step.origin.operator for step in functions] == ["glu", "sigmoid", "relu"]
    assert [isinstance(step.operation, ActivationFunction) for step in functions] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda h: h.softmax(0).sum((1, 2)), "softmax"),
        (lambda h: h.reshape(4, -1).sum(0).reshape(-1, LENGTH).sum(1), "mixes the sequences"),
        (lambda h: F.avg_pool1d(h.permute(1, 2, 0), 2).permute(2, 0, 1).sum((1, 2)), "mixes"),
        (lambda h: (h - h.mean()).sum((1, 2)), "mixes the sequences"),
        (lambda h: F.batch_norm(h, None, None, training=True).sum((1, 2)), "batch"),
        (lambda h: (h * torch.arange(h.shape[0])[:, None, None]).sum((1, 2)), "size of the batch"),
        (lambda h: (h + torch.rand(h.shape[1:])).sum((1, 2)), "random"),
        (lambda h: torch.where(h > 1, h, 0.1 * h).sum((1, 2)), "gt.*comparison"),
        (lambda h: h.sign().sum((1, 2)), "sign.*steps"),
        (lambda h: h.topk(3, -1).values.sum((1, 2)), "topk.*maximum"),
        (lambda h: F.embedding(h.argmax(1), TABLE).sum((1, 2)), "argmax"),
        (lambda h: torch.fft.rfft(h).abs().sum((1, 2)), "fft"),
        (lambda h: h.cumprod(-1).sum((1, 2)), "cumprod"),
    ],
)
def test_what_cannot_be_exact_is_refused_by_name(function: Function, message: str) -> None:
    with pytest.raises(UnsupportedOperationError, match=message):
        motiflens.explain(settle(_Features()), one_hot(3, LENGTH), target=function)
