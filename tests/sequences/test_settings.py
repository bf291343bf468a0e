from __future__ import annotations

from typing import Any

import pytest

from motiflens.config import Prepare
from motiflens.errors import ConfigError
from motiflens.sequences.rows import Geometry
from motiflens.sequences.settings import (
    check_options,
    own_negatives,
    region_geometry,
    sequence_geometry,
)


def _regions(**values: Any) -> Prepare:
    return Prepare(genome="g.fa", regions={"a": "a.bed"}, **values)


def _sequences(**values: Any) -> Prepare:
    return Prepare(sequences={"a": "a.fa"}, **{"negatives": "shuffle", **values})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Geometry(200, 50)),
        ({"window": 101}, Geometry(101, 25)),
        ({"max_offset": 0}, Geometry(200, 0)),
        ({"window": 40, "max_offset": 19}, Geometry(40, 19)),
        ({"window": 41, "max_offset": 20}, Geometry(41, 20)),
    ],
)
def test_windows_are_200_bp_and_move_by_a_quarter(values, expected):
    assert region_geometry(_regions(**values)) == expected


@pytest.mark.parametrize("values", [{"window": 40, "max_offset": 20}, {"max_offset": 300}])
def test_a_window_cannot_move_off_its_region(values):
    with pytest.raises(ConfigError, match="off its region"):
        region_geometry(_regions(**values))


def test_sequences_are_whole_windows():
    assert sequence_geometry(_sequences(), 100) == Geometry(100, 0)
    assert sequence_geometry(_sequences(window=100), 100) == Geometry(100, 0)
    with pytest.raises(ConfigError, match="window of 200 bp is asked for, the sequences have 100"):
        sequence_geometry(_sequences(window=200), 100)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (_sequences(genome="g.fa"), "genome has no meaning"),
        (_sequences(blacklist="b.bed"), "blacklist has no meaning"),
        (_sequences(max_offset=10), "max_offset has no meaning"),
        (_sequences(negatives="genome"), "no genome to take negatives from"),
        (_sequences(negatives="n.fa", negatives_ratio=2), "are all used"),
        (_regions(negatives="n.bed", negatives_ratio=2), "are all used"),
    ],
)
def test_options_without_effect_are_refused(options: Prepare, message: str):
    with pytest.raises(ConfigError, match=message):
        check_options(options)


@pytest.mark.parametrize(
    "options",
    [_regions(), _regions(negatives="n.bed", blacklist="b.bed"), _sequences(max_offset=0)],
)
def test_options_that_go_together_pass(options: Prepare):
    check_options(options)


def test_only_a_path_is_the_users_own():
    paths = [own_negatives(_regions(negatives=name)) for name in ("genome", "shuffle", "n.bed")]
    assert paths == [None, None, "n.bed"]
