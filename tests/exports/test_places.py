"""BED files, read by pysam."""

from __future__ import annotations

from pathlib import Path

import pysam

from exports.conftest import HITS, SEQLETS, World
from motiflens.exports.places import hits, seqlets


def test_each_place_keeps_its_columns_and_gets_the_colour_of_its_motif(
    world: World, tmp_path: Path
) -> None:
    seqlets(world.source, tmp_path)
    hits(world.source, tmp_path)
    colours = {}
    for name, before in (("seqlets", SEQLETS), ("hits", HITS)):
        path = str(tmp_path / f"{name}.bed")
        pysam.tabix_index(path, preset="bed", force=True)
        with pysam.TabixFile(f"{path}.gz") as file:
            rows = list(file.fetch(parser=pysam.asBed()))
        assert ["\t".join(str(row).split("\t")[:6]) for row in rows] == before.splitlines()
        for row in rows:
            assert (row.thickStart, row.thickEnd) == (row.start, row.end)
            colours.setdefault(row.name, set()).add(row.itemRGB)
    assert [len(found) for found in colours.values()] == [1, 1]
    assert len(set.union(*colours.values())) == 2
