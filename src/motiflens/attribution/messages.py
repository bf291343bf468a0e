"""What travels back through a model: multipliers or relevance, in the forms that rules need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor


@dataclass(frozen=True)
class Relevance:
    """Relevance of a value, or what is on its way to x: value * ratio + |value| * size + given.

    The value is what the model computed; on the way from the first layer to x it is the distance
    to the reference. A multiple of the value needs no quotient where values are summed, and says
    at x what another base would have received.

    Attributes
    ----------
    ratio
        What the value is multiplied with.
    size
        What the size of the distance to the reference is multiplied with; only on the way to x.
    given
        Relevance itself, where it is no multiple of the value.
    rising
        Whether it is known to be zero wherever the value is not positive, as behind a ReLU.
    """

    ratio: Tensor | None = None
    size: Tensor | None = None
    given: Tensor | None = None
    rising: bool = False

    def of(self, value: Tensor) -> Tensor:
        """Return the relevance of ``value``, in its shape."""
        found = None if self.ratio is None else value * self.ratio
        if self.size is not None:
            found = _plus(found, value.abs() * self.size)
        found = _plus(found, self.given)
        return torch.zeros_like(value) if found is None else found

    def each(self, function: Callable[[Tensor], Tensor]) -> Relevance:
        """Return the relevance with a linear function of each part."""

        def moved(part: Tensor | None) -> Tensor | None:
            return None if part is None else function(part)

        return Relevance(moved(self.ratio), moved(self.size), moved(self.given))


@dataclass(frozen=True)
class Pair:
    """Two tensors of one shape, for the positive and the negative part of a change.

    As a message: the multipliers of the two parts. As what a value changed by: the parts
    themselves, which add up to the change.
    """

    plus: Tensor
    minus: Tensor

    def for_change(self, change: Tensor) -> Tensor:
        """Return the multiplier of a whole change: that of its sign, their mean where it is 0."""
        half = change.sign() / 2
        return self.plus * (0.5 + half) + self.minus * (0.5 - half)


def by_sign(change: Tensor) -> Pair:
    """Return a change as parts of which one is zero everywhere."""
    return Pair(change.clamp(min=0), change.clamp(max=0))


Message = Tensor | Relevance | Pair


class Sent(NamedTuple):
    """What an operation sends back.

    Attributes
    ----------
    messages
        One for each input, in its shape; None where nothing is sent.
    absorbed
        Relevance that the operation kept, (N,) by its cause: LRP only.
    """

    messages: tuple[Message | None, ...]
    absorbed: Mapping[str, Tensor] | None = None


def together(a: Message, b: Message) -> Message:
    """Return the sum of two messages that reached one value."""
    if isinstance(a, Relevance) and isinstance(b, Relevance):
        return Relevance(
            _plus(a.ratio, b.ratio),
            _plus(a.size, b.size),
            _plus(a.given, b.given),
            a.rising and b.rising,
        )
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        return a + b
    one, other = as_pair(a), as_pair(b)
    return Pair(one.plus + other.plus, one.minus + other.minus)


def as_pair(message: Message) -> Pair:
    """Return the multipliers of both parts, the same one where they were not told apart."""
    if isinstance(message, Pair):
        return message
    assert isinstance(message, Tensor)
    return Pair(message, message)


def _plus(a: Tensor | None, b: Tensor | None) -> Tensor | None:
    return b if a is None else a if b is None else a + b
