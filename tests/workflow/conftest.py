"""Snakemake, run as a person runs it, in a folder of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workflow.cluster import Cluster, obstacle
from workflow.conda import install

ROOT = Path(__file__).parents[2]


def command(folder, *arguments, snakefile="Snakefile"):
    """Return the command line of the workflow in ``folder``."""
    start = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / snakefile)]
    return [*start, "--directory", str(folder), "--cores", "2", *map(str, arguments)]


@pytest.fixture(scope="session")
def start():
    """Return a function that starts the workflow in a process group of its own."""

    def start(folder, *arguments):
        return subprocess.Popen(
            command(folder, *arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    return start


@pytest.fixture(scope="session")
def run():
    """Return a function that runs the workflow and gives back the exit status and the output."""

    def run(folder, *arguments, snakefile="Snakefile"):
        finished = subprocess.run(
            command(folder, *arguments, snakefile=snakefile),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return finished.returncode, finished.stdout

    return run


@pytest.fixture
def demo(tmp_path):
    """Return a folder with the demo's configuration and the shipped examples."""
    shutil.copy(ROOT / "config.yaml", tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    return tmp_path


@pytest.fixture(scope="session")
def conda(tmp_path_factory):
    """Put a stand-in for conda where Snakemake looks for it."""
    folder = install(tmp_path_factory.mktemp("conda") / "base")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        yield


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """Return a SLURM cluster, which is there until the tests end."""
    why = obstacle()
    if why is not None:
        pytest.skip(why)
    # Sockets have short names, which a folder of pytest's is too long for.
    found = Cluster(tmp_path_factory.mktemp("s"))
    try:
        found.start()
        yield found
    finally:
        found.stop()
