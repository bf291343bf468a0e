"""The cross-maximum rule against loops over windows, from its definition."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F

from motiflens.attribution.capture import capture
from motiflens.attribution.operations import MaxOverDimensions, MaxPool
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.rules.deeplift import rescale_rules
from motiflens.attribution.walk import walk

POOLS = {
    "plain": {"kernel_size": 2},
    "overlapping": {"kernel_size": 3, "stride": 1},
    "gaps": {"kernel_size": 2, "stride": 3},
    "padded": {"kernel_size": 3, "stride": 2, "padding": 1},
    "dilated": {"kernel_size": 3, "stride": 1, "dilation": 2},
    "ceil_mode": {"kernel_size": 3, "stride": 2, "ceil_mode": True},
}


class _Pooled(nn.Module):
    def __init__(self, weight: Tensor, **pool: int) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.pool = pool

    def forward(self, x: Tensor) -> Tensor:
        return (F.max_pool1d(x, **self.pool) * self.weight).sum((1, 2))


def _by_loops(x: Tensor, x0: Tensor, weight: Tensor, pool: dict[str, int]) -> Tensor:
    """Multipliers of sum(weight * maxpool(x)) for one sequence, window by window."""
    kernel, dilation = pool["kernel_size"], pool.get("dilation", 1)
    stride, padding = pool.get("stride", kernel), pool.get("padding", 0)
    found = torch.zeros_like(x)
    for channel in range(x.shape[0]):
        for window in range(weight.shape[1]):
            members = [window * stride - padding + k * dilation for k in range(kernel)]
            members = [i for i in members if 0 <= i < x.shape[1]]
            here = max(members, key=lambda i: x[channel, i].item())
            there = max(members, key=lambda i: x0[channel, i].item())
            y, y0 = x[channel, here], x0[channel, there]
            m, larger = weight[channel, window], max(y, y0)
            change, change0 = x[channel, here] - x0[channel, here], x[channel, there] - y0
            found[channel, here] += m * (1 if change == 0 else (larger - y0) / change)
            if change0 != 0:
                found[channel, there] += m * (y - larger) / change0
    return found


@pytest.mark.parametrize("name", POOLS)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), whole=st.booleans())
def test_multipliers_are_those_of_the_definition(name: str, seed: int, whole: bool) -> None:
    generator = torch.Generator().manual_seed(seed)
    x, x0 = torch.randn(2, 3, 2, 9, generator=generator, dtype=torch.float64)
    if whole:  # whole numbers give ties and elements that do not change
        x, x0 = x.round(), x0.round()
    shape = F.max_pool1d(x, **POOLS[name]).shape[1:]
    weight = torch.randn(shape, generator=generator, dtype=torch.float64)
    model = _Pooled(weight, **POOLS[name])
    program = capture(model, x)
    plan = rescale_rules(MethodOptions()).plan(program, "DeepLIFT")
    (found,) = walk(program, plan, x, x0)
    wanted = torch.stack([_by_loops(a, b, weight, POOLS[name]) for a, b in zip(x, x0, strict=True)])
    torch.testing.assert_close(found.message.ratio, wanted)
    explained = found.prediction - found.reference_prediction
    torch.testing.assert_close(((x - x0) * found.message.ratio).sum((1, 2)), explained)


def test_a_shared_reference_gives_what_its_copies_give() -> None:
    x = torch.randn(3, 2, 9, dtype=torch.float64)
    x0 = torch.randn(1, 2, 9, dtype=torch.float64)
    program = capture(_Pooled(torch.ones(2, 7).double(), **POOLS["overlapping"]), x)
    plan = rescale_rules(MethodOptions()).plan(program, "DeepLIFT")
    (shared,) = walk(program, plan, x, program.values(x0))
    (copies,) = walk(program, plan, x, x0.expand_as(x))
    torch.testing.assert_close(shared.message.ratio, copies.message.ratio)


@pytest.mark.parametrize(
    "operation",
    [
        MaxPool((2, 2), (2, 1), (0, 1), (1, 1), False),
        MaxOverDimensions((2,), keepdim=False),
        MaxOverDimensions((1, 3), keepdim=True),
    ],
)
def test_gather_and_scatter_point_at_the_winners(operation: object) -> None:
    x = torch.randn(2, 3, 4, 5)
    maxima, index = operation.winners(x)
    assert torch.equal(operation.gather(x, index), maxima)
    sent = operation.scatter(x.shape, (torch.ones_like(maxima), index))
    assert sent.shape == x.shape
    assert sent.sum() == maxima.numel()
    winners = torch.zeros_like(x, dtype=torch.bool)
    for value in maxima.flatten():
        winners |= x == value
    assert ((sent > 0) == winners).all()


@pytest.mark.parametrize(
    "operation",
    [
        MaxPool((3,), (2,), (1,), (2,), True),
        MaxPool((2, 2), (2, 1), (0, 1), (1, 1), False),
        MaxOverDimensions((2,), keepdim=False),
        MaxOverDimensions((1, 3), keepdim=True),
    ],
)
def test_first_winners_are_the_winners_where_nothing_ties(operation: object) -> None:
    flat = isinstance(operation, MaxPool) and len(operation.kernel) == 1
    x = torch.randn(2, 3, 9) if flat else torch.randn(2, 3, 4, 5)
    assert torch.equal(operation.first_winners(x), operation.winners(x)[1])


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_elements_that_differ_by_rounding_alone_tie(dtype: torch.dtype) -> None:
    x = torch.full((1, 2, 12), 0.7, dtype=dtype)
    noisy = x * (1 + torch.finfo(dtype).eps * torch.randint(-8, 9, x.shape))
    for operation in (MaxPool((3,), (3,), (0,), (1,), False), MaxOverDimensions((2,), False)):
        assert torch.equal(operation.first_winners(noisy), operation.first_winners(x))


def test_ties_go_to_the_first() -> None:
    x = torch.tensor([[[1.0, 3.0, 3.0, 2.0]]])
    _, index = MaxPool((4,), (4,), (0,), (1,), False).winners(x)
    assert index.item() == 1
    _, index = MaxOverDimensions((2,), keepdim=False).winners(x)
    assert index.item() == 1
