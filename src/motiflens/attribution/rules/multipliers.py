"""Rules that every method of multipliers shares: those of operations that are linear.

A multiplier m says by how much the output moves with an activation; through y = A x + b it goes
back as the transpose of A (the chain rule for gradients; DeepLIFT's linear rule where nothing
separates positive from negative parts, Shrikumar 2017, eq. 6-13).
"""

from __future__ import annotations

from typing import cast

from torch import Tensor

from motiflens.attribution.messages import Sent
from motiflens.attribution.operations import Add, Affine, Concat
from motiflens.attribution.operations.base import unbroadcast
from motiflens.attribution.plan import Pull, Site


def affine(site: Site) -> Pull:
    """Send A^T m."""
    operation = cast(Affine, site.operation)
    shape = site.inputs[0].shape
    return lambda message: Sent((operation.transpose(message, shape),))


def add(site: Site) -> Pull:
    """Send m to both summands, times the factor of the second."""
    operation = cast(Add, site.operation)
    first, second = (value.shape for value in site.inputs)

    def pull(message: Tensor) -> Sent:
        other = message if operation.factor == 1 else message * operation.factor
        return Sent((unbroadcast(message, first), unbroadcast(other, second)))

    return pull


def concat(site: Site) -> Pull:
    """Send each input its part of m."""
    operation = cast(Concat, site.operation)
    shapes = tuple(value.shape for value in site.inputs)
    return lambda message: Sent(operation.split(message, shapes))
