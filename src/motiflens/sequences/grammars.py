"""Simulated grammars: sequences whose label follows a rule of one or two motifs.

Each grammar is a row of `GRAMMARS`: which motifs lie in sequences of either label, and whether
they must be close. What each base says of the label is then known, and any attribution can be held
against it. Sites are uniform over places and strands, so that a place says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import ConfigError, InputError
from motiflens.sequences.simulation import YEAST, Sites, draw_letters, draw_strands, plant

Case = tuple[bool, bool]
"""Whether the first motif is there, and the second."""

NEITHER, FIRST, SECOND, BOTH = (False, False), (True, False), (False, True), (True, True)

GC_RANGE = (0.3, 0.7)
"""GC content of the background where it varies, uniform between these for each sequence."""


@dataclass(frozen=True)
class Grammar:
    """One row of the table.

    Attributes
    ----------
    name, title
        For commands and for tables.
    summary
        What the label says, in a sentence.
    positive, negative
        What sequences of each label hold, all cases equally often.
    second
        What the second motif says of the label: 1 for it, -1 against it, 0 nothing.
    spaced
        Whether the motifs of a positive must be close, and those of a negative far apart.
    """

    name: str
    title: str
    summary: str
    positive: tuple[Case, ...]
    negative: tuple[Case, ...]
    second: Literal[-1, 0, 1] = 1
    spaced: bool = False


_ROWS = (
    Grammar(
        "single",
        "one motif",
        "There is a motif.",
        (FIRST,),
        (NEITHER,),
    ),
    Grammar(
        "and",
        "two motifs, both",
        "There are two motifs; each of them alone does not do.",
        (BOTH,),
        (FIRST, SECOND, NEITHER),
    ),
    Grammar(
        "or",
        "two motifs, either",
        "There is one of two motifs, or both.",
        (FIRST, SECOND, BOTH),
        (NEITHER,),
    ),
    Grammar(
        "spacing",
        "two motifs, close",
        "Two motifs are in all sequences; they are close to each other.",
        (BOTH,),
        (BOTH,),
        spaced=True,
    ),
    Grammar(
        "repressor",
        "a motif and its repressor",
        "There is a motif, and no second one that represses it.",
        (FIRST,),
        (BOTH, SECOND, NEITHER),
        second=-1,
    ),
    Grammar(
        "decoy",
        "a motif and a decoy",
        "There is a motif; a second one is in all sequences and says nothing.",
        (BOTH,),
        (SECOND,),
        second=0,
    ),
)

GRAMMARS: dict[str, Grammar] = {row.name: row for row in _ROWS}


@dataclass(frozen=True)
class SimulatedGrammar:
    """Simulated sequences, positives first, with what is known of each base.

    Attributes
    ----------
    grammar
        The row that they follow.
    codes
        (N, L) uint8, A 0, C 1, G 2, T 3.
    labels
        (N,) int8.
    sites
        Of the first and the second motif.
    truth
        (N, L) float64: of each base of a motif the information content of its column in bits,
        negative where the motif is evidence against the label; 0 where a base says nothing.
    """

    grammar: Grammar
    codes: NDArray[np.uint8]
    labels: NDArray[np.int8]
    sites: tuple[Sites, Sites]
    truth: NDArray[np.float64]


def simulate_grammar(
    name: str,
    motifs: tuple[NDArray[np.float64], NDArray[np.float64]],
    n: int,
    length: int,
    *,
    gc: Literal["flat", "varying"] = "flat",
    frequencies: tuple[float, ...] = YEAST,
    spacing: tuple[int, int] = (3, 12),
    margin: int = 10,
    seed: int = 0,
) -> SimulatedGrammar:
    """Draw sequences of which half, rounded up, follow a grammar.

    Parameters
    ----------
    name
        A row of `GRAMMARS`.
    motifs
        The first and the second, (w, 4) frequencies of A, C, G and T each.
    n, length
        Number of sequences, and their length in bp.
    gc
        flat: letters outside of motifs are drawn by ``frequencies``; varying: by a GC content that
        each sequence has of its own, whatever its label (`GC_RANGE`).
    frequencies
        Of A, C, G and T.
    spacing
        Fewest and most bases between two motifs that are close.
    margin
        By how many bases more two motifs are apart at least that are far from each other.
    seed
        Equal ones give equal sequences.

    Raises
    ------
    ConfigError
        Where there is no such grammar.
    InputError
        Where the motifs do not fit.
    """
    if name not in GRAMMARS:
        raise ConfigError(
            f"there is no grammar named {name!r}", fix=f"choose one of {', '.join(GRAMMARS)}"
        )
    grammar, rng = GRAMMARS[name], np.random.default_rng(seed)
    codes = draw_letters(_background(gc, frequencies, n, length, rng), n, rng)
    labels = (np.arange(n) < (n + 1) // 2).astype(np.int8)
    present = _present(grammar, labels, rng)
    widths = len(motifs[0]), len(motifs[1])
    starts = _starts(grammar, labels, length, widths, spacing, margin, rng)
    truth = np.zeros((n, length))
    sites = []
    for motif, start, there, says in zip(
        motifs, starts, present.T, (1, grammar.second), strict=True
    ):
        site = Sites(np.where(there, start, -1), draw_strands(there, rng), len(motif))
        plant(codes, motif, site, rng)
        _mark(truth, information_content(motif), site, says)
        sites.append(site)
    return SimulatedGrammar(grammar, codes, labels, (sites[0], sites[1]), truth)


def information_content(motif: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (w,) bits: what each column of a motif (w, 4) says beyond equal frequencies."""
    bits = np.log2(motif, out=np.zeros_like(motif), where=motif > 0)
    return np.asarray(2 + (motif * bits).sum(axis=1))


def _background(
    gc: Literal["flat", "varying"],
    frequencies: tuple[float, ...],
    n: int,
    length: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    if gc == "flat":
        return np.broadcast_to(np.asarray(frequencies), (length, 4))
    half = rng.uniform(*GC_RANGE, n) / 2
    columns = np.stack([0.5 - half, half, half, 0.5 - half], axis=1)
    return np.broadcast_to(columns[:, None], (n, length, 4))


def _present(
    grammar: Grammar, labels: NDArray[np.int8], rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Return (n, 2) bool, which motifs each sequence holds: cases in turn, in any order."""
    present = np.zeros((len(labels), 2), dtype=bool)
    for label, cases in ((1, grammar.positive), (0, grammar.negative)):
        rows = rng.permutation(np.flatnonzero(labels == label))
        present[rows] = np.array(cases)[np.arange(len(rows)) % len(cases)]
    return present


def _starts(
    grammar: Grammar,
    labels: NDArray[np.int8],
    length: int,
    widths: tuple[int, int],
    spacing: tuple[int, int],
    margin: int,
    rng: np.random.Generator,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where both motifs begin, (n,) each, also where only one will be planted."""
    gaps = np.arange(length - sum(widths) + 1)
    allowed = np.ones((2, len(gaps)), dtype=bool)
    if grammar.spaced:
        allowed[1] = (gaps >= spacing[0]) & (gaps <= spacing[1])
        allowed[0] = gaps > spacing[1] + margin
    if not allowed.any(axis=1).all():
        raise InputError(
            f"motifs of {widths[0]} and {widths[1]} bp do not fit into {length} bp as the grammar "
            f"{grammar.name!r} asks for",
            fix="ask for longer sequences, or a closer spacing",
        )
    # A gap is as likely as it has places, so that all placements are.
    places = allowed * (len(gaps) - gaps)
    cumulative = np.cumsum(places / places.sum(axis=1, keepdims=True), axis=1)
    gap = (rng.random(len(labels))[:, None] >= cumulative[labels][:, :-1]).sum(axis=1)
    left = rng.integers(0, len(gaps) - gap)
    ahead = rng.random(len(labels)) < 0.5
    first = np.where(ahead, left, left + widths[1] + gap)
    second = np.where(ahead, left + widths[0] + gap, left)
    return first, second


def _mark(
    truth: NDArray[np.float64], content: NDArray[np.float64], sites: Sites, says: int
) -> None:
    """Write what the bases of a motif say into ``truth``, where it has a site."""
    rows = np.flatnonzero(sites.start >= 0)
    columns = sites.start[rows, None] + np.arange(sites.width)
    truth[rows[:, None], columns] = says * np.where(
        sites.reverse[rows, None], content[::-1], content
    )
