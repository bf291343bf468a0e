"""The operations that a graph may hold: the one table of them."""

from __future__ import annotations

from motiflens.models.graphs.operations.activations import (
    Clip,
    Elu,
    Function,
    Gelu,
    HardSigmoid,
    LeakyRelu,
    Power,
    Softmax,
)
from motiflens.models.graphs.operations.base import Operation
from motiflens.models.graphs.operations.convolutions import (
    Convolution,
    Dense,
    TransposedConvolution,
)
from motiflens.models.graphs.operations.joining import (
    Combine,
    Concatenate,
    Constant,
    MatrixProduct,
    Scale,
)
from motiflens.models.graphs.operations.normalising import BatchNorm, LayerNorm
from motiflens.models.graphs.operations.pooling import (
    AveragePool,
    LogSumExp,
    Max,
    MaxPool,
    Mean,
    Sum,
)
from motiflens.models.graphs.operations.recurrent import Gru, Lstm
from motiflens.models.graphs.operations.shape import Flip, Pad, Permute, Repeat, Reshape, Slice

OPERATIONS: dict[str, type[Operation]] = {
    row.kind: row
    for row in (
        Convolution,
        TransposedConvolution,
        Dense,
        BatchNorm,
        LayerNorm,
        MaxPool,
        AveragePool,
        Mean,
        Sum,
        Max,
        LogSumExp,
        Function,
        LeakyRelu,
        Elu,
        Gelu,
        Clip,
        HardSigmoid,
        Power,
        Softmax,
        Combine,
        MatrixProduct,
        Scale,
        Concatenate,
        Constant,
        Reshape,
        Permute,
        Slice,
        Pad,
        Flip,
        Repeat,
        Lstm,
        Gru,
    )
}

__all__ = [
    "OPERATIONS",
    "AveragePool",
    "BatchNorm",
    "Clip",
    "Combine",
    "Concatenate",
    "Constant",
    "Convolution",
    "Dense",
    "Elu",
    "Flip",
    "Function",
    "Gelu",
    "Gru",
    "HardSigmoid",
    "LayerNorm",
    "LeakyRelu",
    "LogSumExp",
    "Lstm",
    "MatrixProduct",
    "Max",
    "MaxPool",
    "Mean",
    "Operation",
    "Pad",
    "Permute",
    "Power",
    "Repeat",
    "Reshape",
    "Scale",
    "Slice",
    "Softmax",
    "Sum",
    "TransposedConvolution",
]
