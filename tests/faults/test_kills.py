"""Jobs that are killed, rule by rule: what is made in the end is what would have been made."""

from __future__ import annotations

import random
import shutil

import pytest

from faults.killing import kill, measure, plan
from faults.laboratory import jobs_of

pytestmark = pytest.mark.faults

ATTEMPTS = 4
"""Kills aimed at a moment: a job of two seconds may end before the one that was drawn."""

RULES = (
    "prepare",
    "train",
    "import_model",
    "audit",
    "evaluate",
    "attribute",
    "gather",
    "discover",
    "hits",
    "effects",
    "families",
    "logos",
    "loci",
    "export",
    "variants",
    "report",
)


@pytest.fixture(scope="module")
def work(undisturbed, tmp_path_factory):
    """Return a copy of the undisturbed run in which jobs are killed, and its jobs."""
    folder = tmp_path_factory.mktemp("killed") / "run"
    shutil.copytree(undisturbed, folder, symlinks=True)
    return folder, jobs_of(undisturbed)


def test_every_rule_is_killed(work):
    assert set(work[1]) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_killed_job_ends_in_the_same_bytes(rule, work, undisturbed, kills, pytestconfig):
    folder, jobs = work
    number = RULES.index(rule)
    share, more = divmod(pytestconfig.getoption("--kills"), len(RULES))
    draw = random.Random(number)
    course = measure(jobs[rule][0], folder)
    for moment in plan(number, share + (number < more)):
        for _ in range(ATTEMPTS):
            found = kill(jobs[rule][0], course, moment, folder, undisturbed, draw)
            if found.was_killed:
                break
        kills.append(found)
        assert found.was_killed
        assert found.wrong == ()
