"""What travels back through a model: multipliers or relevance, in the forms that rules need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor


@dataclass(frozen=True)
class AtInput:
    """Relevance that has left the first layer, on its way to x.

    Attributes
    ----------
    ratio
        What x - reference is multiplied with to give relevance: it says what another base would
        have received.
    given
        Relevance itself, where it is no multiple of x - reference.
    """

    ratio: Tensor | None = None
    given: Tensor | None = None


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


Message = Tensor | AtInput | Pair


class Sent(NamedTuple):
    """What an operation sends back.

    Attributes
    ----------
    messages
        One for each input, in its shape.
    absorbed
        Relevance that the operation kept, (N,): LRP only.
    """

    messages: tuple[Message, ...]
    absorbed: Tensor | None = None


def together(a: Message, b: Message) -> Message:
    """Return the sum of two messages that reached one value."""
    if isinstance(a, AtInput) and isinstance(b, AtInput):
        return AtInput(_plus(a.ratio, b.ratio), _plus(a.given, b.given))
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
