"""Signals of samples: which file is which track, and whether they fit the genome."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from motiflens.errors import InputError
from motiflens.sequences.samples import Sample, Strands
from motiflens.sequences.signals.experiment import Experiment
from motiflens.sequences.signals.opening import open_experiment
from motiflens.sequences.signals.signal import Counting
from sequences.signals.files import LENGTHS, Read, write_bam, write_bigwig, write_fragments

READS = [Read("chr1", 100), Read("chr1", 105, reverse=True), Read("chr2", 300)]


def _track(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).poisson(1.0, 2000).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of every kind in the working directory."""
    monkeypatch.chdir(tmp_path)
    for seed, name in enumerate(("a+.bw", "a-.bw", "b.bigWig")):
        write_bigwig(Path(name), {"chr1": _track(seed)})
    write_bam(Path("a.bam"), READS)
    write_fragments(Path("a.tsv"), [("chr1", 100, 120, 1)])
    Path("a.txt").write_text("x")


def _sample(name: str, *signals: str, controls: tuple[str, ...] = ()) -> Sample:
    def strands(words: str) -> Strands:
        plus, _, minus = words.partition(" ")
        return Strands(plus, minus or None, f"s.tsv, {name}")

    return Sample(
        name, (), tuple(map(strands, signals)), tuple(map(strands, controls)), f"s.tsv, {name}"
    )


def _open(*samples: Sample, separate: bool = False, controls: bool = True) -> Experiment:
    return open_experiment(samples, Counting(), separate=separate, controls=controls)


pytestmark = pytest.mark.usefixtures("folder")


def _reads(experiment: Experiment, task: int) -> np.ndarray:
    return experiment.tasks[task].reads("chr1", 0, 2000)


def test_strands_are_tracks_or_added():
    both, separate = (_open(_sample("A", "a+.bw a-.bw"), separate=s) for s in (False, True))
    assert (both.tracks, separate.tracks) == ((1,), (2,))
    np.testing.assert_array_equal(_reads(separate, 0), [_track(0), _track(1)])
    np.testing.assert_array_equal(_reads(both, 0), [_track(0) + _track(1)])


def test_replicates_of_any_kind_are_added():
    experiment = _open(_sample("A", "b.bigWig", "a.bam", "a.tsv"))
    expected = _track(2)
    for at in (100, 114, 100, 119):
        expected[at] += 1
    np.testing.assert_array_equal(_reads(experiment, 0), [expected])


def test_a_shared_control_is_one_and_another_is_its_own():
    experiment = _open(
        _sample("A", "b.bigWig", controls=("a+.bw",)),
        _sample("B", "b.bigWig", controls=("a.bam", "a.tsv")),
        _sample("C", "b.bigWig", controls=("a+.bw",)),
        _sample("D", "b.bigWig"),
    )
    assert len(experiment.controls) == 2
    np.testing.assert_array_equal(experiment.controls[0].reads("chr1", 0, 2000), [_track(0)])
    assert experiment.controls[1].reads("chr1", 0, 2000).sum() == 4


def test_controls_are_opened_where_they_are_wanted_alone():
    sample = _sample("A", "b.bigWig", controls=("a+.bw",))
    experiment = _open(sample, controls=False)
    assert not experiment.controls
    assert [file.path for file in experiment.files] == ["b.bigWig"]


def test_a_file_is_opened_once():
    experiment = _open(_sample("A", "a.bam"), _sample("B", "a.bam", "a.tsv"))
    assert [file.path for file in experiment.files] == ["a.bam", "a.tsv"]
    assert experiment.counted
    assert not _open(_sample("A", "b.bigWig")).counted


@pytest.mark.parametrize(
    ("sample", "separate", "message"),
    [
        (_sample("A"), False, "'A' has no signal"),
        (_sample("A", "b.bigWig"), True, "strands of b.bigWig are wanted separately"),
        (_sample("A", "a.bam b.bigWig"), False, "a.bam, b.bigWig"),
        (_sample("A", "a+.bw a.bam"), False, r"a\+.bw, a.bam"),
        (_sample("A", "a.txt"), False, "does not say what kind of signal"),
    ],
)
def test_what_cannot_be_a_signal_is_said(sample, separate, message):
    with pytest.raises(InputError, match=message) as error:
        _open(sample, separate=separate)
    assert error.value.fix


def test_chromosomes_that_a_file_does_not_tell_of_are_named_with_it():
    experiment = _open(_sample("A", "b.bigWig"), _sample("B", "a.bam"))
    lengths = {**LENGTHS, "chr3": 700}
    found = experiment.check_chromosomes(lengths, ["chr1", "chr2", "chr3", "chr1"])
    assert found == {"chr2": "b.bigWig", "chr3": "a.bam"}


def test_a_signal_of_another_genome_is_an_error():
    experiment = _open(_sample("A", "a.bam"))
    with pytest.raises(InputError, match="chr2 has 900 bp in the signal and 901 bp in the genome"):
        experiment.check_chromosomes({"chr1": 2000, "chr2": 901}, ["chr1", "chr2"])
    with pytest.raises(InputError, match=r"regions are on 1, 2, the signal has chr1, chr2"):
        experiment.check_chromosomes({"1": 2000, "2": 900}, ["1", "2"])


def test_the_whole_is_read_with_the_same_filters(monkeypatch: pytest.MonkeyPatch):
    reads: list[Callable[..., object]] = []
    for counting in (Counting(), Counting((4, -4)), Counting(min_mapq=61)):
        sample = _sample("A", "a.bam")
        opened = open_experiment([sample], counting, separate=True, controls=True)
        reads.append(opened.tasks[0].reads("chr1", 90, 120))
    assert [np.argwhere(found).tolist() for found in reads] == [
        [[0, 10], [1, 24]],
        [[0, 14], [1, 20]],
        [],
    ]
