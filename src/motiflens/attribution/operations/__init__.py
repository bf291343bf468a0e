"""The operations that a captured model is made of, as typed, immutable objects.

Each knows how to compute itself and the linear algebra that rules need of it (a transpose, a
secant, the winners of a maximum). None knows any attribution method.
"""

from motiflens.attribution.operations.affine import Affine
from motiflens.attribution.operations.averaging import (
    AdaptiveAveragePool,
    AveragePool,
    Averaging,
    Interpolation,
    Mean,
    RunningSum,
    Sum,
)
from motiflens.attribution.operations.base import Operation
from motiflens.attribution.operations.custom import Custom, Detach, Slot
from motiflens.attribution.operations.diagonal import (
    BatchNorm,
    Constant,
    Diagonal,
    Masked,
    Scale,
    Shift,
)
from motiflens.attribution.operations.elementwise import ActivationFunction, Elementwise
from motiflens.attribution.operations.exponential import LogSumExp
from motiflens.attribution.operations.joining import Add, Concat, MatrixProduct, Product, Stack
from motiflens.attribution.operations.pooling import Maximum, MaxOverDimensions, MaxPool
from motiflens.attribution.operations.shape import (
    Expand,
    Flip,
    Narrow,
    Pad,
    Permute,
    Reshape,
    Shape,
    Take,
)
from motiflens.attribution.operations.weighted import (
    Convolution,
    Dense,
    MatrixMap,
    TransposedConvolution,
    Weighted,
)

__all__ = [
    "ActivationFunction",
    "AdaptiveAveragePool",
    "Add",
    "Affine",
    "AveragePool",
    "Averaging",
    "BatchNorm",
    "Concat",
    "Constant",
    "Convolution",
    "Custom",
    "Dense",
    "Detach",
    "Diagonal",
    "Elementwise",
    "Expand",
    "Flip",
    "Interpolation",
    "LogSumExp",
    "Masked",
    "MatrixMap",
    "MatrixProduct",
    "MaxOverDimensions",
    "MaxPool",
    "Maximum",
    "Mean",
    "Narrow",
    "Operation",
    "Pad",
    "Permute",
    "Product",
    "Reshape",
    "RunningSum",
    "Scale",
    "Shape",
    "Shift",
    "Slot",
    "Stack",
    "Sum",
    "Take",
    "TransposedConvolution",
    "Weighted",
]
