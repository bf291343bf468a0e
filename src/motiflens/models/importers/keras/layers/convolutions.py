"""Convolutions and dense layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from motiflens.models.graphs.arrangement import Value, channels_first, own_order
from motiflens.models.graphs.operations import Convolution, Dense, TransposedConvolution
from motiflens.models.importers.keras.layer import Layer, Shape, translates
from motiflens.models.importers.keras.layers.activations import activated
from motiflens.models.importers.keras.layers.margins import margins


@translates("Conv1D", "Conv2D")
def _convolution(layer: Layer, inputs: Sequence[Value]) -> Value:
    x = layer.channels_first(inputs[0])
    channels, filters, groups = layer.graph.shape(x.name)[0], _filters(layer), _groups(layer)
    kernel = layer.integers("kernel_size", x.rank - 2)
    tensors = layer.weights(
        {"kernel": (*kernel, channels // groups, filters), **_bias(layer, filters)}
    )
    tensors["weight"] = _out_first(tensors.pop("kernel"))
    operation = Convolution(
        inputs=channels, outputs=filters, groups=groups, **_windows(layer, x, kernel)
    )
    y = layer.add(operation, x, tensors=tensors)
    return activated(layer, y, layer.option("activation"))


@translates("SeparableConv1D")
def _separable(layer: Layer, inputs: Sequence[Value]) -> Value:
    x = layer.channels_first(inputs[0])
    channels, filters = layer.graph.shape(x.name)[0], _filters(layer)
    kernel, each = layer.integers("kernel_size", 1), int(layer.option("depth_multiplier", 1))
    tensors = layer.weights(
        {
            "depthwise_kernel": (*kernel, channels, each),
            "pointwise_kernel": (1, channels * each, filters),
            **_bias(layer, filters),
        }
    )
    depthwise = {"weight": _depthwise(tensors.pop("depthwise_kernel"))}
    found = layer.add(
        _by_channel(layer, x, kernel, each, bias=False), x, tensors=depthwise, part="depthwise"
    )
    tensors["weight"] = _out_first(tensors.pop("pointwise_kernel"))
    y = layer.add(_pointwise(channels * each, filters, "bias" in tensors), found, tensors=tensors)
    return activated(layer, y, layer.option("activation"))


@translates("DepthwiseConv1D")
def _depthwise_convolution(layer: Layer, inputs: Sequence[Value]) -> Value:
    x = layer.channels_first(inputs[0])
    channels = layer.graph.shape(x.name)[0]
    kernel, each = layer.integers("kernel_size", 1), int(layer.option("depth_multiplier", 1))
    tensors = layer.weights(
        {"depthwise_kernel": (*kernel, channels, each), **_bias(layer, channels * each)}
    )
    tensors["weight"] = _depthwise(tensors.pop("depthwise_kernel"))
    operation = _by_channel(layer, x, kernel, each, bias="bias" in tensors)
    y = layer.add(operation, x, tensors=tensors)
    return activated(layer, y, layer.option("activation"))


@translates("Conv1DTranspose", "Conv2DTranspose")
def _transposed(layer: Layer, inputs: Sequence[Value]) -> Value:
    layer.refuse_unless("output_padding")
    x = layer.channels_first(inputs[0])
    rank = x.rank - 2
    channels, filters = layer.graph.shape(x.name)[0], _filters(layer)
    kernel, stride = layer.integers("kernel_size", rank), layer.integers("strides", rank)
    if any(step > width for step, width in zip(stride, kernel, strict=True)):
        raise layer.refusal(f"its strides {stride} are longer than its kernel {kernel}")
    tensors = layer.weights({"kernel": (*kernel, filters, channels), **_bias(layer, filters)})
    tensors["weight"] = _out_first(tensors.pop("kernel"))
    beyond = [width - step for width, step in zip(kernel, stride, strict=True)]
    same = layer.option("padding", "valid") == "same"
    operation = TransposedConvolution(
        inputs=channels,
        outputs=filters,
        kernel=kernel,
        stride=stride,
        dilation=_undilated(layer, rank),
        crop=tuple((n // 2, n - n // 2) if same else (0, 0) for n in beyond),
        bias="bias" in tensors,
    )
    y = layer.add(operation, x, tensors=tensors)
    return activated(layer, y, layer.option("activation"))


@translates("Dense")
def _dense(layer: Layer, inputs: Sequence[Value]) -> Value:
    """Along a sequence a dense layer is a convolution of width 1."""
    x, units = inputs[0], int(layer.options["units"])
    channels = layer.shape(x)[-1]
    tensors = layer.weights({"kernel": (channels, units), **_bias(layer, units)})
    kernel, bias = tensors.pop("kernel").t().contiguous(), "bias" in tensors
    if x.rank == 3 and x.order == channels_first(3):
        y = layer.add(
            _pointwise(channels, units, bias),
            x,
            tensors={"weight": kernel.unsqueeze(-1), **tensors},
        )
    else:
        operation = Dense(inputs=channels, outputs=units, bias=bias)
        plain = layer.arranged(x, own_order(x.rank))
        y = layer.add(operation, plain, tensors={"weight": kernel, **tensors})
    return activated(layer, y, layer.option("activation"))


def _filters(layer: Layer) -> int:
    return int(layer.options["filters"])


def _groups(layer: Layer) -> int:
    return int(layer.option("groups", 1))


def _bias(layer: Layer, size: int) -> dict[str, Shape]:
    return {"bias": (size,)} if layer.option("use_bias", True) else {}


def _windows(layer: Layer, x: Value, kernel: Shape) -> dict[str, Any]:
    """Return the options of a convolution that say how its windows move."""
    rank = len(kernel)
    stride, dilation = layer.integers("strides", rank), layer.integers("dilation_rate", rank)
    reach = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    return {
        "kernel": kernel,
        "stride": stride,
        "dilation": dilation,
        "padding": margins(layer, layer.graph.shape(x.name)[1:], reach, stride),
        "bias": bool(layer.option("use_bias", True)),
    }


def _by_channel(layer: Layer, x: Value, kernel: Shape, each: int, *, bias: bool) -> Convolution:
    channels = layer.graph.shape(x.name)[0]
    windows = {**_windows(layer, x, kernel), "bias": bias}
    return Convolution(inputs=channels, outputs=channels * each, groups=channels, **windows)


def _pointwise(inputs: int, outputs: int, bias: bool) -> Convolution:
    one = (1,)
    return Convolution(
        inputs=inputs,
        outputs=outputs,
        kernel=one,
        stride=one,
        dilation=one,
        padding=((0, 0),),
        bias=bias,
    )


def _undilated(layer: Layer, rank: int) -> Shape:
    dilation = layer.integers("dilation_rate", rank)
    if set(dilation) != {1}:
        raise layer.refusal(f"its dilation is {dilation}; only 1 is known")
    return dilation


def _out_first(kernel: Tensor) -> Tensor:
    """Return a kernel (*kernel, a, b) as (b, a, *kernel)."""
    rank = kernel.dim() - 2
    return kernel.permute(rank + 1, rank, *range(rank)).contiguous()


def _depthwise(kernel: Tensor) -> Tensor:
    """Return a kernel (K, in, each) as (in * each, 1, K)."""
    return kernel.permute(1, 2, 0).flatten(0, 1).unsqueeze(1).contiguous()
