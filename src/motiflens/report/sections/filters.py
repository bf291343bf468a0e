"""Which filters of the first layer carried the prediction, and the DNA that they answer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.logos.kinds import information
from motiflens.report.drawing import Drawing
from motiflens.report.drawings.logo import logo
from motiflens.report.filters import Sites, sites
from motiflens.report.inputs import Inputs
from motiflens.report.result import Result
from motiflens.sequences.selection import evenly

_SHOWN = 8
_BITS = 2.0
_WINDOWS = 500  # more change little in frequencies, and cost time


@dataclass(frozen=True)
class FilterRow:
    """One filter: mean relevance (output units), and its part in the sum of all filters' sizes."""

    channel: int
    mean: float
    share: float


@dataclass(frozen=True)
class MethodFilters:
    """The filters that carried most by one method, largest first, and the share of these."""

    title: str
    rows: tuple[FilterRow, ...]

    @property
    def share(self) -> float:
        """What they carried together."""
        return sum(row.share for row in self.rows)


@dataclass(frozen=True)
class FilterLogo:
    """The logo of a filter; None where it answers nowhere."""

    channel: int
    n_sites: int
    drawing: Drawing | None


@dataclass(frozen=True)
class LayerFilters:
    """The filters of one layer in one task, with the logos of all that a method names.

    ``logos`` is empty where the layer's weights are not known. ``anchor`` and a filter's number
    make the name by which the page refers to a logo.
    """

    anchor: str
    task: str
    label: str
    n_filters: int
    n_windows: int
    methods: tuple[MethodFilters, ...]
    logos: tuple[FilterLogo, ...]


def filter_views(inputs: Inputs) -> tuple[LayerFilters, ...]:
    """Return what is shown of each task and layer that reads the sequence."""
    views = []
    for task in inputs.tasks:
        labels = dict.fromkeys(label for result in inputs.of(task) for label in result.channels)
        views += [_layer(inputs, task, label, f"-{k}") for k, label in enumerate(labels, start=1)]
    return tuple(views)


def top_filters(relevance: NDArray[np.float32], count: int) -> tuple[FilterRow, ...]:
    """Return the filters that carried most of (n, C) relevance, by mean size without sign."""
    means = relevance.mean(axis=0, dtype=np.float64)
    sizes = np.abs(relevance).mean(axis=0, dtype=np.float64)
    shares = sizes / (sizes.sum() or 1.0)
    order = np.argsort(-shares, kind="stable")[:count]
    return tuple(FilterRow(int(c), float(means[c]), float(shares[c])) for c in order)


def _layer(inputs: Inputs, task: str, label: str, suffix: str) -> LayerFilters:
    results = [result for result in inputs.of(task) if label in result.channels]
    anchor = f"filters-{inputs.card.tasks.index(task) + 1}{suffix}"
    methods = tuple(
        MethodFilters(result.method.title, top_filters(result.channels[label], _SHOWN))
        for result in results
    )
    channels = sorted({row.channel for method in methods for row in method.rows})
    rows = evenly(np.unique(np.concatenate([result.index for result in results])), _WINDOWS)
    return LayerFilters(
        anchor=anchor,
        task=task,
        label=label,
        n_filters=results[0].channels[label].shape[1],
        n_windows=len(rows),
        methods=methods,
        logos=_logos(inputs, results[0], label, channels, rows),
    )


def _logos(
    inputs: Inputs,
    result: Result,
    label: str,
    channels: Sequence[int],
    rows: NDArray[np.int64],
) -> tuple[FilterLogo, ...]:
    filters = inputs.filters.get(label)
    if filters is None or len(filters.weight) != result.channels[label].shape[1]:
        return ()
    codes = inputs.data.window_codes(rows)
    return tuple(
        FilterLogo(channel, found.n, _draw(found, channel, result))
        for channel, found in zip(channels, sites(filters, channels, codes), strict=True)
    )


def _draw(found: Sites, channel: int, result: Result) -> Drawing | None:
    if found.n == 0:
        return None
    heights = information(found.frequencies, result.motifs.background)
    caption = "x: position in the filter (bp). y: information (bits)."
    title = f"Filter {channel}, {found.n} stretches. {caption}"
    return Drawing(logo(heights, title=title, unit="bits", top=_BITS), caption)
