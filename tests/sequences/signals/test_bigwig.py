from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from motiflens.errors import InputError
from motiflens.sequences.signals.bigwig import BigWig
from sequences.signals.files import write_bigwig


def _track(seed: int = 0, length: int = 2000) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(0.3, length) * rng.choice([1.0, 0.5], length)


def test_values_are_those_of_the_file_and_a_base_without_one_has_0(tmp_path: Path):
    track = _track()
    track[500:700] = 0
    signal = BigWig(write_bigwig(tmp_path / "a.bw", {"chr1": track}))
    for start, end in ((0, 2000), (499, 701), (510, 690), (1999, 2000)):
        found = signal.reads("chr1", start, end)
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, track[None, start:end])
    assert signal.chromosomes == {"chr1": 2000}


def test_a_minus_strand_below_0_is_turned_round(tmp_path: Path):
    track = _track()
    signal = BigWig(write_bigwig(tmp_path / "a.bw", {"chr1": -track}), minus=True)
    np.testing.assert_array_equal(signal.reads("chr1", 0, 2000)[0], track)


@pytest.mark.parametrize("minus", [True, False])
def test_values_on_both_sides_of_0_are_no_counts(tmp_path: Path, minus: bool):
    path = write_bigwig(tmp_path / "a.bw", {"chr1": np.array([0.0, 2.0, -1.5])})
    with pytest.raises(InputError, match=r"values below 0 \(down to -1.5\)") as error:
        BigWig(path, minus=minus)
    assert error.value.where == path


def test_values_below_0_without_a_word_are_refused(tmp_path: Path):
    with pytest.raises(InputError, match="below 0"):
        BigWig(write_bigwig(tmp_path / "a.bw", {"chr1": -_track()}))


@pytest.mark.parametrize("content", [b"chr1\t0\t10\t1\n", b"\x26\xfc\x8f\x88\x04"])
def test_a_file_that_is_no_bigwig_is_named(tmp_path: Path, content: bytes):
    path = tmp_path / "a.bw"
    path.write_bytes(content)
    with pytest.raises(InputError, match="truncated, or no bigWig") as error:
        BigWig(str(path))
    assert error.value.where == str(path)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_truncated_bigwig_is_refused_at_the_latest_when_read(tmp_path: Path, part: float):
    track = np.random.default_rng(1).random(20_000)
    path = tmp_path / "a.bw"
    whole = Path(write_bigwig(path, {"chr1": track})).read_bytes()
    path.write_bytes(whole[: int(part * len(whole))])
    with pytest.raises(InputError, match="truncated"):
        BigWig(str(path)).reads("chr1", 0, 20_000)
