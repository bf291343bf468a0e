"""The workflow in a folder of its own: what it runs and makes, and what differs from before."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOOKS = Path(__file__).parent / "hooks"
_STAMP = ".snakemake_timestamp"


@dataclass(frozen=True)
class Job:
    """What runs one rule once.

    Attributes
    ----------
    rule
        Its name.
    outputs
        Files and folders that it makes, within the folder of the workflow.
    command
        As Snakemake gives it to the shell.
    """

    rule: str
    outputs: tuple[str, ...]
    command: str


def snakemake(folder: Path, *arguments: str) -> list[str]:
    """Return a command of the workflow, which keeps what would be removed in the end."""
    start = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile")]
    return [*start, "--directory", str(folder), "--notemp", *arguments]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the workflow on two cores, and wait for its end."""
    command = snakemake(folder, "--cores", "2", *arguments)
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the workflow on two cores, in a process group of its own."""
    log = (folder / "snakemake.log").open("a")
    with log:
        return subprocess.Popen(
            snakemake(folder, "--cores", "2", *arguments),
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


def begin(job: Job, folder: Path, **variables: str) -> subprocess.Popen[bytes]:
    """Start the command of a job as Snakemake does, in a process group of its own."""
    path = os.pathsep.join([str(HOOKS), str(ROOT / "src")])
    environment = os.environ | {"MOTIFLENS_PATH": path, "OMP_NUM_THREADS": "1"} | variables
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    return subprocess.Popen(
        ["bash", "-c", f"set -euo pipefail; {job.command}"],
        cwd=folder,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def jobs_of(folder: Path) -> dict[str, list[Job]]:
    """Return all jobs of a finished run by their rules, in the order of the flow."""
    command = snakemake(folder, "--detailed-summary", "all", "results/models/imported/fold0")
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = listed[listed.index("output_file\t") :].splitlines()
    outputs: dict[tuple[str, str], list[str]] = {}
    for row in csv.DictReader(lines, delimiter="\t"):
        if row["rule"] != "all":
            outputs.setdefault((row["rule"], row["shellcmd"]), []).append(row["output_file"])
    jobs: dict[str, list[Job]] = {}
    for (rule, shell), made in outputs.items():
        jobs.setdefault(rule, []).append(Job(rule, tuple(made), shell))
    return jobs


def remove(folder: Path, job: Job) -> None:
    """Remove what a job made, as Snakemake does before it runs it again."""
    for name in job.outputs:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def restore(folder: Path, undisturbed: Path, job: Job) -> None:
    """Put what a job made back as it was in an undisturbed run, with its times."""
    remove(folder, job)
    for name in job.outputs:
        subprocess.run(["cp", "-a", undisturbed / name, folder / name], check=True)


def differences(folder: Path, undisturbed: Path, name: str = "results") -> list[str]:
    """Return what under ``name`` is missing, differs in a byte, or should not be there."""
    ours, theirs = (_digests(one, name) for one in (folder, undisturbed))
    return sorted(
        path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path)
    )


def _digests(folder: Path, name: str) -> dict[str, str]:
    root = folder / name
    files = [root] if root.is_file() else [path for path in root.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.name != _STAMP
    }
