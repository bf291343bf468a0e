"""What shuffling the hits of a motif away does, beside shuffling as many other bases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.effects.copies import Codes
from motiflens.effects.predicting import Predictor, Values
from motiflens.sequences import spans

Stretch = tuple[int, int]
"""Begin and end of bases in a window, from 0, half-open."""


@dataclass(frozen=True)
class Site:
    """A window with hits of a motif.

    Attributes
    ----------
    codes
        (L,) its bases.
    hits
        Where the motif's hits lie; those that overlap are one stretch.
    elsewhere
        As many bases, stretch by stretch, outside the hits of all motifs; None where there is no
        room for them.
    """

    codes: Codes
    hits: tuple[Stretch, ...]
    elsewhere: tuple[Stretch, ...] | None


@dataclass(frozen=True)
class Removed:
    """Changes of the output by shuffling, each a mean over the shuffles of a window.

    Attributes
    ----------
    hits
        (n,) of the windows whose hits read otherwise when they are shuffled.
    elsewhere
        (n,) of the same windows, nan where there is no such place.
    """

    hits: Values
    elsewhere: Values


def calls(sites: Sequence[Site], shuffles: int) -> int:
    """Return how many sequences `remove_hits` shows to the model."""
    return sum(1 + shuffles * (1 + (site.elsewhere is not None)) for site in sites)


def make_site(
    codes: Codes, own: Sequence[Stretch], all_hits: Sequence[Stretch], rng: np.random.Generator
) -> Site:
    """Return a window (L,) with the hits of a motif, and places away from all hits."""
    hits = joined(own)
    taken = np.zeros(len(codes), np.bool_)
    for begin, end in all_hits:
        taken[begin:end] = True
    elsewhere: list[Stretch] = []
    for begin, end in sorted(hits, key=lambda hit: hit[0] - hit[1]):
        free = _free_places(taken, end - begin)
        if len(free) == 0:
            return Site(codes, hits, None)
        start = int(rng.choice(free))
        elsewhere.append((start, start + end - begin))
        taken[start : start + end - begin] = True
    return Site(codes, hits, tuple(elsewhere))


def joined(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return stretches in order, those that overlap as one."""
    return spans.joined(stretches, touching=False)


def remove_hits(
    sites: Sequence[Site], shuffles: int, predict: Predictor, rng: np.random.Generator
) -> Removed:
    """Shuffle the bases of the hits of one or more windows, and as many elsewhere."""
    codes = np.stack([site.codes for site in sites])
    before = predict(codes)
    shuffled = np.stack([_shuffled(site.codes, site.hits, shuffles, rng) for site in sites])
    hits = predict(shuffled).mean(axis=1) - before
    elsewhere = np.full(len(sites), np.nan)
    roomy = [i for i, site in enumerate(sites) if site.elsewhere is not None]
    if roomy:
        again = [_shuffled(codes[i], sites[i].elsewhere or (), shuffles, rng) for i in roomy]
        elsewhere[roomy] = predict(np.stack(again)).mean(axis=1) - before[roomy]
    told = (shuffled != codes[:, None]).any(axis=(1, 2))
    return Removed(hits[told], elsewhere[told])


def _free_places(taken: NDArray[np.bool_], width: int) -> NDArray[np.intp]:
    """Return where a stretch of a width can begin that holds nothing taken."""
    if width > len(taken):
        return np.empty(0, np.intp)
    return np.flatnonzero(~np.lib.stride_tricks.sliding_window_view(taken, width).any(axis=1))


def _shuffled(
    codes: Codes, stretches: Sequence[Stretch], count: int, rng: np.random.Generator
) -> Codes:
    """Return (count, L) windows in which the bases of each stretch have another order."""
    found = np.repeat(codes[None], count, axis=0)
    for begin, end in stretches:
        found[:, begin:end] = rng.permuted(found[:, begin:end], axis=1)
    return found
