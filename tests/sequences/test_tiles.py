from __future__ import annotations

from dataclasses import replace

import numpy as np

from motiflens.sequences import tiles as module
from motiflens.sequences.composition import gc_content
from motiflens.sequences.genome import Genome
from motiflens.sequences.intervals import Intervals, spans
from motiflens.sequences.regions import Region
from motiflens.sequences.rows import Geometry
from motiflens.sequences.tiles import Tiles, lay_tiles

GEOMETRY = Geometry(40, 10)


def _lay(genome: Genome, excluded: Intervals | None = None, max_n: float = 0.05) -> Tiles:
    rng = np.random.default_rng(0)
    return lay_tiles(genome, {"chr1", "chr2"}, excluded or spans([]), GEOMETRY, max_n, rng)


def test_contexts_lie_side_by_side_on_the_chromosomes_asked_for(genome):
    tiles = _lay(genome)
    assert set(tiles.chrom.tolist()) == {"chr1", "chr2"}
    for name in ("chr1", "chr2"):
        start = tiles.start[tiles.chrom == name]
        assert (np.diff(start) == GEOMETRY.context).all()
        assert start[0] < GEOMETRY.context
        assert start[-1] + GEOMETRY.context <= genome.lengths[name]
        assert start[-1] + 2 * GEOMETRY.context > genome.lengths[name]


def test_windows_lie_within_their_contexts_with_this_gc_content(genome):
    tiles = _lay(genome)
    assert set(tiles.offset.tolist()) == set(range(21))
    windows = genome.extract(tiles.chrom, tiles.start + tiles.offset, GEOMETRY.window)
    np.testing.assert_array_equal(tiles.gc, gc_content(windows))


def test_no_context_overlaps_what_is_excluded(genome):
    excluded = spans([Region("chr1", 1000, 2000, "", 1500, "", 1)])
    tiles = _lay(genome, excluded)
    contexts = Intervals(tiles.chrom, tiles.start, tiles.start + GEOMETRY.context)
    assert not contexts.overlap(excluded).any()
    assert len(_lay(genome)) - len(tiles) in (17, 18)


def test_nothing_is_left_where_everything_is_excluded(genome):
    everything = [Region(name, 0, n, "", 0, "", 1) for name, n in genome.lengths.items()]
    assert len(_lay(genome, spans(everything))) == 0


def test_windows_of_n_are_left_out(genome):
    codes = genome.codes["chr1"].copy()
    codes[:4000] = 4
    tiles = _lay(replace(genome, codes={"chr1": codes}))
    assert len(tiles) > 0
    assert (tiles.start + tiles.offset >= 4000 - 0.05 * GEOMETRY.window).all()


def test_of_a_large_genome_some_tiles_are_kept_at_random(genome, monkeypatch):
    everything = _lay(genome)
    monkeypatch.setattr(module, "_MOST", 40)
    tiles = _lay(genome)
    assert 20 <= len(tiles) <= 60 < len(everything)
    assert (np.diff(tiles.start[tiles.chrom == "chr1"]) % GEOMETRY.context == 0).all()
    windows = genome.extract(tiles.chrom, tiles.start + tiles.offset, GEOMETRY.window)
    np.testing.assert_array_equal(tiles.gc, gc_content(windows))


def test_pieces_make_no_difference(genome, monkeypatch):
    whole = _lay(genome)
    monkeypatch.setattr(module, "_PIECE", 3 * GEOMETRY.window)
    pieces = _lay(genome)
    for name in ("chrom", "start", "offset", "gc"):
        np.testing.assert_array_equal(getattr(pieces, name), getattr(whole, name))
