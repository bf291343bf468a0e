"""A table of bad inputs, and of all that a person is told of each."""

from __future__ import annotations

import contextlib
import io
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import bad_inputs
from bad_inputs.case import Case, read_cases
from bad_inputs.world import IMPORT, PREPARE, write_world
from motiflens.cli.app import main

TABLE = read_cases()
PROCESSES = ("an empty file of regions", "a model that is not there", "shards that are text")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder of good inputs and results, which is the working directory."""
    folder = tmp_path_factory.mktemp("world")
    write_world(folder)
    with contextlib.chdir(folder):
        assert told(f"{PREPARE} --output data.h5 --dropped dropped.tsv")[0] == 0
        assert told(f"{IMPORT} --output net")[0] == 0
        yield folder


def told(command: str) -> tuple[int, str]:
    """Return the exit status of a command line, and what it says on the standard error."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stderr(said):
        patch.setattr(sys, "argv", ["motiflens", *shlex.split(command)])
        with contextlib.redirect_stdout(io.StringIO()):
            try:
                main()
            except SystemExit as end:
                return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


def write_files(case: Case, world: Path) -> None:
    for name, content in case.files.items():
        path = world / name
        path.parent.mkdir(exist_ok=True)
        made = content(world) if callable(content) else content
        path.write_bytes(made.encode() if isinstance(made, str) else made)


def outputs(world: Path) -> list[Path]:
    """Return what a command may have left."""
    return [path for path in world.rglob("*") if path.name.startswith(("out", ".out", "pwned"))]


def test_there_are_at_least_a_hundred() -> None:
    texts = "".join(path.read_text() for path in Path(bad_inputs.__path__[0]).glob("*.txt"))
    assert len(TABLE) == texts.count("== ") >= 100
    assert len({case.about for case in TABLE}) == len(TABLE)


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.about)
def test_bad_input(world: Path, case: Case) -> None:
    write_files(case, world)
    status, said = told(case.command)
    assert message(said) == case.said
    assert status == case.status
    assert not outputs(world)


def message(said: str) -> str:
    """Return the error alone, without notes on the way to it and how a command is used."""
    before, mark, after = said.partition("motiflens: error: ")
    return after.rstrip() if mark else before.partition("\n\n")[2].rstrip()


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.about)
def test_every_message_says_what_where_and_what_to_do(case: Case) -> None:
    if case.said.startswith("Error: "):  # the command line's own, which names the option
        assert "'" in case.said or ":" in case.said
        return
    what, *others = case.said.split("\n  where: ")
    assert what
    assert len(others) == 1
    assert "\n  to do: " in others[0]
    assert "Traceback" not in case.said


@pytest.mark.parametrize("about", PROCESSES)
def test_processes_say_the_same(world: Path, about: str) -> None:
    (case,) = [case for case in TABLE if case.about == about]
    write_files(case, world)
    words = [sys.executable, "-m", "motiflens", *shlex.split(case.command)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == case.status
    assert message(done.stderr) == case.said
    assert done.stdout == ""
    assert not outputs(world)
