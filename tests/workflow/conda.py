"""A stand-in for conda, as far as Snakemake asks it: environments without downloads.

Each holds what its file pins, and what that requires, by links to the packages of this Python, and
not motiflens. It says nothing of conda's channels, and all of whether what is pinned is enough.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from itertools import pairwise
from pathlib import Path

import yaml
from packaging.requirements import Requirement

_ACTIVATE = 'export PATH="$1/bin:$PATH"\n'


def install(folder: Path) -> Path:
    """Put the stand-in into a folder; return the folder with the command."""
    (folder / "bin").mkdir(parents=True)
    command = folder / "bin/conda"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} {__file__} "$0" "$@"\n')
    command.chmod(0o755)
    (folder / "bin/activate").write_text(_ACTIVATE)
    return folder / "bin"


def answer(command: str, arguments: list[str]) -> str:
    """Do what is asked for, and return what conda would print."""
    if arguments == ["--version"]:
        return "conda 25.1.0"
    if arguments[0] == "info":
        folder = str(Path(command).parents[1])
        return json.dumps({"conda_prefix": folder, "platform": "linux-64"})
    if arguments[0] == "config":
        return json.dumps({"get": {"channel_priority": "strict"}})
    if arguments[:2] == ["env", "create"]:
        given = dict(pairwise(arguments))
        create(Path(given["--file"]), Path(given["--prefix"]))
    return ""


def create(file: Path, prefix: Path) -> None:
    """Make the environment of a file."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", prefix], check=True)
    (packages,) = prefix.glob("lib/python*/site-packages")
    *_, pinned = yaml.safe_load(file.read_text())["dependencies"]
    for name in with_requirements(pinned["pip"]):
        files = distribution(name).files or []
        for top in {path.parts[0] for path in files} - {"..", "__pycache__"}:
            link = packages / top
            if not link.is_symlink():
                link.symlink_to(distribution(name).locate_file(top))


def with_requirements(requirements: list[str]) -> set[str]:
    """Return the names of distributions that are required, directly or not."""
    found: set[str] = set()
    left = list(requirements)
    while left:
        requirement = Requirement(left.pop())
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if wanted and requirement.name not in found and there(requirement.name):
            found.add(requirement.name)
            left += distribution(requirement.name).requires or []
    return found


def there(name: str) -> bool:
    """Return whether a distribution is installed; CUDA's, for instance, need not be."""
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


if __name__ == "__main__":
    print(answer(sys.argv[1], sys.argv[2:]))
