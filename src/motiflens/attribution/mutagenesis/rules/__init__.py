"""What each kind of operation makes of a window of columns that changed."""

from __future__ import annotations

from motiflens.attribution.mutagenesis.piece import Piece, Rule
from motiflens.attribution.mutagenesis.rules import (
    combining,
    joining,
    linear,
    pointwise,
    pooling,
    reducing,
    shape,
    sliding,
)
from motiflens.attribution.mutagenesis.touched import Touched
from motiflens.attribution.operations import (
    AdaptiveAveragePool,
    Add,
    AveragePool,
    BatchNorm,
    Concat,
    Convolution,
    Dense,
    Detach,
    Elementwise,
    Expand,
    Flip,
    LogSumExp,
    Masked,
    MatrixMap,
    MaxOverDimensions,
    MaxPool,
    Mean,
    Narrow,
    Operation,
    Pad,
    Permute,
    Product,
    Reshape,
    Scale,
    Shift,
    Stack,
    Sum,
    Take,
)


def _same(operation: Operation, piece: Piece) -> Touched:
    del operation
    return piece.x


def _not_local(operation: Operation, piece: Piece) -> None:
    del operation, piece


RULES: dict[type[Operation], Rule] = {
    AdaptiveAveragePool: pooling.adaptive_average,
    Add: combining.add,
    AveragePool: pooling.average,
    BatchNorm: pointwise.pointwise,
    Concat: joining.concat,
    Convolution: sliding.convolution,
    Dense: linear.dense,
    Detach: _same,
    Elementwise: pointwise.pointwise,
    Expand: shape.expand,
    Flip: shape.flip,
    LogSumExp: reducing.within_columns,
    Masked: pointwise.pointwise,
    MatrixMap: linear.matrix,
    MaxOverDimensions: reducing.maximum,
    MaxPool: pooling.maximum,
    Mean: reducing.mean,
    Narrow: shape.narrow,
    Pad: shape.pad,
    Permute: shape.permute,
    Product: combining.product,
    Reshape: shape.reshape,
    Scale: pointwise.pointwise,
    Shift: pointwise.pointwise,
    Stack: _not_local,
    Sum: reducing.total,
    Take: shape.take,
}
"""By the kind of an operation, the nearest of its classes; what has none is not local."""


def rule_of(operation: Operation) -> Rule:
    """Return the rule of an operation's nearest class."""
    return next((RULES[kind] for kind in type(operation).__mro__ if kind in RULES), _not_local)
