"""Affine operations: the transpose is the adjoint, and the offset is what is left at zero."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from motiflens.attribution import operations as ops


def _normal(*sizes: int) -> torch.Tensor:
    return torch.randn(*sizes, dtype=torch.float64, generator=torch.Generator().manual_seed(7))


def _convolution(
    kernel: int, stride: int, padding: int, dilation: int, trailing: int, groups: int
) -> ops.Convolution:
    return ops.Convolution(
        _normal(6, 4 // groups, kernel), _normal(6),
        (stride,), (padding,), (dilation,), (trailing,), groups,
    )  # fmt: skip


def _transposed(
    kernel: int, stride: int, padding: int, output_padding: int, dilation: int, groups: int
) -> ops.TransposedConvolution:
    return ops.TransposedConvolution(
        _normal(4, 6 // groups, kernel), _normal(6),
        (stride,), (padding,), (output_padding,), (dilation,), groups,
    )  # fmt: skip


AFFINE = {
    "conv": (_convolution(3, 1, 0, 1, 0, 1), (2, 4, 11)),
    "conv strided": (_convolution(5, 3, 2, 1, 0, 1), (2, 4, 17)),
    "conv strided, last columns unread": (_convolution(3, 4, 0, 1, 0, 1), (2, 4, 13)),
    "conv dilated": (_convolution(3, 1, 4, 4, 0, 1), (2, 4, 12)),
    "conv grouped": (_convolution(3, 1, 1, 1, 0, 2), (2, 4, 9)),
    "conv even and same": (_convolution(4, 1, 1, 1, 1, 1), (2, 4, 9)),
    "conv 2d": (
        ops.Convolution(_normal(3, 2, 2, 3), _normal(3), (1, 2), (1, 0), (1, 1), (0, 1), 1),
        (2, 2, 4, 8),
    ),
    "dense": (ops.Dense(_normal(3, 5), _normal(3)), (2, 5)),
    "dense on positions": (ops.Dense(_normal(3, 5), None), (2, 7, 5)),
    "batch norm": (ops.BatchNorm(_normal(4, 1), _normal(4, 1)), (2, 4, 6)),
    "scale": (ops.Scale(_normal(4, 1)), (2, 4, 6)),
    "scale that broadcasts": (ops.Scale(_normal(4, 6)), (2, 1, 6)),
    "shift": (ops.Shift(_normal(4, 1)), (2, 4, 6)),
    "constant minus x": (ops.Shift(_normal(4, 1), sign=-1), (2, 4, 6)),
    "average pool": (ops.AveragePool((3,), (2,), (1,), False, True), (2, 4, 10)),
    "average pool, padding not counted": (
        ops.AveragePool((3,), (2,), (1,), True, False),
        (2, 4, 10),
    ),
    "average pool 2d": (ops.AveragePool((2, 3), (2, 2), (0, 1), False, True), (2, 3, 4, 9)),
    "adaptive average pool": (ops.AdaptiveAveragePool((3,)), (2, 4, 10)),
    "adaptive average pool 2d": (ops.AdaptiveAveragePool((2, 3)), (2, 4, 5, 10)),
    "running sum": (ops.RunningSum(1), (2, 4, 5)),
    "interpolation": (
        ops.Interpolation(
            2, torch.tensor([0, 1, 4]), torch.tensor([1, 2, 4]), torch.tensor([0.2, 0.5, 0.0])
        ),
        (2, 4, 5),
    ),
    "masked": (ops.Masked(torch.tensor([True, False, False]), _normal(1)[0]), (2, 4, 3)),
    "masked, broadcast": (ops.Masked(torch.eye(3, dtype=torch.bool), _normal(1)[0]), (2, 1, 3)),
    "constant": (ops.Constant(_normal(1, 3), 0, 0, 1), (2, 4, 5)),
    "matrix": (ops.MatrixMap(_normal(5, 3)), (2, 7, 5)),
    "matrices": (ops.MatrixMap(_normal(4, 5, 3)), (2, 1, 7, 5)),
    "transposed conv": (_transposed(3, 1, 0, 0, 1, 1), (2, 4, 7)),
    "transposed conv strided": (_transposed(5, 3, 2, 1, 1, 2), (2, 4, 7)),
    "transposed conv dilated": (_transposed(3, 1, 1, 0, 2, 1), (2, 4, 7)),
    "sum": (ops.Sum((1, 2), keepdim=False), (2, 4, 5)),
    "mean": (ops.Mean((2,), keepdim=True), (2, 4, 5)),
    "reshape": (ops.Reshape((1, 20)), (2, 4, 5)),
    "reshape into the batch": (ops.Reshape((5, 4)), (2, 5, 4)),
    "permute": (ops.Permute((0, 2, 1)), (2, 4, 5)),
    "narrow": (ops.Narrow(2, 1, 3), (2, 4, 5)),
    "narrow by steps": (ops.Narrow(2, 1, 3, step=2), (2, 4, 7)),
    "select": (ops.Narrow(1, 2, 1, drop=True), (2, 4, 5)),
    "pad": (ops.Pad((1, 2)), (2, 4, 5)),
    "crop": (ops.Pad((-1, -2)), (2, 4, 5)),
    "expand": (ops.Expand((-1, 4, 5)), (2, 4, 1)),
    "flip": (ops.Flip((1, 2)), (2, 4, 5)),
    "take, some twice": (ops.Take(2, torch.tensor([1, 0, 0, 4])), (2, 4, 5)),
}


@pytest.mark.parametrize("name", AFFINE)
def test_the_transpose_is_the_adjoint(name: str) -> None:
    operation, shape = AFFINE[name]
    x = _normal(*shape)
    output = operation.forward(x)
    message = torch.randn_like(output)
    linear = output - operation.forward(torch.zeros_like(x))
    sent = operation.transpose(message, x.shape)
    assert sent.shape == x.shape
    torch.testing.assert_close((sent * x).sum(), (message * linear).sum(), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", AFFINE)
def test_the_offset_is_the_value_at_zero(name: str) -> None:
    operation, shape = AFFINE[name]
    at_zero = operation.forward(torch.zeros(shape, dtype=torch.float64))
    offset = operation.offset()
    wanted = torch.zeros_like(at_zero) if offset is None else offset.expand_as(at_zero)
    torch.testing.assert_close(at_zero, wanted)


@pytest.mark.parametrize(
    "name", [name for name in AFFINE if name.startswith(("conv", "dense", "matri", "transposed"))]
)
def test_spread_reaches_as_many_inputs_as_fan_in_counts(name: str) -> None:
    operation, shape = AFFINE[name]
    x = _normal(*shape)
    output = operation.forward(x)
    each = torch.ones_like(output) / operation.fan_in(x)
    torch.testing.assert_close(
        operation.spread(each, x.shape).sum(), torch.tensor(float(output.numel())).double()
    )


@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")  # PyTorch's side
def test_same_padding_of_an_even_kernel_is_that_of_pytorch() -> None:
    operation, shape = AFFINE["conv even and same"]
    x = _normal(*shape)
    wanted = F.conv1d(x, operation.weight, operation.bias, padding="same")
    torch.testing.assert_close(operation.forward(x), wanted)


def test_to_moves_tensors_and_keeps_the_rest() -> None:
    operation, _ = AFFINE["conv"]
    moved = operation.to(torch.device("meta"), torch.float32)
    assert moved.weight.is_meta
    assert moved.bias.is_meta
    assert moved.stride == operation.stride


LSE = ops.LogSumExp((1, 2), keepdim=False)


def _weights(z: torch.Tensor, z0: torch.Tensor) -> torch.Tensor:
    return LSE.secants(z, z0, LSE.forward(z), LSE.forward(z0))


@pytest.mark.parametrize("apart", [0.0, 1e-9, 1e-3, 1.0, 30.0, 2000.0])
def test_weights_of_a_logsumexp_times_changes_are_its_change(apart: float) -> None:
    z = _normal(3, 4, 5)
    z0 = z[:1] + apart * _normal(1, 5, 4).reshape(1, 4, 5)
    weights, change = _weights(z, z0), LSE.forward(z) - LSE.forward(z0)
    assert weights.isfinite().all()
    torch.testing.assert_close((weights * (z - z0)).sum((1, 2)), change, rtol=1e-11, atol=1e-14)
    torch.testing.assert_close(weights[:1], _weights(z0, z[:1]))


def test_weights_of_a_logsumexp_that_does_not_change_are_a_softmax() -> None:
    z = _normal(3, 4, 5)
    torch.testing.assert_close(_weights(z, z), z.flatten(1).softmax(1).view_as(z))
    torch.testing.assert_close(LSE.slopes(z), z.flatten(1).softmax(1).view_as(z))


def test_what_is_masked_weighs_nothing_in_a_logsumexp() -> None:
    z, z0 = _normal(2, 4, 5), _normal(2, 5, 4).reshape(2, 4, 5)
    z[:, 1], z0[:, 1] = -torch.inf, -torch.inf
    weights = _weights(z, z0)
    assert (weights[:, 1] == 0).all()
    kept = [0, 2, 3]
    torch.testing.assert_close(weights[:, kept], _weights(z[:, kept], z0[:, kept]))
