"""The whole step on a small genome: numbers against the files, reproducibility, and refusals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from motiflens.config import Prepare
from motiflens.errors import InputError
from motiflens.sequences.dataset import prepare
from motiflens.sequences.onehot import decode
from motiflens.store.windows import SPLITS, Windows

LENGTHS = {"chr1": 9000, "chr2": 6000, "chr3": 6000}


@pytest.fixture
def bases() -> dict[str, str]:
    rng = np.random.default_rng(11)
    return {
        name: "".join(rng.choice(list("ACGTacgt"), length, p=[0.2, 0.1, 0.1, 0.1] + [0.125] * 4))
        for name, length in LENGTHS.items()
    }


@pytest.fixture
def options(write: Callable[..., str], bases: dict[str, str]) -> Callable[..., Prepare]:
    """Two classes on three chromosomes, chr2 for validation and chr3 for the test."""
    fasta = "".join(f">{name} a chromosome\n{letters}\n" for name, letters in bases.items())
    beds = {}
    for task, step, first in (("A", 500, 300), ("B", 700, 320)):
        lines = [
            f"{chrom}\t{centre}\t{centre + 1}\t{task}_{chrom}_{centre}\n"
            for chrom, length in LENGTHS.items()
            for centre in range(first, length - 200, step)
        ]
        beds[task] = write(f"{task}.bed", "".join(lines))
    common = {"genome": write("g.fa", fasta), "regions": beds, "window": 50}
    return lambda **values: Prepare(
        **{**common, "validation": ["chr2"], "test": ["chr3"], **values}
    )


def _same(first: Windows, second: Windows) -> bool:
    return first.codes.shape == second.codes.shape and bool((first.codes == second.codes).all())


def test_every_window_holds_the_bases_of_its_interval(options, bases):
    windows = prepare(options())
    for row, codes in enumerate(windows.window_codes()):
        interval = slice(int(windows.start[row]), int(windows.end[row]))
        assert decode(codes) == bases[str(windows.chrom[row])][interval].upper()
    assert (windows.end - windows.start == 50).all()
    assert windows.codes.shape[1] == 50 + 2 * windows.max_offset
    assert windows.max_offset == 12


def test_positives_follow_the_files_and_negatives_come_after(options):
    windows = prepare(options())
    lines = [Path(path).read_text().splitlines() for path in options().regions.values()]
    names = [line.split("\t")[3] for file in lines for line in file]
    n = len(names)
    assert windows.name[:n].tolist() == names
    assert windows.labels[:n].any(axis=1).all()
    assert not windows.labels[n:].any()
    assert windows.name[n] == "negative_0"
    assert windows.n == 2 * n
    assert windows.tasks == ("A", "B")
    assert windows.positives("B").tolist() == np.flatnonzero(windows.labels[:, 1]).tolist()


def test_splits_are_chromosomes(options):
    windows = prepare(options())
    expected = {"chr1": "train", "chr2": "validation", "chr3": "test"}
    found = {str(c): SPLITS[s] for c, s in zip(windows.chrom, windows.split, strict=True)}
    assert found == expected


def test_the_background_is_that_of_the_training_windows(options):
    windows = prepare(options())
    letters = "".join(decode(codes) for codes in windows.window_codes()[windows.split == 0])
    counts = np.array([letters.count(letter) for letter in "ACGT"])
    expected = counts / counts.sum()
    np.testing.assert_allclose(windows.background_single_strand, expected, rtol=1e-12)
    np.testing.assert_allclose(windows.background, (expected + expected[::-1]) / 2, rtol=1e-12)


def test_a_seed_decides_offsets_and_negatives(options):
    assert _same(prepare(options(seed=5)), prepare(options(seed=5)))
    assert not _same(prepare(options(seed=5)), prepare(options(seed=6)))


def test_fractions_leave_no_overlap_between_splits(options):
    windows = prepare(options(validation=0.2, test=0.2))
    flank = windows.max_offset
    start = windows.start - windows.offset
    end = start + windows.window + 2 * flank
    for i in range(windows.n):
        others = (windows.chrom == windows.chrom[i]) & (windows.split != windows.split[i])
        assert not (others & (start < end[i]) & (end > start[i])).any()
    assert "overlap with a held-out region" in {row.reason for row in windows.dropped}
    assert set(windows.split.tolist()) == {0, 1, 2}


def test_the_blacklist_holds_neither_positives_nor_negatives(options, write):
    blacklist = write("black.bed", "chr1\t0\t4000\n")
    windows = prepare(options(blacklist=blacklist))
    on_chr1 = windows.chrom == "chr1"
    assert on_chr1.any()
    assert ((windows.start - windows.offset)[on_chr1] >= 4000).all()
    listed = [row for row in windows.dropped if "blacklist" in row.reason]
    assert [row.line for row in listed if row.source == windows.dropped[0].source][:2] == [1, 2]


def test_windows_of_n_are_dropped(options, write, bases):
    bases["chr1"] = "N" * 1000 + bases["chr1"][1000:]
    genome = write("n.fa", "".join(f">{name}\n{letters}\n" for name, letters in bases.items()))
    windows = prepare(options(genome=genome))
    assert (windows.start[windows.chrom == "chr1"] > 900).all()
    reasons = [row.reason for row in windows.dropped]
    assert reasons == ["more than 5 % of its window is N"] * 3


def test_negatives_of_ones_own_are_used_as_they_are(options, write):
    lines = [f"{chrom}\t{at}\t{at + 10}\n" for chrom in LENGTHS for at in (410, 950, 300)]
    windows = prepare(options(negatives=write("n.bed", "".join(lines))))
    negative = ~windows.labels.any(axis=1)
    assert windows.name[negative].tolist() == [
        f"{chrom}:{at}-{at + 10}" for chrom in LENGTHS for at in (410, 950)
    ]
    assert [row.line for row in windows.dropped] == [3, 6, 9]


def test_shuffles_have_no_place(options):
    windows = prepare(options(negatives="shuffle"))
    negative = ~windows.labels.any(axis=1)
    assert set(windows.chrom[negative].tolist()) == {""}
    assert negative.sum() == (~negative).sum()


def test_summits_of_a_narrowpeak_are_the_centres(options, write, bases):
    lines = [
        f"{chrom}\t{start}\t{start + 400}\tp\t0\t.\t1\t1\t1\t{summit}\n"
        for chrom in LENGTHS
        for start, summit in ((500, 30), (2000, -1), (3000, 399))
    ]
    windows = prepare(options(regions={"A": write("a.narrowPeak", "".join(lines))}, max_offset=0))
    assert windows.start[:3].tolist() == [530 - 25, 2200 - 25, 3399 - 25]
    assert decode(windows.codes[0]) == bases["chr1"][505:555].upper()


def test_provenance_names_options_inputs_and_version(options):
    windows = prepare(options())
    assert windows.provenance["options"]["window"] == 50
    assert len(windows.provenance["inputs"]) == 3
    assert all(len(digest) == 64 for digest in windows.provenance["inputs"].values())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"test": ["chr1"], "validation": 0.1, "blacklist": "chr2\t0\t6000\nchr3\t0\t6000\n"},
         "no window in the train split"),
        ({"blacklist": "chr3\t0\t6000\n"}, r"(?s)no window in the test split.*chr1 \(\d+\), chr2"),
        ({"blacklist": "chr1\t0\t9000\nchr2\t0\t9000\nchr3\t0\t9000\n"},
         r"no sequence of class 'A' is left: 39 dropped, it lies in or near"),
        ({"blacklist": "1\t0\t9000\n"}, "regions are on 1, the genome .* has chr1, chr2, chr3"),
        ({"negatives": "chr1\t400\t410\nchr3\t400\t410\n"}, "no negative in the validation split"),
    ],
)  # fmt: skip
def test_too_little_is_an_error_that_says_why(options, write, values: dict[str, Any], message):
    for name in ("blacklist", "negatives"):
        if name in values:
            values = {**values, name: write(f"{name}.bed", values[name])}
    with pytest.raises(InputError) as error:
        prepare(options(**values))
    assert error.match(message)


def _fasta(n: int, seed: int = 3, named: bool = False) -> str:
    letters = np.random.default_rng(seed).choice(list("ACGTacgt"), (n, 30))
    names = [f"chr{1 + i % 3}:{100 * i}-{100 * i + 30}" if named else f"s{i}" for i in range(n)]
    return "".join(f">{names[i]}\n{''.join(letters[i])}\n" for i in range(n))


def test_fasta_alone(write):
    path = write("a.fa", _fasta(40))
    windows = prepare(Prepare(sequences={"A": path}, negatives="shuffle"))
    assert (windows.n, windows.window, windows.max_offset) == (80, 30, 0)
    assert windows.name[:2].tolist() == ["s0", "s1"]
    assert set(windows.chrom.tolist()) == {""}
    assert (windows.start == 0).all()
    assert (windows.end == 30).all()
    assert np.bincount(windows.split).tolist() == [64, 8, 8]


def test_fasta_with_loci_holds_out_chromosomes(write):
    path = write("a.fa", _fasta(30, named=True))
    options = Prepare(
        sequences={"A": path}, negatives="shuffle", validation=["chr2"], test=["chr3"]
    )
    windows = prepare(options)
    assert windows.split[:30].tolist() == [0, 1, 2] * 10


def test_fasta_and_its_reverse_complement_stay_on_one_side(write):
    one = _fasta(60)
    pairs = str.maketrans("ACGTacgt", "TGCAtgca")
    lines = one.splitlines()
    both = "".join(
        f"{name}\n{letters}\n{name}_rc\n{letters.translate(pairs)[::-1]}\n"
        for name, letters in zip(lines[::2], lines[1::2], strict=True)
    )
    windows = prepare(
        Prepare(sequences={"A": write("a.fa", both)}, negatives="shuffle", validation=0.3, test=0.3)
    )
    split = windows.split[:120].reshape(60, 2)
    assert (split[:, 0] == split[:, 1]).all()


@pytest.mark.parametrize("named", [True, False])
def test_fasta_in_folds(write, named):
    path = write("a.fa", _fasta(60, named=named))
    windows = prepare(Prepare(sequences={"A": path}, negatives="shuffle", folds=3))
    assert windows.folds.shape == (3, 3)
    assert np.bincount(windows.part).tolist() == [40] * 3
    assert np.bincount(windows.part[:60]).tolist() == [20] * 3
    if named:
        assert windows.part[:60].tolist() == [0, 1, 2] * 20


def test_fasta_of_ones_own_negatives(write):
    positives, negatives = write("a.fa", _fasta(40)), write("n.fa", _fasta(50, seed=4))
    windows = prepare(Prepare(sequences={"A": positives}, negatives=negatives))
    assert windows.labels.ravel().tolist() == [1] * 40 + [0] * 50
