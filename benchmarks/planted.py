"""Sequences with many motifs at known places, and what a search found of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from simulated import known_motifs

from motiflens.hits.table import Hit
from motiflens.motifs.likeness import ALIKE, align
from motiflens.motifs.motif import Motif
from motiflens.sequences.onehot import reverse_complement
from motiflens.sequences.simulation import YEAST, draw_letters

TARGETS = ("GCN4", "MCM1", "REB1", "ABF1", "CBF1", "RAP1", "ROX1", "GAL4", "SNT2", "ZAP1")
"""Of 11 to 22 bits, in positives alone."""

DECOYS = ("YAP1", "DOT6", "RLM1")
"""Of 13 to 18 bits, in positives and negatives alike."""

MOST = 3
"""Sites of targets, and as many of decoys, in a sequence at most."""

TOLERANCE = 2
"""In bp, between the place of a hit and that of the site."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Site:
    """Where a motif was planted; ``strand`` is that on which it reads as its matrix."""

    row: int
    start: int
    motif: str
    strand: str


@dataclass(frozen=True)
class Planted:
    """Sequences, those with a target first.

    Attributes
    ----------
    codes
        (N, L) uint8, A 0, C 1, G 2, T 3.
    labels
        (N,) int8, 1 where there is a target.
    sites
        All sites.
    """

    codes: NDArray[np.uint8]
    labels: NDArray[np.int8]
    sites: tuple[Site, ...]

    def of(self, motif: str) -> list[Site]:
        """Return the sites of a motif in positives."""
        return [x for x in self.sites if x.motif == motif and self.labels[x.row] == 1]


@dataclass(frozen=True)
class Origin:
    """The planted motif that a motif which was found is most like.

    ``offset`` is where the planted one begins, from the first drawn position of the found one,
    and ``reverse`` whether its reverse complement is what aligns there.
    """

    name: str
    likeness: float
    offset: int
    reverse: bool


def plant_many(n: int, length: int, seed: int) -> Planted:
    """Draw sequences, each with 0 to `MOST` sites of targets and 0 to `MOST` of decoys.

    All numbers are equally likely, and so are motifs, strands, and places at which no two sites
    overlap.
    """
    rng = np.random.default_rng(seed)
    known = {name: motif.probability for name, motif in known_motifs().items()}
    codes = draw_letters(np.broadcast_to(YEAST, (length, 4)), n, rng)
    counts = rng.integers(0, MOST + 1, n)
    counts = np.concatenate([counts[counts > 0], counts[counts == 0]])
    sites: list[Site] = []
    for row, count in enumerate(counts):
        names = _drawn(TARGETS, count, rng) + _drawn(DECOYS, rng.integers(0, MOST + 1), rng)
        names = [names[i] for i in rng.permutation(len(names))]
        widths = [len(known[name]) for name in names]
        free = rng.integers(0, length - sum(widths) + 1, len(names))
        starts = np.sort(free) + np.cumsum([0, *widths])[: len(names)]
        for name, start in zip(names, starts.tolist(), strict=True):
            strand = "-" if rng.random() < 0.5 else "+"
            letters = draw_letters(known[name], 1, rng)[0]
            letters = reverse_complement(letters) if strand == "-" else letters
            codes[row, start : start + len(letters)] = letters
            sites.append(Site(row, start, name, strand))
    return Planted(codes, (counts > 0).astype(np.int8), tuple(sites))


def _drawn(names: Sequence[str], count: int, rng: np.random.Generator) -> list[str]:
    return [names[i] for i in rng.integers(0, len(names), count)]


def origins(motifs: Sequence[Motif]) -> list[Origin]:
    """Return what each motif is most like, of targets and decoys, by informative positions."""
    names = (*TARGETS, *DECOYS)
    found = [informative(motif.drawn("probability")) for motif in motifs]
    known = [informative(known_motifs()[name].probability) for name in names]
    best = align(found, known)
    return [
        Origin(names[k], *(x[i, k].item() for x in (best.likeness, best.offset, best.reverse)))
        for i, k in enumerate(best.likeness.argmax(axis=1))
    ]


def recovered(motif: Motif, origin: Origin) -> bool:
    """Return whether a motif is a planted one: it matches significantly, and is like it."""
    named = {m.name for m in motif.matches if m.significant}
    return origin.name in named and origin.likeness >= ALIKE


def informative(probability: Array) -> Array:
    """Return frequencies less the background's, each position weighted by its information."""
    odds = np.log2(np.maximum(probability, 1e-9) / np.array(YEAST))
    return np.asarray((probability - YEAST) * (probability * odds).sum(axis=1, keepdims=True))


def found_sites(
    planted: Planted, hits: Sequence[Hit], motif: Motif, origin: Origin
) -> tuple[int, int]:
    """Return the number of a motif's hits, and of those that lie on a site of its own.

    A hit lies on a site where the motif begins within `TOLERANCE` of it, on the same strand; a
    palindrome may be called on either, where its two readings align. Each site counts once.
    """
    left: dict[int, list[Site]] = {}
    for site in planted.of(origin.name):
        left.setdefault(site.row, []).append(site)
    mine = sorted((hit for hit in hits if hit.motif == motif.name), key=lambda hit: -hit.score)
    right = 0
    for hit in mine:
        start, strand = _where(hit, motif, origin, planted.codes.shape[1])
        here = left.get(hit.index, [])
        site = next((x for x in here if _same(x, start, strand)), None)
        if site is not None:
            here.remove(site)
            right += 1
    return len(mine), right


def _where(hit: Hit, motif: Motif, origin: Origin, length: int) -> tuple[int, str]:
    """Return start and strand of the planted motif's matrix that a hit stands for."""
    width = motif.trim[1] - motif.trim[0]
    at_left = hit.start == 0 and hit.end < length
    start = hit.end - width if at_left else hit.start
    planted = len(known_motifs()[origin.name].probability)
    flipped = hit.strand == "-"
    begin = start + width - origin.offset - planted if flipped else start + origin.offset
    return begin, "-" if flipped != origin.reverse else "+"


def _same(site: Site, start: int, strand: str) -> bool:
    if site.strand == strand:
        return abs(site.start - start) <= TOLERANCE
    likeness, shift = own_complement(site.motif)
    shifted = site.start + (shift if site.strand == "+" else -shift)
    return likeness >= ALIKE and abs(shifted - start) <= TOLERANCE


def own_complement(name: str) -> tuple[float, int]:
    """Return the likeness of a motif to its own reverse complement, and where that begins."""
    matrix = informative(known_motifs()[name].probability)
    other = matrix[::-1, ::-1]
    products = sum(np.correlate(matrix[:, b], other[:, b], mode="full") for b in range(4))
    best = int(np.argmax(products))
    return float(products[best] / np.square(matrix).sum()), best - len(matrix) + 1
