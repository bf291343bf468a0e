from __future__ import annotations

from typing import Any

import pytest

from motiflens.config import Prepare
from motiflens.errors import ConfigError
from motiflens.sequences.rows import Geometry
from motiflens.sequences.settings import (
    check_options,
    own_negatives,
    readout,
    region_geometry,
    sequence_geometry,
)


def _regions(**values: Any) -> Prepare:
    return Prepare(genome="g.fa", regions={"a": "a.bed"}, **values)


def _sequences(**values: Any) -> Prepare:
    return Prepare(sequences={"a": "a.fa"}, **{"negatives": "shuffle", **values})


def _table(**values: Any) -> Prepare:
    return Prepare(table="t.tsv", value_columns={"a": "a"}, **values)


def _samples(readout: str | None = "profiles", **values: Any) -> Prepare:
    return Prepare(genome="g.fa", samples="s.tsv", readout=readout, **values)


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


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Geometry(2114, 250, 1000)),
        ({"window": 1000}, Geometry(1000, 250, 1000)),
        ({"window": 400, "output_window": 100}, Geometry(400, 25, 100)),
        ({"output_window": 500, "max_offset": 0}, Geometry(2114, 0, 500)),
        ({"window": 41, "output_window": 21, "max_offset": 10}, Geometry(41, 10, 21)),
        ({"max_offset": 500}, Geometry(2114, 500, 1000)),
    ],
)
def test_profiles_are_of_the_middle_of_long_windows(values, expected):
    assert region_geometry(_samples(**values)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Geometry(200, 50, 100)),
        ({"max_offset": 0}, Geometry(200, 0, 200)),
        ({"window": 101}, Geometry(101, 25, 51)),
        ({"window": 400, "output_window": 50}, Geometry(400, 100, 50)),
    ],
)
def test_counts_are_of_what_lies_in_the_window_at_any_offset(values, expected):
    assert region_geometry(_samples("counts", **values)) == expected


@pytest.mark.parametrize(
    ("readout", "values", "message"),
    [
        ("profiles", {"window": 100, "output_window": 102}, "more than the 100 bp of the window"),
        ("profiles", {"window": 100, "output_window": 51}, "do not lie in the middle of 100 bp"),
        ("counts", {"output_window": 102}, "more than the 100 bp that lie in a window at any"),
        ("counts", {"output_window": 51}, "51 bp do not lie in the middle"),
        ("profiles", {"output_window": 100, "max_offset": 51}, "profile of 100 bp off its region"),
        ("profiles", {"window": 100, "max_offset": 50}, "profile of 100 bp off its region"),
        ("counts", {"max_offset": 100}, "window of 200 bp off its region"),
    ],
)
def test_what_is_read_lies_in_the_middle_of_the_window(readout, values, message):
    with pytest.raises(ConfigError, match=message) as error:
        region_geometry(_samples(readout, **values))
    assert error.value.fix


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (_regions(), "classes"),
        (_samples(None), "classes"),
        (_samples("counts"), "counts"),
        (_table(), "values"),
        (_table(readout="values"), "values"),
    ],
)
def test_a_readout_follows_from_the_source_where_it_is_not_given(options, expected):
    assert readout(options) == expected


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
        (_regions(name_column="id"), "name_column has no meaning without a `table`"),
        (_regions(output_window=50), "output_window has no meaning without `readout: counts`"),
        (_samples(None, shift=[4, -4]), "shift has no meaning without"),
        (_samples(None, keep_duplicates=True), "keep_duplicates has no meaning without"),
        (_samples("counts", strands="separate"), "strands has no meaning without"),
        (_samples("counts", negatives="shuffle"), "no reads are known of shuffled sequences"),
        (_samples(folds=5, test=["chr1"]), "test has no meaning beside `folds: 5`"),
        (_samples(folds=5, validation=0.2), "validation has no meaning beside `folds: 5`"),
        (_table(genome="g.fa"), "genome has no meaning for sequences of a table"),
        (_table(negatives="shuffle"), "negatives has no meaning"),
        (_table(split_column="set", test=0.2), "test has no meaning beside `split_column`"),
        (_table(split_column="set", folds=3), "split_column has no meaning beside `folds: 3`"),
        (_table(chromosome_column="chr"), "where no chromosomes are held out"),
    ],
)
def test_options_without_effect_are_refused(options: Prepare, message: str):
    with pytest.raises(ConfigError, match=message):
        check_options(options)


@pytest.mark.parametrize(
    "options",
    [
        _regions(),
        _regions(negatives="n.bed", blacklist="b.bed"),
        _sequences(max_offset=0),
        _samples(strands="separate", shift=[4, -4], max_count_quantile=0.99, min_mapq=0),
        _samples(None, folds=5),
        _table(chromosome_column="chr", folds=3),
        _table(chromosome_column="chr", test=["chr1"]),
        _table(split_column="set"),
    ],
)
def test_options_that_go_together_pass(options: Prepare):
    check_options(options)


def test_only_a_path_is_the_users_own():
    paths = [own_negatives(_regions(negatives=name)) for name in ("genome", "shuffle", "n.bed")]
    assert paths == [None, None, "n.bed"]
