"""DeepLIFT by its definition, on a small network: Shrikumar, Greenside and Kundaje 2017."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from motiflens.attribution.options import MethodOptions
from motiflens.evaluation.checks.small import Linear, Maximum, Small
from motiflens.evaluation.metrics.types import Values

Definition = Callable[[Small, Values, Values, MethodOptions], Values]


def deeplift(reveals: Callable[[Linear], bool]) -> Definition:
    """Return DeepLIFT with RevealCancel behind those layers, and Rescale behind the others."""

    def scores(net: Small, x: Values, reference: Values, options: MethodOptions) -> Values:
        del options
        at, at_reference = (net.values(one.reshape(1, -1)) for one in (x, reference))
        message: tuple[Values, Values] = (np.ones(1), np.ones(1))
        for number in reversed(range(len(net.parts))):
            part, a, a0 = net.parts[number], at[number][0], at_reference[number][0]
            if isinstance(part, Linear):
                message = _linear(part, a - a0, message)
            elif isinstance(part, Maximum):
                message = _maximum(part, a, a0, message)
            else:
                before = net.parts[number - 1]
                assert isinstance(before, Linear)
                moved = at[number - 1][0] - at_reference[number - 1][0]
                reveal = reveals(before)
                message = (_reveal if reveal else _rescale)(before, moved, a, a0, message)
        return np.asarray((message[0] * (x - reference).ravel()).reshape(4, -1).sum(axis=0))

    return scores


def _linear(part: Linear, moved: Values, message: tuple[Values, Values]) -> tuple[Values, Values]:
    """Return what an input gets, by the sign of its own change and of the weight (eq. 6-13)."""
    sent = np.zeros(len(moved))
    for i, change in enumerate(moved):
        for j, weight in enumerate(part.weight[:, i]):
            rises = weight * change > 0 if change != 0 else None
            if rises is None:
                sent[i] += weight * (message[0][j] + message[1][j]) / 2
            else:
                sent[i] += weight * message[0 if rises else 1][j]
    return sent, sent


def _rescale(
    before: Linear, moved: Values, z: Values, z0: Values, message: tuple[Values, Values]
) -> tuple[Values, Values]:
    del before, moved
    same = z == z0
    secant = (np.maximum(z, 0) - np.maximum(z0, 0)) / np.where(same, 1, z - z0)
    slope = np.where(same, z > 0, secant)
    return message[0] * slope, message[1] * slope


def _reveal(
    before: Linear, moved: Values, z: Values, z0: Values, message: tuple[Values, Values]
) -> tuple[Values, Values]:
    """Return the multipliers of what raised z and of what lowered it (eq. 17-19)."""
    del z
    terms = before.weight * moved
    raised, lowered = np.clip(terms, 0, None).sum(1), np.clip(terms, None, 0).sum(1)

    def f(value: Values) -> Values:
        return np.maximum(value, 0)

    def slope(value: Values) -> Values:  # where the part is empty; that on the right at the kink
        return (value >= 0).astype(np.float64)

    up = (f(z0 + raised) - f(z0) + f(z0 + lowered + raised) - f(z0 + lowered)) / 2
    down = (f(z0 + lowered) - f(z0) + f(z0 + raised + lowered) - f(z0 + raised)) / 2
    no_up, no_down = (slope(z0) + slope(z0 + lowered)) / 2, (slope(z0) + slope(z0 + raised)) / 2
    return (
        message[0] * np.where(raised > 0, up / np.where(raised > 0, raised, 1), no_up),
        message[1] * np.where(lowered < 0, down / np.where(lowered < 0, lowered, 1), no_down),
    )


def _maximum(
    part: Maximum, a: Values, a0: Values, message: tuple[Values, Values]
) -> tuple[Values, Values]:
    """Share the change between the winner now and the winner before (Lundberg and Lee 2017)."""
    sent = np.zeros((2, len(a)))
    for group, plus, minus in zip(part.groups, *message, strict=True):
        y, y0 = a[group].max(), a0[group].max()
        now, before = group[a[group].argmax()], group[a0[group].argmax()]
        both = np.array([plus, minus])
        for winner, share in ((now, max(y, y0) - y0), (before, y - max(y, y0))):
            if a[winner] != a0[winner]:
                sent[:, winner] += both * share / (a[winner] - a0[winner])
        if a[now] == a0[now]:  # it won without changing: as a gradient would
            sent[:, now] += both
    return sent[0], sent[1]
