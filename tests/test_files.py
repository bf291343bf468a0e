"""Outputs are whole or absent."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from motiflens.errors import InputError, OutputError, StoreError
from motiflens.files import SUMS, atomic_directory, atomic_path, checked, sha256, unchanged

KILLED = """
import sys
from motiflens.files import atomic_directory, atomic_path
with {context}(sys.argv[1]) as path:
    {write}
    print("writing", flush=True)
    sys.stdin.read()
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def writer(target: Path, context: str, write: str) -> Iterator[None]:
    """Have a process write ``target``, which is killed at the end unless it did so itself."""
    code = KILLED.format(context=context, write=write)
    command = [sys.executable, "-c", code, str(target)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        yield
        process.kill()


def test_a_file_appears_when_the_block_ends_well(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "deep" / "a.txt") as path:
        path.write_text("new")
        assert not (tmp_path / "deep" / "a.txt").exists()
    assert (tmp_path / "deep" / "a.txt").read_text() == "new"
    assert names(tmp_path / "deep") == ["a.txt"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def stopped() -> None:
        with atomic_path(target) as path:
            path.write_text("half")
            raise error

    with pytest.raises(error):
        stopped()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_directory_takes_the_place_of_another(tmp_path: Path) -> None:
    target = tmp_path / "d"
    for name in ("one", "two"):
        with atomic_directory(target) as path:
            (path / name).touch()
    assert names(target) == [SUMS, "two"]

    def stopped() -> None:
        with atomic_directory(target) as path:
            (path / "three").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert names(target) == [SUMS, "two"]
    assert list(tmp_path.iterdir()) == [target]


def test_what_others_wrote_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "draft.tex").touch()
    with (
        pytest.raises(OutputError, match="not written by motiflens"),
        atomic_directory(tmp_path / "thesis"),
    ):
        pass
    with (
        pytest.raises(OutputError, match="a folder of that name"),
        atomic_path(tmp_path / "thesis"),
    ):
        pass
    assert names(tmp_path / "thesis") == ["draft.tex"]


@pytest.mark.parametrize("context", ["atomic_path", "atomic_directory"])
def test_what_a_killed_writer_left_is_cleared_by_the_next(tmp_path: Path, context: str) -> None:
    write = "path.write_text('half')" if context == "atomic_path" else "(path / 'x').touch()"
    target = tmp_path / "results [1]"
    with writer(target, context, write):
        pass
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".results [1].")
    with atomic_path(target) as path:
        path.write_text("whole")
    assert list(tmp_path.iterdir()) == [target]


def test_what_is_being_written_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    with writer(target, "atomic_path", "path.write_text('other')"):
        with atomic_path(target) as path:
            path.write_text("own")
        assert len(names(tmp_path)) == 2
    with atomic_path(target) as path:
        path.write_text("own")
    assert names(tmp_path) == ["a.txt"]


def test_a_directory_lost_on_the_way_out_is_put_back(tmp_path: Path) -> None:
    target = tmp_path / "d"
    with atomic_directory(target) as path:
        (path / "old").touch()
    swap = "import pathlib; pathlib.Path(sys.argv[1]).rename(path.with_name('old'))"
    with writer(target, "atomic_directory", swap):
        pass
    assert not target.exists()

    def stopped() -> None:
        with atomic_directory(target):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert names(target) == [SUMS, "old"]
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your quota of the disk is used up"),
        (errno.EROFS, "the file system is read-only"),
    ],
)
@pytest.mark.parametrize("library", [False, True])
def test_no_space_is_said_and_leaves_nothing(
    tmp_path: Path, number: int, words: str, library: bool
) -> None:
    def full() -> None:
        with atomic_directory(tmp_path / "d") as path:
            (path / "half").touch()
            error = OSError(number, os.strerror(number))
            raise RuntimeError(f"(write failed: {error})") if library else error

    with pytest.raises(OutputError, match=words) as caught:
        full()
    assert caught.value.where == str(tmp_path / "d")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_a_folder_of_others_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o755)
    for parent in (tmp_path, *tmp_path.parents):
        if not parent.stat().st_mode & 0o001:
            pytest.skip("others cannot come here at all")
    os.seteuid(65534)
    try:
        with pytest.raises(OutputError, match="you may not write"), atomic_path(folder / "a"):
            pass
    finally:
        os.seteuid(0)
    assert not list(folder.iterdir())


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with (
        pytest.raises(OutputError, match="its folder is a file"),
        atomic_path(tmp_path / "a" / "b"),
    ):
        pass


def test_sums_are_those_of_sha256sum_and_are_held_to(tmp_path: Path) -> None:
    target = tmp_path / "d"
    with atomic_directory(target) as path:
        (path / "b").mkdir()
        (path / "b" / "c.txt").write_text("c")
        (path / "a.txt").write_text("a")
    assert (
        subprocess.run(["sha256sum", "-c", SUMS], cwd=target, capture_output=True).returncode == 0
    )
    assert checked(target / "a.txt") == target / "a.txt"
    assert checked(target / "none") == target / "none"
    (target / "a.txt").write_text("b")
    with pytest.raises(StoreError, match="damaged") as caught:
        checked(target / "a.txt")
    assert caught.value.where == str(target / "a.txt")


def test_a_damaged_list_of_sums_vouches_for_nothing(tmp_path: Path) -> None:
    with atomic_directory(tmp_path / "d") as path:
        (path / "a.txt").write_text("a")
    sums = tmp_path / "d" / SUMS
    whole = sums.read_bytes()
    for place in range(len(whole) - 1):
        sums.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(StoreError):
            checked(tmp_path / "d" / "a.txt")


@pytest.mark.parametrize("change", ["written", "replaced", "removed", "touched"])
def test_a_file_that_changes_while_it_is_read_is_named(tmp_path: Path, change: str) -> None:
    file = tmp_path / "genome.fa"
    file.write_text("ACGT")

    def read() -> None:
        with unchanged([tmp_path / "other", file]):
            file.read_text()
            if change == "written":
                file.write_text("ACGTA")
            elif change == "replaced":
                (tmp_path / "new").write_text("ACGT")
                (tmp_path / "new").replace(file)
            elif change == "removed":
                file.unlink()
            else:
                os.utime(file, (time.time() - 9, time.time() - 9))

    with pytest.raises(InputError, match="changed while it was read") as caught:
        read()
    assert caught.value.where == str(file)


def test_a_file_that_stays_is_read(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(3))
    with unchanged([tmp_path / "a.npy"]):
        assert len(np.load(tmp_path / "a.npy")) == 3


def test_the_hash_of_nothing_is_known(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert sha256(tmp_path / "a").startswith("e3b0c44298fc1c14")
