"""Data sets of samples with signals: every number against the files, base by base."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from motiflens.config import Prepare
from motiflens.errors import ConfigError, InputError
from motiflens.sequences.dataset import prepare
from motiflens.store.windows import Windows, read_windows, write_windows
from sequences.signals.files import write_bigwig
from sequences.world import LENGTHS, World, make_world, write_reads

STRANDED = """
sample regions signal signal_minus
A a.bed a+.bw a-.bw
B b.bed b+.bw b-.bw
"""
SHARED = "sample signal\nA a+.bw\nB b+.bw"
CONTROLLED = """
sample replicate regions signal control
A 1 a.bed a+.bw b+.bw
A 2 b.bed a-.bw b+.bw
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = make_world(tmp_path_factory.mktemp("world"))
    write_reads(made, "a.bam", "a+.bw", "a-.bw")
    return made


@pytest.fixture
def make(world: World, tmp_path: Path) -> Callable[..., Windows]:
    """Make a data set of a sheet, write it, and read it again."""

    def _make(sheet: str, **values: object) -> Windows:
        common = {"window": 80, "validation": ["chr2"], "test": ["chr3"]}
        options = Prepare(
            genome=world.path("g.fa"), samples=world.sheet(sheet), **{**common, **values}
        )
        write_windows(tmp_path / "data.h5", prepare(options))
        return read_windows(tmp_path / "data.h5")

    return _make


@pytest.mark.parametrize("output", [80, 40])
def test_stranded_profiles_of_every_window_are_those_of_the_files(make, world, output):
    windows = make(STRANDED, readout="profiles", strands="separate", output_window=output)
    assert (windows.readout, windows.tasks, windows.tracks) == ("profiles", ("A", "B"), (2, 2))
    assert windows.output_window == output
    assert windows.max_offset == output // 4
    assert windows.control is None
    names = ("a+.bw", "a-.bw", "b+.bw", "b-.bw")
    margin = (80 - output) // 2
    for row in range(windows.n):
        first = int(windows.start[row] - windows.offset[row]) + margin
        for track, name in enumerate(names):
            expected = world.near(
                name, str(windows.chrom[row]), first, output + 2 * windows.max_offset
            )
            np.testing.assert_array_equal(windows.profiles[row, track], expected)


def test_negatives_have_reads_of_their_own_place(make, world):
    windows = make(STRANDED, readout="profiles")
    negatives = windows.negatives()
    assert len(negatives) == windows.n // 2
    assert windows.tracks == (1, 1)
    assert windows.profiles[negatives].sum() > 0
    row = negatives[3]
    first, length = int(windows.start[row] - windows.offset[row]), 80 + 2 * windows.max_offset
    both = sum(world.near(n, str(windows.chrom[row]), first, length) for n in ("a+.bw", "a-.bw"))
    np.testing.assert_array_equal(windows.profiles[row, 0], both)


def test_labels_say_whose_region_it_is(make, world):
    windows = make(STRANDED, readout="profiles", max_offset=0)
    place = list(zip(windows.chrom.tolist(), (windows.start + 40).tolist(), strict=True))
    for column, task in enumerate("ab"):
        known = [
            any(c == chrom and abs(at - centre) <= 40 and centre - 40 <= at < centre + 40 + 1
                for c, at in world.centres[task])
            for chrom, centre in place
        ]  # fmt: skip
        assert (windows.labels[:, column] == 1).sum() <= sum(known)
        exact = [p in world.centres[task] for p in place]
        assert (windows.labels[exact, column] == 1).all()


def test_counts_are_of_the_middle_at_any_offset(make, world):
    windows = make(STRANDED, readout="counts")
    assert windows.profiles is None
    assert windows.output_window == 0
    assert windows.values.shape == (windows.n, 2)
    for row in range(windows.n):
        first = int(windows.start[row] - windows.offset[row]) + 2 * windows.max_offset
        for column, task in enumerate("ab"):
            expected = sum(
                world.near(f"{task}{strand}.bw", str(windows.chrom[row]), first, 40).sum()
                for strand in "+-"
            )
            assert windows.values[row, column] == expected


def test_a_bam_gives_what_bigwigs_of_its_ends_give(make):
    sheets = ("sample regions signal\nA a.bed a.bam", STRANDED.rsplit("B", 1)[0])
    bam, bigwig = (make(sheet, readout="profiles", strands="separate") for sheet in sheets)
    np.testing.assert_array_equal(bam.profiles, bigwig.profiles)
    assert bam.profiles.sum() > 1000


def test_a_shift_moves_the_strands(make):
    sheet = "sample regions signal\nA a.bed a.bam"
    options = {"readout": "profiles", "strands": "separate"}
    plain, moved = (make(sheet, shift=shift, **options) for shift in ([0, 0], [4, -4]))
    np.testing.assert_array_equal(moved.profiles[:, 0, 4:], plain.profiles[:, 0, :-4])
    np.testing.assert_array_equal(moved.profiles[:, 1, :-4], plain.profiles[:, 1, 4:])


def test_replicates_are_added_and_their_regions_pooled(make, world):
    windows = make(CONTROLLED, readout="profiles", max_offset=0)
    assert windows.tasks == ("A",)
    places = set(zip(windows.chrom.tolist(), (windows.start + 40).tolist(), strict=True))
    assert {*world.centres["a"], *world.centres["b"]} <= places
    for row in (0, 5, windows.n - 1):
        chrom, start = str(windows.chrom[row]), int(windows.start[row])
        both = sum(world.near(name, chrom, start, 80) for name in ("a+.bw", "a-.bw"))
        np.testing.assert_array_equal(windows.profiles[row, 0], both)
        np.testing.assert_array_equal(
            windows.control[row, 0], world.near("b+.bw", chrom, start, 80)
        )
    assert windows.control.shape == (windows.n, 1, 80)


def test_regions_may_be_those_of_all_samples(make, world):
    windows = make(SHARED, readout="counts", regions={"peaks": world.path("a.bed")})
    positive = windows.labels.any(axis=1)
    assert windows.labels[positive].all()
    assert positive.sum() == len(world.centres["a"])


def test_what_all_samples_lose_is_listed_once(make, world, write):
    known = Path(world.path("a.bed")).read_text()
    regions = write("r.bed", known + "chr1\t300\t301\nchrX\t1\t2\n")
    n = len(world.centres["a"])
    windows = make(SHARED, readout="counts", regions={"peaks": regions})
    assert [row.line for row in windows.dropped] == [n + 1, n + 2]


def test_a_sheet_without_signals_makes_classes(make):
    windows = make("sample regions\nA a.bed\nB b.bed")
    assert (windows.readout, windows.tasks, windows.tracks) == ("classes", ("A", "B"), (1, 1))
    assert windows.values is None
    assert windows.profiles is None


def test_outliers_are_dropped_and_listed(make):
    whole = make(STRANDED, readout="counts", max_offset=0)
    windows = make(STRANDED, readout="counts", max_offset=0, max_count_quantile=0.9)
    listed = [row for row in windows.dropped if "more reads than 90 %" in row.reason]
    assert 3 <= len(listed) <= 0.2 * whole.labels.any(axis=1).sum()
    own = whole.labels[:, 0] == 1
    most = np.quantile(whole.values[own, 0], 0.9, method="higher")
    kept = windows.labels.any(axis=1)
    assert windows.values[kept, 0].max() == most


def test_a_chromosome_that_a_signal_lacks_is_dropped_and_listed(make, world):
    track = world.reads["a+.bw"]
    write_bigwig(world.folder / "part.bw", {name: track[name] for name in ("chr1", "chr2", "chr3")})
    windows = make("sample regions signal\nA a.bed part.bw", readout="counts")
    assert set(windows.chrom.tolist()) == {"chr1", "chr2", "chr3"}
    lost = [row for row in windows.dropped if "its chromosome is not in" in row.reason]
    assert len(lost) == sum(chrom == "chr4" for chrom, _ in world.centres["a"])
    assert lost[0].reason.endswith("part.bw")


def test_inputs_are_named_with_their_hashes(make, world):
    windows = make(CONTROLLED, readout="profiles")
    names = {Path(path).name for path in windows.provenance["inputs"]}
    assert names == {"g.fa", "sheet.tsv", "a.bed", "b.bed", "a+.bw", "a-.bw", "b+.bw"}


def test_the_same_again_gives_the_same_bytes(world, tmp_path):
    options = Prepare(
        genome=world.path("g.fa"), samples=world.sheet(STRANDED), readout="profiles", window=80
    )
    for name in ("1.h5", "2.h5"):
        write_windows(tmp_path / name, prepare(options))
    assert (tmp_path / "1.h5").read_bytes() == (tmp_path / "2.h5").read_bytes()


@pytest.mark.parametrize(
    ("sheet", "values", "message"),
    [
        ("sample regions\nA a.bed", {"readout": "counts"}, "'A' has no signal"),
        ("sample signal\nA a+.bw", {"readout": "counts"}, "'A' has no regions"),
        (STRANDED, {"readout": "counts", "regions": {"p": "x.bed"}}, "'A' has regions, and so"),
        (SHARED.replace("signal", "regions signal"), {}, "cells"),
        ("sample regions signal\nA a.bed a+.bw", {"readout": "profiles", "strands": "separate"},
         "are wanted separately"),
        ("sample regions signal\nA a.bed a+.bw", {"readout": "counts", "shift": [4, -4]},
         "shift has no meaning for bigWig"),
        ("sample regions signal\nA a.bed a+.bw", {"readout": "counts", "min_mapq": 0},
         "min_mapq has no meaning for bigWig"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(make, sheet, values, message):
    with pytest.raises((InputError, ConfigError), match=message) as error:
        make(sheet, **values)
    assert error.value.fix


def test_a_signal_of_another_version_of_the_genome_is_an_error(make, world):
    longer = {name: np.pad(track, (0, 7)) + 1 for name, track in world.reads["a+.bw"].items()}
    write_bigwig(world.folder / "other.bw", longer)
    with pytest.raises(InputError, match=r"chr1 has 12,007 bp in the signal and 12,000 bp"):
        make("sample regions signal\nA a.bed other.bw", readout="counts")


@pytest.mark.parametrize("readout", ["classes", "counts"])
def test_folds_share_out_the_chromosomes(world, readout):
    options = Prepare(
        genome=world.path("g.fa"),
        samples=world.sheet(STRANDED),
        readout=readout,
        window=80,
        folds=3,
    )
    windows = prepare(options)
    assert windows.folds.tolist() == [[2, 1, 0], [0, 2, 1], [1, 0, 2]]
    parts = {name: set(windows.part[windows.chrom == name].tolist()) for name in LENGTHS}
    assert parts == {"chr1": {0}, "chr2": {1}, "chr3": {2}, "chr4": {1}}
    for number in range(3):
        positive = windows.labels.any(axis=1)[windows.part == number]
        assert positive.sum() == (~positive).sum() > 0
    letters = np.bincount(windows.window_codes().ravel(), minlength=4)[:4]
    np.testing.assert_allclose(windows.background_single_strand, letters / letters.sum())


def test_too_many_folds_are_an_error(world):
    options = {"genome": world.path("g.fa"), "regions": {"A": world.path("a.bed")}, "window": 80}
    with pytest.raises(InputError, match="5 folds cannot be made of 4 chromosomes"):
        prepare(Prepare(**options, folds=5))
