"""The ordinary gradient, as rules of the walk."""

from __future__ import annotations

from typing import cast

from torch import Tensor

from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.messages import Relevance, Sent
from motiflens.attribution.operations import (
    Add,
    Affine,
    Concat,
    Elementwise,
    LogSumExp,
    MatrixProduct,
    Maximum,
    Operation,
    Product,
)
from motiflens.attribution.operations.base import unbroadcast
from motiflens.attribution.plan import Pull, Rule, Rules, Site
from motiflens.attribution.rules.multipliers import add, affine, concat


def derivative(site: Site) -> Pull:
    """Send m f'(z); the derivative of a ReLU at 0 is 0."""
    operation = cast(Elementwise, site.operation)
    slope = operation.slope(site.inputs[0])
    return lambda message: Sent((message * slope,))


def winner(site: Site) -> Pull:
    """Send m to the winner of each maximum; ties go to the first element."""
    operation = cast(Maximum, site.operation)
    shape = site.inputs[0].shape
    _, index = operation.winners(site.inputs[0])
    return lambda message: Sent((operation.scatter(shape, (message, index)),))


def product(site: Site) -> Pull:
    """Send m b to a and m a to b."""
    a, b = site.inputs

    def pull(message: Tensor) -> Sent:
        return Sent((unbroadcast(message * b, a.shape), unbroadcast(message * a, b.shape)))

    return pull


def matrix_product(site: Site) -> Pull:
    """Send m B^T to A and A^T m to B."""
    a, b = site.inputs

    def pull(message: Tensor) -> Sent:
        return Sent((unbroadcast(message @ b.mT, a.shape), unbroadcast(a.mT @ message, b.shape)))

    return pull


def softmax(site: Site) -> Pull:
    """Send m times the softmax, which is the gradient of a logsumexp."""
    operation = cast(LogSumExp, site.operation)
    slopes = operation.slopes(site.inputs[0])
    return lambda message: Sent((operation.restore(message) * slopes,))


def corrected(message: Relevance) -> Relevance:
    """Return a gradient (N, 4, L) less the mean of each column: g_b - (g_A + g_C + g_G + g_T) / 4.

    Majdandzic, Rajesh and Koo 2023, Genome Biology 24:109.
    """
    return message.each(lambda gradient: gradient - gradient.mean(1, keepdim=True))


def gradient_rules(options: GradientOptions) -> Rules:
    """Return the rules of the gradient."""
    table: dict[type[Operation], Rule] = {
        Affine: affine,
        Add: add,
        Concat: concat,
        Elementwise: derivative,
        Maximum: winner,
        Product: product,
        MatrixProduct: matrix_product,
        LogSumExp: softmax,
    }
    return Rules("gradient", table, start="one", finish=corrected if options.corrected else None)
