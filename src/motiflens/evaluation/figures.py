"""From what experiments found to figures with intervals, beside those of the baselines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from motiflens.config.evaluating import Evaluate
from motiflens.evaluation.experiments.bench import Measured, Outcome, Track
from motiflens.evaluation.measures import MEASURES
from motiflens.evaluation.metrics.bootstrap import Interval, Statistic, interval
from motiflens.evaluation.metrics.types import Values
from motiflens.evaluation.record import Baseline, Curve, Figure

_CURVE_DRAWS = 200


@dataclass(frozen=True)
class Beside:
    """What the figures of a contender are held against.

    Attributes
    ----------
    random
        Scores in random order; None for these themselves.
    middle
        Scores that always say the middle, by the name of the measure.
    effects
        Mutagenesis, where methods are held against it, by the name of the measure.
    """

    random: Outcome | None
    middle: Mapping[str, Measured]
    effects: Mapping[str, Measured]


def figures(outcome: Outcome, beside: Beside, settings: Evaluate) -> tuple[Figure, ...]:
    """Return the figures of one contender, in the order of the table."""
    found = (_figure(name, outcome, beside, settings) for name in MEASURES)
    return tuple(one for one in found if one is not None and not math.isnan(one.value))


def _figure(name: str, outcome: Outcome, beside: Beside, settings: Evaluate) -> Figure | None:
    """Return one figure, None where it was not measured."""
    baselines: dict[str, Baseline | None] = {}
    if name in outcome.measured:
        one = outcome.measured[name]
        size = interval(one.values, one.statistic, draws=settings.bootstrap, seed=settings.seed)
        known = {"middle": beside.middle, "effects": beside.effects}
        if beside.random is not None:
            known["random"] = beside.random.measured
        for kind, others in known.items():
            if name in others:
                baselines[kind] = _baseline(one, others[name], name, settings)
    elif name in outcome.intervals:
        size = outcome.intervals[name]
        if beside.random is not None:
            baselines["random"] = _apart(size, beside.random.intervals[name], name)
    else:
        return None
    row = MEASURES[name]
    return Figure(
        name=name,
        experiment=row.experiment,
        unit=row.unit,
        better=row.better,
        value=size.value,
        low=size.low,
        high=size.high,
        **baselines,
    )


def curve(name: str, track: Track, settings: Evaluate) -> Curve:
    """Return a figure along a way, with its interval at every place."""
    places = [
        interval(
            np.ascontiguousarray(track.values[:, place]),
            track.statistic,
            draws=min(settings.bootstrap, _CURVE_DRAWS),
            seed=settings.seed,
        )
        for place in range(len(track.x))
    ]
    return Curve(
        name=name,
        along=track.along,
        x=track.x,
        value=tuple(one.value for one in places),
        low=tuple(one.low for one in places),
        high=tuple(one.high for one in places),
    )


def gain(one: Measured, other: Measured, name: str, settings: Evaluate) -> Interval:
    """Return by how much one is better than the other, on the same draws of sequences."""
    sign = 1 if MEASURES[name].better == "higher" else -1
    return interval(
        np.stack([one.values, other.values], axis=1),
        _difference(one.statistic, sign),
        draws=settings.bootstrap,
        seed=settings.seed,
    )


def _baseline(one: Measured, other: Measured, name: str, settings: Evaluate) -> Baseline | None:
    """Return a baseline; None where the measure does not apply to it."""
    value = float(other.statistic(other.values[None])[0])
    if math.isnan(value):
        return None
    above = gain(one, other, name, settings)
    return Baseline(value=value, gain=above.value, low=above.low, high=above.high)


def _difference(statistic: Statistic, sign: int) -> Statistic:
    def difference(values: Values) -> Values:
        return np.asarray(sign * (statistic(values[:, :, 0]) - statistic(values[:, :, 1])))

    return difference


def _apart(one: Interval, other: Interval, name: str) -> Baseline:
    """Return a baseline of two figures whose draws are not known: the ends at their farthest."""
    sign = 1 if MEASURES[name].better == "higher" else -1
    low, high = one.low - other.high, one.high - other.low
    ends = sorted((sign * low, sign * high))
    gain = sign * (one.value - other.value)
    return Baseline(value=other.value, gain=gain, low=ends[0], high=ends[1])
