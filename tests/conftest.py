"""What all tests share."""

from __future__ import annotations

import json
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--oracles",
        type=Path,
        default=Path(__file__).parent / "conformance" / "cases.json",
        help="file of networks with expected attributions, in the format attribution-oracles/1",
    )
    parser.addoption(
        "--deeplift",
        type=Path,
        help="folder of networks with the original DeepLIFT package's numbers, NAME.npz and "
        "NAME_out.npz",
    )
    parser.addoption(
        "--fuzz",
        type=int,
        metavar="N",
        help="try each reader of files with N spoilt ones, others in each run",
    )
    parser.addoption(
        "--flips", type=int, metavar="N", default=40, help="bits to flip in each kind of file"
    )
    parser.addoption(
        "--kills",
        type=int,
        metavar="N",
        default=0,
        help="disturb the workflow in every way, and kill its jobs N times; 100 take half an hour",
    )
    parser.addoption(
        "--slurm", action="store_true", help="run the workflow on a SLURM started here; minutes"
    )


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep captured models in a folder of the run's own, for the commands that it starts too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTIFLENS_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is run where it is asked for only."""
    for item in items:
        if "slurm" in item.keywords and not config.getoption("--slurm"):
            item.add_marker(pytest.mark.skip(reason="asked for by --slurm"))
        if "faults" in item.keywords and not config.getoption("--kills"):
            item.add_marker(pytest.mark.skip(reason="asked for by --kills N"))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """List the expectations of the oracle file that nothing computes yet."""
    reports = [report for group in terminalreporter.stats.values() for report in group]
    if not any("conformance/" in getattr(report, "nodeid", "") for report in reports):
        return
    from conformance.covered import runner

    cases = json.loads(config.getoption("--oracles").read_text())["cases"]
    missing = Counter(
        name
        for case in cases
        for name, expected in case["expected"].items()
        if runner(name, expected) is None
    )
    if missing:
        terminalreporter.section("expectations of the oracle file not covered yet")
        for name, count in sorted(missing.items()):
            terminalreporter.write_line(f"{name}: {count} case{'s' if count > 1 else ''}")


# A shell starts what it puts into the background with Ctrl-C ignored, and so would all that tests
# start, some of which is to be interrupted.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
