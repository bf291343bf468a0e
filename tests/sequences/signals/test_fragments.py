"""Against a walk over every line of the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motiflens.errors import InputError
from motiflens.sequences.signals.fragments import (
    IndexedFragments,
    LoadedFragments,
    open_fragments,
)
from motiflens.sequences.signals.signal import Counting
from sequences.signals.files import LENGTHS, write_fragments


def _fragments(n: int = 500) -> list[tuple[str, int, int, int]]:
    rng = np.random.default_rng(3)
    found = []
    for _ in range(n):
        chrom = str(rng.choice(list(LENGTHS)))
        start = int(rng.integers(0, LENGTHS[chrom] - 10))
        end = min(start + int(rng.integers(1, 400)), LENGTHS[chrom])
        found.append((chrom, start, end, int(rng.integers(1, 5))))
    return found


def _slow(chrom: str, counting: Counting) -> np.ndarray:
    found = np.zeros((2, LENGTHS[chrom]))
    for name, start, end, count in _fragments():
        ends = (start + counting.shift[0], end - 1 + counting.shift[1])
        for strand, at in enumerate(ends):
            if name == chrom and 0 <= at < LENGTHS[chrom]:
                found[strand, at] += count if counting.keep_duplicates else 1
    return found


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("fragments")
    return [write_fragments(folder / name, _fragments()) for name in ("a.tsv", "b.tsv.gz")]


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 1),
    st.sampled_from([(0, 0), (0, 1), (4, -5), (-2, 3)]),
    st.booleans(),
    st.sampled_from(list(LENGTHS)),
    st.tuples(st.integers(0, 899), st.integers(1, 900)),
)
def test_insertions_are_those_of_a_walk_over_all_lines(
    paths, kind, shift, duplicates, chrom, stretch
):
    counting = Counting(shift, keep_duplicates=duplicates)
    start, end = stretch[0], min(stretch[0] + stretch[1], LENGTHS[chrom])
    found = open_fragments(paths[kind], counting).reads(chrom, start, end)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, _slow(chrom, counting)[:, start:end])


def test_an_index_is_used_where_there_is_one(paths):
    kinds = [type(open_fragments(path, Counting())) for path in paths]
    assert kinds == [LoadedFragments, IndexedFragments]
    for path in paths:
        assert open_fragments(path, Counting()).chromosomes == dict.fromkeys(LENGTHS)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("chr1\t10", "no fragment"),
        ("chr1\tten\t20\tcell\t1", "no fragment"),
        ("chr1\t20\t20\tcell\t1", "is empty or off any"),
        ("chr1\t20\t30000000000\tcell\t1", "is empty or off any"),
        ("chr1\t20\t30\tcell\tmany", "no fragment"),
        ("chr1\t20\t30\tcell", "no fragment"),
        ("chr1\t20\t30\tcell\t0", "is empty or off any"),
    ],
)
def test_a_line_that_is_no_fragment_is_named(tmp_path: Path, line: str, message: str):
    path = tmp_path / "a.tsv"
    path.write_text(f"chr1\t1\t2\tcell\t1\n{line}\n")
    with pytest.raises(InputError, match=message) as error:
        open_fragments(str(path), Counting(keep_duplicates=True))
    assert error.value.where == f"{path}, line 2"


def test_without_duplicates_no_count_is_needed(tmp_path: Path):
    path = tmp_path / "a.tsv"
    path.write_text("chr1\t1\t5\nchr1\t1\t5\tcell\t.\n")
    found = open_fragments(str(path), Counting()).reads("chr1", 0, 6)
    assert found.tolist() == [[0, 2, 0, 0, 0, 0], [0, 0, 0, 0, 2, 0]]


def test_a_file_without_fragments_is_an_error(tmp_path: Path):
    path = tmp_path / "a.tsv"
    path.write_text("# nothing\n")
    with pytest.raises(InputError, match="no fragments"):
        open_fragments(str(path), Counting())


def test_a_damaged_index_is_an_error(tmp_path: Path):
    path = write_fragments(tmp_path / "a.tsv.gz", _fragments(20))
    Path(path + ".tbi").write_bytes(b"TBI")
    with pytest.raises(InputError, match="damaged"):
        open_fragments(path, Counting())
