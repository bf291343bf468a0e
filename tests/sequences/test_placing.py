from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiflens.errors import InputError
from motiflens.sequences.genome import Genome
from motiflens.sequences.placing import check_names, on_genome, place
from motiflens.sequences.regions import Region
from motiflens.sequences.rows import Geometry, Rows
from motiflens.store.windows import Dropped


def _region(centre: int, chrom: str = "chr1", line: int = 1, source: str = "a.bed") -> Region:
    return Region(chrom, centre, centre + 1, f"r{centre}", centre, source, line)


def _place(
    genome: Genome,
    classes: dict[str, list[Region]],
    negatives: list[Region] | None = None,
    geometry: Geometry = Geometry(40, 0),  # noqa: B008
    seed: int = 0,
) -> tuple[Rows, list[Dropped]]:
    dropped: list[Dropped] = []
    rng = np.random.default_rng(seed)
    return place(classes, negatives or [], genome, geometry, rng, dropped), dropped


@pytest.mark.parametrize(("window", "start"), [(40, 980), (41, 980), (20, 990)])
def test_a_window_begins_half_its_length_before_the_centre(genome, window: int, start: int):
    rows, _ = _place(genome, {"a": [_region(1000)]}, geometry=Geometry(window, 0))
    assert rows.start.tolist() == [start]
    np.testing.assert_array_equal(rows.codes[0], genome.codes["chr1"][start : start + window])


def test_offsets_are_uniform_over_both_sides_and_the_context_holds_them_all(genome):
    geometry = Geometry(40, 10)
    regions = [_region(100 + 2 * i) for i in range(2000)]
    rows, _ = _place(genome, {"a": regions}, geometry=geometry)
    first = np.array([region.centre for region in regions]) - 20 - 10
    np.testing.assert_array_equal(rows.start - rows.offset, first)
    assert set(rows.offset.tolist()) == set(range(21))
    assert np.bincount(rows.offset).min() > 2000 / 21 / 2
    for i in (0, 77, 1999):
        np.testing.assert_array_equal(rows.codes[i], genome.codes["chr1"][first[i] : first[i] + 60])
        np.testing.assert_array_equal(
            rows.windows(40)[i], genome.codes["chr1"][rows.start[i] : rows.start[i] + 40]
        )


@given(
    st.lists(st.integers(100, 400), min_size=1, max_size=20, unique=True),
    st.lists(st.integers(100, 400), min_size=1, max_size=20, unique=True),
    st.integers(0, 9),
)
def test_a_class_labels_every_window_in_which_its_centre_lies(first, second, seed):
    genome = Genome("g.fa", {"chr1": 600}, {"chr1": np.zeros(600, dtype=np.uint8)})
    classes = {"a": [_region(c) for c in first], "b": [_region(c) for c in second]}
    rows, dropped = _place(genome, classes, geometry=Geometry(40, 10), seed=seed)
    for row in range(len(rows)):
        window = range(int(rows.start[row]), int(rows.start[row]) + 40)
        expected = [any(centre in window for centre in centres) for centres in (first, second)]
        assert rows.labels[row].tolist() == [int(label) for label in expected]
    assert len(rows) == len({*first, *second})
    assert not dropped


def test_a_repeated_region_is_dropped_and_one_of_another_class_shares_the_window(genome):
    classes = {
        "a": [_region(1000, line=1), _region(2000, line=2), _region(1000, line=3)],
        "b": [_region(2000, line=1, source="b.bed"), _region(3000, line=2, source="b.bed")],
    }
    rows, dropped = _place(genome, classes)
    assert rows.name.tolist() == ["r1000", "r2000", "r3000"]
    assert rows.labels.tolist() == [[1, 0], [1, 1], [0, 1]]
    assert [(row.source, row.line) for row in dropped] == [("a.bed", 3)]
    assert "duplicate" in dropped[0].reason


@pytest.mark.parametrize(("centre", "kept"), [(19, False), (20, True), (4980, True), (4981, False)])
def test_a_window_past_the_end_is_dropped(genome, centre: int, kept: bool):
    rows, dropped = _place(genome, {"a": [_region(centre), _region(1000)]})
    assert len(rows) == 1 + kept
    assert ["past the chromosome's end" in row.reason for row in dropped] == [True] * (not kept)


def test_a_context_past_the_end_is_filled_with_n(genome):
    rows, _ = _place(genome, {"a": [_region(20 + 10)]}, geometry=Geometry(40, 15))
    assert (rows.codes[0, :5] == 4).all()
    assert (rows.codes[0, 5:] != 4).all()


def test_negatives_come_last_and_keep_away_from_the_classes(genome):
    positives = [_region(1000)]
    # The context of a negative at c is c - 30 to c + 30, and must not hold the base 1000.
    centres = (1000, 1030, 1031, 970, 971, 2000)
    negatives = [_region(centre, source="n.bed") for centre in centres]
    rows, dropped = _place(genome, {"a": positives}, negatives, Geometry(40, 10))
    assert rows.name.tolist() == ["r1000", "r1031", "r970", "r2000"]
    assert rows.labels.ravel().tolist() == [1, 0, 0, 0]
    assert [row.region for row in dropped] == [str(negatives[i]) for i in (0, 1, 4)]


def test_a_chromosome_that_the_genome_lacks_drops_its_regions(genome):
    dropped: list[Dropped] = []
    kept = on_genome([_region(10), _region(10, chrom="chrUn_7", line=2)], genome, dropped)
    assert [region.chrom for region in kept] == ["chr1"]
    assert dropped == [Dropped("a.bed", 2, "chrUn_7:10-11", "its chromosome is not in the genome")]


def test_names_of_another_style_are_shown_beside_the_genomes(genome):
    with pytest.raises(InputError, match=r"regions are on 1, 2,.*genome.fa has chr1, chr2, chrM"):
        check_names([_region(1, chrom="1"), _region(2, chrom="2")], genome)


@pytest.mark.parametrize("end", [5001, 9000])
def test_a_region_past_its_chromosomes_end_is_an_error(genome, end: int):
    region = Region("chr1", 4990, end, "r", 4995, "a.bed", 12)
    with pytest.raises(InputError, match="past the end of chr1, which has 5,000 bp") as error:
        on_genome([region], genome, [])
    assert error.value.where == f"a.bed, line 12 (chr1:4990-{end})"


def test_a_region_that_ends_with_its_chromosome_is_none(genome):
    region = Region("chr1", 4990, 5000, "r", 4995, "a.bed", 12)
    assert on_genome([region], genome, []) == [region]
