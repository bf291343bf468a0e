from __future__ import annotations

import logging
from collections import Counter

import numpy as np
import pytest

from motiflens.sequences.composition import gc_content
from motiflens.sequences.genome import Genome
from motiflens.sequences.intervals import Intervals
from motiflens.sequences.negatives import genome_negatives, shuffled_negatives
from motiflens.sequences.onehot import decode
from motiflens.sequences.placing import place
from motiflens.sequences.regions import Region
from motiflens.sequences.rows import Geometry, Rows
from motiflens.sequences.tiles import Tiles, lay_tiles

GEOMETRY = Geometry(20, 5)


def _positives(genome: Genome) -> tuple[Rows, np.ndarray]:
    regions = [
        Region(chrom, centre, centre + 1, "", centre, "", 1)
        for chrom in ("chr1", "chr2")
        for centre in range(100, 2000, 100)
    ]
    rows = place({"a": regions}, [], genome, GEOMETRY, np.random.default_rng(1), [])
    return rows, np.where(rows.chrom == "chr1", 0, 2).astype(np.uint8)


def _tiles(genome: Genome, excluded: Intervals) -> tuple[Tiles, np.ndarray]:
    rng = np.random.default_rng(2)
    tiles = lay_tiles(genome, {"chr1", "chr2"}, excluded, GEOMETRY, 0.05, rng)
    return tiles, np.where(tiles.chrom == "chr1", 0, 2).astype(np.uint8)


def _from_genome(genome: Genome, ratio: float, seed: int = 3) -> tuple[Rows, np.ndarray]:
    positives, split = _positives(genome)
    tiles, tile_split = _tiles(genome, positives.contexts())
    rng = np.random.default_rng(seed)
    return genome_negatives(positives, split, genome, tiles, tile_split, GEOMETRY, ratio, rng)


@pytest.mark.parametrize(("ratio", "per_split"), [(1.0, 19), (0.5, 10), (2.0, 38)])
def test_each_split_has_its_share_from_its_own_chromosomes(genome, ratio: float, per_split: int):
    rows, split = _from_genome(genome, ratio)
    assert Counter(split.tolist()) == {0: per_split, 2: per_split}
    assert (np.where(rows.chrom == "chr1", 0, 2) == split).all()
    assert (rows.labels == 0).all()
    assert rows.labels.shape == (2 * per_split, 1)


def test_contexts_overlap_neither_the_positives_nor_each_other(genome):
    rows, _ = _from_genome(genome, 2.0)
    contexts = rows.contexts()
    assert not contexts.overlap(_positives(genome)[0].contexts()).any()
    for name in ("chr1", "chr2"):
        start = np.sort(contexts.start[contexts.chrom == name])
        assert (np.diff(start) >= GEOMETRY.context).all()
    np.testing.assert_array_equal(
        rows.windows(20), genome.extract(rows.chrom, rows.start, GEOMETRY.window)
    )


def test_gc_content_follows_the_positives(genome):
    positives, split = _positives(genome)
    rows, negative_split = _from_genome(genome, 1.0)
    for index in (0, 2):
        theirs = np.sort(gc_content(positives.windows(20)[split == index]))
        mine = np.sort(gc_content(rows.windows(20)[negative_split == index]))
        assert np.abs(theirs - mine).max() <= 0.1


def test_where_there_is_no_room_there_are_fewer_and_the_log_says_so(genome, caplog):
    with caplog.at_level(logging.WARNING):
        rows, _ = _from_genome(genome, 10.0)
    assert 100 < len(rows) < 380
    assert any("room for" in message and "of 190" in message for message in caplog.messages)


def _pairs(codes: np.ndarray) -> tuple[tuple[str, int], ...]:
    letters = decode(codes)
    return tuple(sorted(Counter(letters[i : i + 2] for i in range(len(letters) - 1)).items()))


def test_shuffles_stay_in_the_split_and_keep_the_dinucleotides_of_their_positive(genome):
    positives, split = _positives(genome)
    rows, negative_split = shuffled_negatives(positives, split, 1.0, np.random.default_rng(4))
    for index in (0, 2):
        before = Counter(_pairs(codes) for codes in positives.codes[split == index])
        assert Counter(_pairs(codes) for codes in rows.codes[negative_split == index]) == before
    assert set(rows.chrom.tolist()) == {""}
    assert (rows.labels == 0).all()
    assert rows.name[:2].tolist() == ["negative_0", "negative_1"]


def test_a_ratio_repeats_every_positive_as_often_as_others_or_once_more(genome):
    positives, split = _positives(genome)
    rows, _ = shuffled_negatives(positives, split, 2.5, np.random.default_rng(4))
    times = Counter(_pairs(codes) for codes in rows.codes)
    assert len(times) == len(positives)
    assert set(times.values()) == {2, 3}
    assert times.total() == 2 * round(2.5 * 19)
