"""Operations against their definitions, and the methods of attribution on each of them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import motiflens
from motiflens.models.graphs import OPERATIONS, GraphBuilder, GraphNetwork
from motiflens.models.graphs.operations import (
    AveragePool,
    BatchNorm,
    Clip,
    Combine,
    Concatenate,
    Constant,
    Convolution,
    Dense,
    Elu,
    Flip,
    Function,
    Gelu,
    Gru,
    HardSigmoid,
    LayerNorm,
    LeakyRelu,
    LogSumExp,
    Lstm,
    MatrixProduct,
    Max,
    MaxPool,
    Mean,
    Operation,
    Pad,
    Permute,
    Power,
    Repeat,
    Reshape,
    Scale,
    Slice,
    Softmax,
    Sum,
    TransposedConvolution,
)

LENGTH = 7
ONE = {"stride": (1,), "dilation": (1,)}
SHARED = {"inputs": 5, "units": 3}
CASES: dict[str, Operation] = {
    "convolution": Convolution(
        inputs=5, outputs=6, kernel=(4,), padding=((1, 2),), stride=(2,), dilation=(1,)
    ),
    "convolution, grouped and dilated": Convolution(
        inputs=5, outputs=5, kernel=(3,), padding=((2, 2),), stride=(1,), dilation=(2,), groups=5
    ),
    "transposed convolution": TransposedConvolution(
        inputs=5, outputs=2, kernel=(3,), stride=(2,), dilation=(1,), crop=((0, 1),)
    ),
    "dense": Dense(inputs=LENGTH, outputs=3),
    "batch norm": BatchNorm(channels=5, epsilon=0.01),
    "layer norm": LayerNorm(sizes=(LENGTH,), epsilon=0.01),
    "max pool": MaxPool(kernel=(3,), stride=(2,), padding=((0, 1),)),
    "average pool": AveragePool(kernel=(2,), stride=(1,), padding=((0, 1),)),
    "average pool with zeros": AveragePool(kernel=(3,), stride=(2,), padding=((1, 1),), zeros=True),
    "mean": Mean(dims=(2,)),
    "sum": Sum(dims=(1,), keep=True),
    "max": Max(dims=(2,)),
    "logsumexp": LogSumExp(dims=(2,)),
    "relu": Function(name="relu"),
    "tanh": Function(name="tanh"),
    "leaky relu": LeakyRelu(slope=0.2),
    "elu": Elu(alpha=1.0),
    "gelu": Gelu(),
    "clip": Clip(least=0.0, most=6.0),
    "hard sigmoid": HardSigmoid(slope=0.2),
    "power": Power(exponent=2.0),
    "softmax": Softmax(dim=1),
    "scale": Scale(factor=-2.0, shift=1.0),
    "reshape": Reshape(sizes=(LENGTH, 5)),
    "permute": Permute(dims=(2, 1)),
    "slice": Slice(dim=2, start=1, length=3, step=2),
    "pad": Pad(widths=(1, 2), value=0.5),
    "flip": Flip(dim=2),
    "repeat": Repeat(dim=2, times=2),
    "lstm": Lstm(inputs=LENGTH, units=3),
    "lstm, hard": Lstm(inputs=LENGTH, units=3, gate="hard_sigmoid"),
    "gru": Gru(inputs=LENGTH, units=3),
    "gru, reset before": Gru(inputs=LENGTH, units=3, reset_after=False),
}
JOINING: dict[str, Operation] = {
    **{how: Combine(how=how) for how in ("add", "subtract", "multiply", "maximum", "minimum")},
    "concatenate": Concatenate(dim=1),
    "matrix product": MatrixProduct(),
}
UNROLLED = {"lstm, hard", "gru", "gru, reset before"}
"""Captured position by position, which takes a few seconds each; one such layer is enough."""

NO_LRP = {"power", "logsumexp", "softmax"}
"""Of these the engine's LRP has rules within other formulas only."""


def random_tensors(operation: Operation, seed: int = 1) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return {
        name: torch.rand(shape, generator=generator) + 0.5
        if name == "running_var"
        else torch.randn(shape, generator=generator) / 2
        for name, shape in operation.shapes().items()
    }


def network(operation: Operation, takes: int = 1) -> GraphNetwork:
    """The operation on a convolution of the sequence (and its tanh), and a dense layer on it."""
    graph = GraphBuilder((4, LENGTH))

    def add(name: str, operation: Operation, *inputs: str) -> str:
        return graph.add(name, operation, inputs, random_tensors(operation))

    reading = Convolution(inputs=4, outputs=5, kernel=(3,), padding=((1, 1),), **ONE)
    h = add("reading", reading, "sequence")
    others = [add("tanh", Function(name="tanh"), h)][: takes - 1]
    if isinstance(operation, MatrixProduct):
        others = [add("turned", Permute(dims=(2, 1)), *others)]
    y = add("operation", operation, h, *others)
    numbers = int(np.prod(graph.shape(y)))
    flat = add("flat", Reshape(sizes=(numbers,)), y)
    return graph.network([add("last", Dense(inputs=numbers, outputs=2), flat)], "NCL")


def bases(n: int = 2) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.eye(4)[torch.randint(4, (n, LENGTH), generator=generator)].transpose(1, 2)


@pytest.mark.parametrize("method", ["deeplift", "lrp-epsilon-plus"])
@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=[pytest.mark.slow] * (case in UNROLLED))
        for case in (*CASES, *JOINING)
    ],
)
def test_attributions_add_up(case: str, method: str) -> None:
    if method.startswith("lrp") and case in NO_LRP:
        pytest.skip("no rule of LRP's for bare arithmetic")
    operation, takes = (CASES[case], 1) if case in CASES else (JOINING[case], 2)
    found = motiflens.explain(
        network(operation, takes).double(), bases().double(), method=method, target=1
    )
    assert found.completeness_error.max() <= 1e-5
    assert found.scores.abs().max() > 0


def test_every_operation_is_tried() -> None:
    tried = {operation.kind for operation in (*CASES.values(), *JOINING.values())}
    assert tried == set(OPERATIONS) - {Constant.kind}


Array = NDArray[np.float64]


def pooled(x: Array, how: str, kernel: int, stride: int, before: int, behind: int) -> list[float]:
    """Each window by itself, of the elements that are inside."""
    starts = range(-before, len(x) + behind - kernel + 1, stride)
    return [getattr(x[max(start, 0) : max(start + kernel, 0)], how)() for start in starts]


@given(
    st.integers(5, 12), st.integers(1, 4), st.integers(1, 3), st.integers(0, 3), st.integers(0, 3)
)
@settings(max_examples=60, deadline=None)
def test_pools_are_those_of_each_window(
    length: int, kernel: int, stride: int, before: int, behind: int
) -> None:
    """Any padding of which no window lies outside as a whole."""
    before, behind = min(before, kernel // 2), min(behind, (kernel - 1) // 2 + 1, kernel - 1)
    x = torch.rand(1, 2, length, dtype=torch.float64)
    for pool, how in ((MaxPool, "max"), (AveragePool, "mean")):
        operation = pool(kernel=(kernel,), stride=(stride,), padding=((before, behind),))
        try:
            found = operation.run([x], {})
        except ValueError:
            continue  # said so, rather than computed otherwise
        for channel in range(2):
            expected = pooled(x[0, channel].numpy(), how, kernel, stride, before, behind)
            np.testing.assert_allclose(found[0, channel], expected, rtol=1e-12)


@pytest.mark.parametrize("length", range(4, 12))
@pytest.mark.parametrize("kernel", [2, 3, 4, 5])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_pools_of_keras_same_are_all_known(length: int, kernel: int, stride: int) -> None:
    count = -(-length // stride)
    total = max((count - 1) * stride + kernel - length, 0)
    margins = ((total // 2, total - total // 2),)
    x = torch.rand(1, 1, length, dtype=torch.float64)
    for pool, how in ((MaxPool, "max"), (AveragePool, "mean")):
        found = pool(kernel=(kernel,), stride=(stride,), padding=margins).run([x], {})
        expected = pooled(x[0, 0].numpy(), how, kernel, stride, *margins[0])
        np.testing.assert_allclose(found[0, 0], expected, rtol=1e-12)


@pytest.mark.parametrize("operation", [Lstm(**SHARED), Gru(**SHARED)])
def test_unrolled_and_whole_recurrent_layers_agree(operation: Lstm | Gru) -> None:
    """Beyond a length PyTorch's own operator computes what is unrolled before it."""
    tensors = random_tensors(operation)
    x = torch.randn(2, 300, 5, generator=torch.Generator().manual_seed(0))
    whole = operation.run([x], tensors)
    unrolled = operation.run([x[:, :256]], tensors)
    torch.testing.assert_close(whole[:, :256], unrolled)
