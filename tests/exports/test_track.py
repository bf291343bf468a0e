"""Contributions as bigWig, read back by pybigtools."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pybigtools
import pytest

from exports.conftest import LENGTHS, World, overlapping
from motiflens.errors import ConfigError, InputError
from motiflens.exports.source import Source
from motiflens.exports.track import bigwig
from motiflens.store.contributions import write_contributions


def test_every_base_has_the_mean_of_its_windows_and_others_nothing(
    world: World, tmp_path: Path
) -> None:
    bigwig(world.source, tmp_path)
    file = pybigtools.open(str(tmp_path / "contributions.bw"))
    assert file.chroms() == LENGTHS
    scores = world.scores
    for chrom, length in LENGTHS.items():
        found = file.values(chrom, 0, length, fillna=np.nan, oob=np.nan)
        for place in range(length):
            covering = [
                scores.projected[row, :, place - scores.start[row]].sum()
                for row in range(len(scores.start))
                if scores.chrom[row] == chrom and scores.start[row] <= place < scores.end[row]
            ]
            if covering:
                assert found[place] == pytest.approx(np.mean(covering, dtype=float), rel=1e-5)
            else:
                assert np.isnan(found[place])


def test_the_same_results_give_the_same_bytes(world: World, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        bigwig(world.source, tmp_path / name)
    assert len({path.read_bytes() for path in tmp_path.glob("*/contributions.bw")}) == 1


def test_without_a_genome_it_is_asked_for(world: World, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no genome was given"):
        bigwig(Source(world.source.folder), tmp_path)


@pytest.mark.parametrize(
    ("chrom", "message"),
    [("", "9 of 9 windows are sequences without one"), ("1", "which the genome has not")],
)
def test_windows_that_lie_nowhere_are_refused(
    world: World, tmp_path: Path, chrom: str, message: str
) -> None:
    scores = replace(overlapping(), chrom=np.full(9, chrom))
    write_contributions(tmp_path / "contributions.h5", scores)
    with pytest.raises(InputError, match=message):
        bigwig(Source(tmp_path, world.source.genome), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["contributions.h5"]
