"""Functions of one number, with their derivative and their secant.

The secant between z and z0 is (f(z) - f(z0)) / (z - z0): DeepLIFT's multiplier (Shrikumar 2017,
eq. 14-16). Near z = z0 the quotient is rounding noise, so each function either has a closed form
that stays exact (`secants`), or takes the derivative at the midpoint, whose error is of second
order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from torch import Tensor

from motiflens.attribution.operations import secants
from motiflens.attribution.operations.base import Operation


@dataclass(frozen=True, eq=False)
class Elementwise(Operation):
    """y = f(x), element by element.

    Attributes
    ----------
    name
        Of the function, as errors and reports print it.
    function, derivative
        f and f', of x and of the ``constants``.
    exact_secant
        A closed form of the secant (z, z0, *constants), where there is one.
    constants
        Tensors of the model that f reads, broadcastable to x (the slopes of a PReLU).
    recipe
        Which of `FACTORIES` made it, and of what, by name.
    """

    name: str
    function: Callable[..., Tensor]
    derivative: Callable[..., Tensor]
    exact_secant: Callable[..., Tensor] | None = None
    constants: tuple[Tensor, ...] = ()
    recipe: tuple[str, dict[str, Any]] | None = None

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return f(x)."""
        return self.function(inputs[0], *self.constants)

    def slope(self, z: Tensor) -> Tensor:
        """Return f'(z)."""
        return self.derivative(z, *self.constants)

    def secant(self, z: Tensor, z0: Tensor, y: Tensor, y0: Tensor) -> Tensor:
        """Return (y - y0) / (z - z0), and its limit where z = z0."""
        if self.exact_secant is not None:
            return self.exact_secant(z, z0, *self.constants)
        return secants.quotient_secant(self.slope, z, z0, y, y0)


class ActivationFunction(Elementwise):
    """The activation of a unit, through which LRP passes relevance unchanged."""

    def inside_a_formula(self) -> Elementwise:
        """Return the same function, as a step of arithmetic: the gate of an LSTM is no unit."""
        return Elementwise(
            self.name,
            self.function,
            self.derivative,
            self.exact_secant,
            self.constants,
            self.recipe,
        )


FACTORIES: dict[str, Callable[..., Elementwise]] = {}
"""What makes elementwise operations, by name: functions cannot be written to a file, this can."""

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made", bound=Elementwise)


def factory(make: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """Enter ``make`` into `FACTORIES`, and what it was given into what it makes."""

    @wraps(make)
    def made(*args: _Given.args, **kwargs: _Given.kwargs) -> _Made:
        given = signature(make).bind(*args, **kwargs).arguments
        return replace(make(*args, **kwargs), recipe=(make.__name__, dict(given)))

    FACTORIES[make.__name__] = made
    return made
