"""Convolutions, dense layers, products of matrices and normalisation."""

from __future__ import annotations

import torch

from motiflens.models.graphs.arrangement import Value
from motiflens.models.graphs.operations import (
    BatchNorm,
    Convolution,
    Dense,
    LayerNorm,
    MatrixProduct,
    TransposedConvolution,
)
from motiflens.models.importers.onnx.call import Call, translates
from motiflens.models.importers.onnx.operators.windows import kernel_rank, margins, span


@translates("Conv")
def _convolution(call: Call) -> Value:
    x, weight = call.plain, call.tensor(1, "weight")
    rank = kernel_rank(call, x.rank)
    kernel, groups = tuple(weight.shape[2:]), int(call.attribute("group", 1))
    stride, dilation = call.integers("strides", [1] * rank), call.integers("dilations", [1] * rank)
    sizes = call.shape(x)[1:]
    operation = Convolution(
        inputs=weight.shape[1] * groups,
        outputs=weight.shape[0],
        kernel=kernel,
        stride=stride,
        dilation=dilation,
        groups=groups,
        padding=margins(call, sizes, span(kernel, dilation), stride),
        bias=_given(call, 2),
    )
    return call.add(operation, x, tensors={"weight": weight, **_bias(call, 2)})


@translates("ConvTranspose")
def _transposed(call: Call) -> Value:
    x, weight = call.plain, call.tensor(1, "weight")
    rank = kernel_rank(call, x.rank)
    for name in ("output_padding", "output_shape"):
        if any(call.integers(name, [])):
            raise call.refusal(f"its {name} is not known")
    if call.attribute("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise call.refusal("its auto_pad is not known")
    groups, pads = int(call.attribute("group", 1)), call.integers("pads", [0] * 2 * rank)
    operation = TransposedConvolution(
        inputs=weight.shape[0],
        outputs=weight.shape[1] * groups,
        kernel=tuple(weight.shape[2:]),
        stride=call.integers("strides", [1] * rank),
        dilation=call.integers("dilations", [1] * rank),
        groups=groups,
        crop=tuple(zip(pads[:rank], pads[rank:], strict=True)),
        bias=_given(call, 2),
    )
    return call.add(operation, x, tensors={"weight": weight, **_bias(call, 2)})


@translates("Gemm")
def _gemm(call: Call) -> Value:
    if call.attribute("transA", 0):
        raise call.refusal("its transA is set, which mixes the sequences of a batch")
    weight = call.tensor(1, "weight") * float(call.attribute("alpha", 1.0))
    weight = weight if call.attribute("transB", 0) else weight.t()
    outputs, inputs = weight.shape
    tensors = {"weight": weight.contiguous()}
    if _given(call, 2):
        bias = call.tensor(2, "bias") * float(call.attribute("beta", 1.0))
        tensors["bias"] = bias.reshape(-1).expand(outputs).contiguous()
    operation = Dense(inputs=inputs, outputs=outputs, bias="bias" in tensors)
    return call.add(operation, call.plain, tensors=tensors)


@translates("MatMul")
def _matmul(call: Call) -> Value:
    if all(isinstance(item, Value) for item in call.inputs):
        return call.add(MatrixProduct(), *(call.in_order(value) for value in call.values))
    x, weight = call.plain, call.tensor(1, "second factor")
    if weight.dim() != 2:
        raise call.refusal(f"its second factor is {tuple(weight.shape)}; a matrix is known")
    inputs, outputs = weight.shape
    operation = Dense(inputs=inputs, outputs=outputs, bias=False)
    return call.add(operation, x, tensors={"weight": weight.t().contiguous()})


@translates("BatchNormalization")
def _batch_norm(call: Call) -> Value:
    if call.attribute("training_mode", 0):
        raise call.refusal("it normalises by the batch (training_mode)")
    roles = ("weight", "bias", "running_mean", "running_var")
    tensors = {role: call.tensor(number, role) for number, role in enumerate(roles, 1)}
    operation = BatchNorm(
        channels=len(tensors["weight"]), epsilon=float(call.attribute("epsilon", 1e-5))
    )
    return call.add(operation, call.plain, tensors=tensors)


@translates("LayerNormalization")
def _layer_norm(call: Call) -> Value:
    x = call.plain
    axis = call.axis(x, int(call.attribute("axis", -1)))
    sizes = call.shape(x)[axis - 1 :]
    tensors = {"weight": call.tensor(1, "scale"), "bias": torch.zeros(sizes), **_bias(call, 2)}
    operation = LayerNorm(sizes=sizes, epsilon=float(call.attribute("epsilon", 1e-5)))
    return call.add(operation, x, tensors=tensors)


def _given(call: Call, number: int) -> bool:
    return len(call.inputs) > number and call.inputs[number] is not None


def _bias(call: Call, number: int) -> dict[str, torch.Tensor]:
    return {"bias": call.tensor(number, "bias")} if _given(call, number) else {}
