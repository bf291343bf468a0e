"""One search whose results several tests look at, on a genome that is a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from motiflens.config import Hits
from motiflens.hits.columns import read_hits
from motiflens.hits.find import find_hits
from motiflens.hits.record import HitSummary
from motiflens.hits.table import Hit
from motiflens.motifs.motif import Motif, MotifSet
from motiflens.sequences.onehot import decode, encode, one_hot, reverse_complement
from motiflens.store.contributions import Contributions, write_contributions
from motiflens.store.scores import open_scores
from motifs.planted import contributions

WORDS = {"A.deeplift.pos.0": "GTTACCCGG", "A.deeplift.neg.0": "TGACTCATTC"}
LENGTH, APART = 120, 80


@dataclass(frozen=True)
class Place:
    """A site on the genome."""

    chrom: str
    start: int
    word: str
    strand: str


@dataclass(frozen=True)
class Search:
    """What was planted, and what was found and written."""

    genome: dict[str, str]
    sites: list[Place]
    contributions: Contributions
    motifs: MotifSet
    directory: Path
    summary: HitSummary
    hits: list[Hit]


def motif_of(name: str, word: str, flank: int = 3) -> Motif:
    """Return a motif that is a word, with ``flank`` positions around that are not drawn."""
    sign = -1 if ".neg." in name else 1
    letters = one_hot(encode(word)).T
    wide = np.pad(letters, ((flank, flank), (0, 0)))
    frequencies = np.where(wide.sum(axis=1, keepdims=True) > 0, 0.94 * wide + 0.015, 0.25)
    rows = tuple(tuple(row) for row in frequencies.tolist())
    scores = tuple(tuple(row) for row in (sign * wide).tolist())
    return Motif(
        name=name,
        sign="positive" if sign > 0 else "negative",
        n_seqlets=100,
        consensus=word,
        probability=rows,
        contribution=scores,
        hypothetical=scores,
        trim=(flank, flank + len(word)),
    )


def motif_set(words: Mapping[str, str] = WORDS) -> MotifSet:
    """Return motifs that are words."""
    return MotifSet(
        schema="motiflens/motifs/2",
        task="A",
        method="deeplift",
        background=(0.31, 0.19, 0.19, 0.31),
        tried={},
        message=None if words else "no motif: none",
        motifs=tuple(motif_of(name, word) for name, word in words.items()),
    )


def search(
    directory: Path, scores: Contributions, motifs: MotifSet, **options: float
) -> HitSummary:
    """Write contributions, and find hits in them."""
    directory.mkdir(exist_ok=True)
    write_contributions(directory / "contributions.h5", scores)
    settings = Hits.model_validate({"shuffles": 100, **options})
    with open_scores(directory / "contributions.h5") as file:
        return find_hits(directory, file, motifs, settings)


def genome_with_sites(seed: int = 0) -> tuple[dict[str, NDArray[np.uint8]], list[Place]]:
    """Return two chromosomes with a site every 60 to 90 bp, and N between bases 500 and 520."""
    rng = np.random.default_rng(seed)
    genome = {name: rng.choice(4, 6000, p=(0.31, 0.19, 0.19, 0.31)) for name in ("chr1", "chr2")}
    genome = {name: codes.astype(np.uint8) for name, codes in genome.items()}
    sites = []
    for chrom, codes in genome.items():
        for at in np.cumsum(rng.integers(60, 91, 62)):
            word, strand = rng.choice(list(WORDS.values())), "+-"[rng.integers(2)]
            letters = encode(str(word))
            at = int(at)
            codes[at : at + len(letters)] = (
                letters if strand == "+" else reverse_complement(letters)
            )
            sites.append(Place(chrom, at, str(word), strand))
        codes[500:520] = 4
    known = [x for x in sites if x.start + len(x.word) <= 500 or x.start >= 520]
    return genome, known


def windows_of(genome: dict[str, NDArray[np.uint8]], sites: list[Place]) -> Contributions:
    """Return contributions of windows that overlap by a third, with noise beside the sites."""
    rng = np.random.default_rng(1)
    parts = []
    for chrom, codes in genome.items():
        scores = rng.normal(0, 0.04, (4, len(codes)))
        for site in (x for x in sites if x.chrom == chrom):
            at = slice(site.start, site.start + len(site.word))
            sign = 1 if site.word == WORDS["A.deeplift.pos.0"] else -1
            scores[:, at] += sign * rng.uniform(0.7, 1.3) * one_hot(codes[at])
        starts = np.arange(0, len(codes) - LENGTH, APART)
        rows = starts[:, None] + np.arange(LENGTH)
        made = contributions(codes[rows], scores[:, rows].swapaxes(0, 1))
        parts.append(
            replace(made, chrom=np.full(len(rows), chrom), start=starts, end=starts + LENGTH)
        )
    arrays = {
        key: np.concatenate([getattr(part, key) for part in parts])
        for key, value in vars(parts[0]).items()
        if isinstance(value, np.ndarray)
    }
    return replace(parts[0], **{**arrays, "index": 7 + np.arange(len(arrays["chrom"]))})


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> Search:
    """Return a search on overlapping windows with two planted motifs."""
    genome, sites = genome_with_sites()
    scores, motifs = windows_of(genome, sites), motif_set()
    directory = tmp_path_factory.mktemp("hits")
    summary = search(directory, scores, motifs)
    letters = {name: decode(codes) for name, codes in genome.items()}
    hits = read_hits(directory / "hits.tsv")
    return Search(letters, sites, scores, motifs, directory, summary, hits)
