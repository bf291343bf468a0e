"""What is pinned is what is declared, and nothing that breaks an installation is among it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
EXTRAS = {"requirements-dev.lock": "dev", "requirements-bench.lock": "bench"}


def pins(path):
    """Return the version of each package of a lock, and of the locks that it includes."""
    found = {}
    for line in path.read_text().splitlines():
        if line.startswith("-r "):
            found |= pins(path.parent / line.removeprefix("-r "))
        elif line and not line.startswith("#"):
            requirement = Requirement(line)
            (specifier,) = requirement.specifier
            assert specifier.operator == "==", line
            found[canonicalize_name(requirement.name)] = Version(specifier.version)
    return found


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def assert_pinned(requirements, locked):
    for requirement in map(Requirement, requirements):
        version = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def test_every_dependency_is_locked_within_its_range():
    assert_pinned(project()["dependencies"], pins(ROOT / "requirements.lock"))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_extra_is_locked_within_its_range(path):
    extra = EXTRAS.get(path.name, "slurm")
    assert_pinned(project()["optional-dependencies"][extra], pins(path))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_no_lock_holds_what_breaks_an_installation(path):
    locked = pins(path)
    assert not {"torchvision", "modisco", "triton"} & locked.keys()
    assert not [name for name in locked if name.startswith("nvidia")]
    assert not [name for name, version in locked.items() if version.local]


@pytest.mark.parametrize("path", sorted(ROOT.glob("envs/*.yaml")), ids=lambda path: path.name)
def test_environments_of_rules_pin_what_the_lock_pins(path):
    *_, last = yaml.safe_load(path.read_text())["dependencies"]
    locked = pins(ROOT / "requirements.lock")
    for requirement in map(Requirement, last["pip"]):
        assert str(requirement.specifier) == f"=={locked[canonicalize_name(requirement.name)]}"
