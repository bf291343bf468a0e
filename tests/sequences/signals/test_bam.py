"""Against a walk over every read of the file, base by base of its CIGAR."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motiflens.errors import InputError
from motiflens.sequences.signals.bam import Bam
from motiflens.sequences.signals.signal import Counting
from sequences.signals.files import LENGTHS, Read, write_bam

SHIFTS = [(0, 0), (4, -5), (4, -4), (-3, 2)]


def _reads(n: int, seed: int = 0) -> list[Read]:
    rng = np.random.default_rng(seed)
    cigars = ["10M", "3S10M2S", "5M30N6M", "4M2I5M3D2M", "2H12M"]
    flags = [0, 0, 0, 4 | 0, 256, 512, 1024, 2048, 1 | 2 | 64, 1 | 2 | 128]
    reads = []
    for _ in range(n):
        chrom = str(rng.choice(list(LENGTHS)))
        flag = int(rng.choice([f for f in flags if f != 4]))
        reads.append(
            Read(
                chrom,
                int(rng.integers(0, LENGTHS[chrom] - 60)),
                str(rng.choice(cigars)),
                bool(rng.integers(2)),
                int(rng.choice([0, 10, 30, 60])),
                flag,
            )
        )
    return reads


def _slow(reads: list[Read], chrom: str, counting: Counting) -> np.ndarray:
    """Return (2, length) by the definition, one read after the other."""
    found = np.zeros((2, LENGTHS[chrom]))
    never = 256 + 512 + 2048 + (0 if counting.keep_duplicates else 1024)
    for read in reads:
        if read.chrom != chrom or read.flag & never or read.mapq < counting.min_mapq:
            continue
        covered, at = [], read.start
        for count, letter in re.findall(r"(\d+)([MIDNSH])", read.cigar):
            if letter in "MDN":
                covered += range(at, at + int(count))
                at += int(count)
        end = covered[-1] + counting.shift[1] if read.reverse else covered[0] + counting.shift[0]
        if 0 <= end < LENGTHS[chrom]:
            found[int(read.reverse), end] += 1
    return found


@pytest.fixture(scope="module")
def bam(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Read]]:
    reads = _reads(600)
    return write_bam(tmp_path_factory.mktemp("bam") / "a.bam", reads), reads


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(SHIFTS),
    st.sampled_from([0, 30, 61]),
    st.booleans(),
    st.sampled_from(list(LENGTHS)),
    st.tuples(st.integers(0, 899), st.integers(1, 900)),
)
def test_ends_are_those_of_a_walk_over_all_reads(bam, shift, mapq, duplicates, chrom, stretch):
    path, reads = bam
    counting = Counting(shift, mapq, duplicates)
    start, end = stretch[0], min(stretch[0] + stretch[1], LENGTHS[chrom])
    found = Bam(path, counting).reads(chrom, start, end)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, _slow(reads, chrom, counting)[:, start:end])


def test_a_cut_of_tn5_is_one_base_from_both_sides_at_4_and_minus_4(tmp_path: Path):
    # Tn5 leaves 9 bp twice: what it cut at base 100 begins reads at 96 (+) and at 104 (-).
    reads = [Read("chr1", 96), Read("chr1", 95, reverse=True)]
    path = write_bam(tmp_path / "a.bam", reads)
    for shift, bases in (((0, 0), (96, 104)), ((4, -4), (100, 100)), ((4, -5), (100, 99))):
        found = Bam(path, Counting(shift)).reads("chr1", 0, 200)
        assert [int(np.argmax(track)) for track in found] == list(bases)


def test_unmapped_mates_that_are_placed_beside_theirs_do_not_count(tmp_path: Path):
    path = write_bam(tmp_path / "a.bam", [Read("chr1", 50, flag=4), Read("chr1", 50)])
    assert Bam(path, Counting()).reads("chr1", 0, 100).sum() == 1


def test_chromosomes_and_lengths_are_those_of_the_header(bam):
    assert Bam(bam[0], Counting()).chromosomes == LENGTHS


def test_without_an_index_the_error_says_how_to_make_one(tmp_path: Path):
    path = write_bam(tmp_path / "a.bam", _reads(5), index=False)
    with pytest.raises(InputError, match="no index") as error:
        Bam(path, Counting())
    assert f"samtools index {path}" in str(error.value.fix)


@pytest.mark.parametrize("content", [b"not a BAM", b"@HD\tVN:1.0\n"])
def test_a_file_that_is_no_bam_is_named(tmp_path: Path, content: bytes):
    path = tmp_path / "a.bam"
    path.write_bytes(content)
    with pytest.raises(InputError, match="truncated, or no BAM") as error:
        Bam(str(path), Counting())
    assert error.value.where == str(path)


def test_a_truncated_bam_is_refused(tmp_path: Path):
    path = Path(write_bam(tmp_path / "a.bam", _reads(3000)))
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(InputError, match="truncated"):
        Bam(str(path), Counting()).reads("chr2", 0, 900)


def test_an_index_that_is_damaged_is_refused(tmp_path: Path):
    path = write_bam(tmp_path / "a.bam", _reads(50))
    Path(path + ".bai").write_bytes(b"BAI")
    with pytest.raises(InputError):
        Bam(path, Counting())


def test_pysam_counts_the_same_reads(bam):
    path, _ = bam
    with pysam.AlignmentFile(path) as file:
        kept = [read for read in file.fetch("chr1") if not read.flag & (256 + 512 + 1024 + 2048)]
    assert Bam(path, Counting()).reads("chr1", 0, 2000).sum() == len(kept)
