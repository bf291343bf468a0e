"""DeepLIFT with the Rescale rule (Shrikumar, Greenside and Kundaje 2017, eq. 14-16)."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.messages import Sent
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
    compiled,
)
from motiflens.attribution.operations.base import unbroadcast
from motiflens.attribution.operations.pooling import rounding
from motiflens.attribution.operations.rectified import RectifiedMaximum
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.plan import Pull, Rule, Rules, Site
from motiflens.attribution.rules.multipliers import add, affine, concat


def secant(site: Site) -> Pull:
    """Send m (f(z) - f(z0)) / (z - z0), and its limit where z = z0."""
    operation = cast(Elementwise, site.operation)
    slope = operation.secant(
        site.inputs[0], site.reference_inputs[0], site.output, site.reference_output
    )
    return lambda message: Sent((message * slope,))


def credits(site: Site) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Share each maximum's change between the winner of the sequence and that of the reference.

    With y and y0 the maxima, the winner of the sequence is credited with what y rose above y0,
    the winner of the reference with what it fell below, each over its own change (DeepSHAP's rule,
    Lundberg and Lee 2017). A credited element changed at least as much as the maximum did, so the
    quotients lie in [0, 1]. An element that won without changing takes 1, as a gradient would:
    that adds nothing to the sum.

    Returns
    -------
    For either winner its share and its index.
    """
    operation = cast(Maximum, site.operation)
    x, x0 = site.inputs[0], site.reference_inputs[0]
    y, index = site.once(lambda: operation.winners(x))
    y0, index0 = site.reference_output, operation.first_winners(x0)
    change = y - operation.gather(x0, index)
    change0 = operation.gather(x, index0) - operation.gather(x0, index0)
    risen, fallen = (y - y0).clamp(min=0), (y - y0).clamp(max=0)
    # 0 / 0 is an element that won and did not change. The bounds matter only where elements of
    # the reference are equal but for rounding.
    share = risen.div_(change).nan_to_num_(nan=1.0)
    share0 = fallen.div_(change0).nan_to_num_(nan=0.0).clamp_(0, 1)
    return (share, index), (share0, index0)


def cross_maximum(site: Site) -> Pull:
    """Send each credited element its share of m; see `credits`."""
    operation, shape = cast(Maximum, site.operation), site.inputs[0].shape
    shares = credits(site)

    def pull(message: Tensor) -> Sent:
        sent = ((message * share, index) for share, index in shares)
        return Sent((operation.scatter(shape, *sent),))

    return pull


def rectified_maximum(site: Site) -> Pull:
    """Send what the rules of a maximum and of the ReLU before it send together.

    The winner of the sequence is credited with what y rose above y0, that of the reference with
    what it fell, each over the change of the ReLU's output there (`credits`), and that change is
    sent over the change of its input: the ReLU's output cancels.
    """
    (z,), (z0,) = site.inputs, site.reference_inputs
    maximum = cast(RectifiedMaximum, site.operation).maximum
    if maximum.adjoining is not None:
        tolerance = rounding(site.reference_output).view(-1)
        shares = compiled.credits(z, z0, maximum.adjoining, tolerance)
        if shares is not None:
            return lambda message: Sent((shares.send(message),))
    largest, index = site.once(lambda: maximum.winners(z))
    index0 = maximum.first_winners(z0.clamp(min=0))
    rise = site.output - site.reference_output
    change = largest - maximum.gather(z0, index)
    change0 = maximum.gather(z, index0) - maximum.gather(z0, index0)
    # 0 / 0 is an element that won and did not change.
    share = torch.where(change == 0, (largest > 0).to(z.dtype), rise.clamp(min=0) / change)
    share0 = (rise.clamp(max=0) / change0).nan_to_num_(nan=0.0).clamp_(0, 1)

    def pull(message: Tensor) -> Sent:
        sent = (message * share, index), (message * share0, index0)
        return Sent((maximum.scatter(z.shape, *sent),))

    return pull


def midpoint_product(site: Site) -> Pull:
    """Send m (b + b0) / 2 to a and m (a + a0) / 2 to b: the Shapley values of two players."""
    (a, b), (a0, b0) = site.inputs, site.reference_inputs
    shapes = a.shape, b.shape
    middle_a, middle_b = (a + a0) / 2, (b + b0) / 2

    def pull(message: Tensor) -> Sent:
        return Sent(
            (unbroadcast(message * middle_b, shapes[0]), unbroadcast(message * middle_a, shapes[1]))
        )

    return pull


def midpoint_matrix_product(site: Site) -> Pull:
    """Send m ((B + B0) / 2)^T to A and ((A + A0) / 2)^T m to B."""
    (a, b), (a0, b0) = site.inputs, site.reference_inputs
    shapes = a.shape, b.shape
    middle_a, middle_b = (a + a0).mT / 2, (b + b0).mT / 2

    def pull(message: Tensor) -> Sent:
        return Sent(
            (unbroadcast(message @ middle_b, shapes[0]), unbroadcast(middle_a @ message, shapes[1]))
        )

    return pull


def logsumexp(site: Site) -> Pull:
    """Send m times the secant of the logarithm times that of each exponential."""
    operation = cast(LogSumExp, site.operation)
    (z,), (z0,) = site.inputs, site.reference_inputs
    weights = operation.secants(z, z0, site.output, site.reference_output)
    return lambda message: Sent((operation.restore(message) * weights,))


def rescale_rules(options: MethodOptions) -> Rules:
    """Return the rules of DeepLIFT Rescale; it has no options."""
    del options
    table: dict[type[Operation], Rule] = {
        Affine: affine,
        Add: add,
        Concat: concat,
        Elementwise: secant,
        Maximum: cross_maximum,
        Product: midpoint_product,
        MatrixProduct: midpoint_matrix_product,
        LogSumExp: logsumexp,
    }
    return Rules("deeplift", table, start="one")
