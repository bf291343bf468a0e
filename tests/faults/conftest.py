"""One undisturbed run, and copies of it."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import Any

import pytest

from faults.everything import TARGETS, write_everything
from faults.killing import MOMENTS, Kill
from faults.laboratory import run

KILLS = pytest.StashKey[list[Kill]]()


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """Return the folder of a run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    write_everything(folder)
    done = run(folder, *TARGETS)
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture
def finished(undisturbed, tmp_path):
    """Return a copy of it."""
    shutil.copytree(undisturbed, tmp_path / "run", symlinks=True)
    return tmp_path / "run"


@pytest.fixture
def begun(tmp_path):
    """Return a folder with the inputs alone."""
    folder = tmp_path / "run"
    folder.mkdir()
    write_everything(folder)
    return folder


@pytest.fixture(scope="session")
def kills(pytestconfig) -> list[Kill]:
    """Return the list of kills that the terminal shows in the end."""
    return pytestconfig.stash.setdefault(KILLS, [])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the kills as a table: rules by moments, and what was lost."""
    kills = config.stash.get(KILLS, [])
    if not kills:
        return
    moments = [*MOMENTS, *sorted({one.moment for one in kills} - set(MOMENTS))]
    terminalreporter.section("kills")
    terminalreporter.write_line("".join(f"{word:>19}" for word in ("", *moments, "kills", "lost")))
    for rule in dict.fromkeys(one.rule for one in kills):
        of_rule = [one for one in kills if one.rule == rule]
        terminalreporter.write_line(_row(rule, of_rule, moments))
    terminalreporter.write_line(_row("all", kills, moments))


def _row(name: str, kills: list[Kill], moments: list[str]) -> str:
    count = Counter(one.moment for one in kills if one.was_killed)
    lost = sum(bool(one.wrong) for one in kills)
    cells = [name, *(count[moment] for moment in moments), count.total(), lost]
    return "".join(f"{cell:>19}" for cell in cells)
