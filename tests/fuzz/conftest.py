"""How many files each reader is tried with: some dozens, or as many as ``--fuzz`` says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

CASES = 24


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile(
        "fuzz",
        max_examples=config.getoption("--fuzz") or CASES,
        derandomize=not config.getoption("--fuzz"),
        database=None,
        deadline=None,  # `trying` has one of its own, which also stops what hangs
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate),  # a few changes of a small file say enough
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:  # the file that failed, in hypothesis' words
            item.add_marker(pytest.mark.filterwarnings("ignore:Generating overly large repr"))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the files, each of which takes the place of the one before."""
    return tmp_path_factory.mktemp("fuzz")
