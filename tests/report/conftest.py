from __future__ import annotations

from pathlib import Path

import pytest

from motiflens.report.build import build_report
from motiflens.report.inputs import Inputs, read_inputs
from report.examples import LOGO, Rebuild, write_run
from report.made_up import MadeUp, write_made_up
from report.page import Page, read_page


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """Return the folder of a run, and those of its results."""
    folder = tmp_path_factory.mktemp("run")
    return folder, write_run(folder)


@pytest.fixture(scope="session")
def inputs(run: tuple[Path, list[Path]]) -> Inputs:
    folder, results = run
    return read_inputs(folder / "data.h5", [folder / "model"], results)


@pytest.fixture(scope="session")
def html(inputs: Inputs) -> str:
    return build_report(inputs, loci=1, pages=200)


@pytest.fixture(scope="session")
def page(html: str) -> Page:
    return read_page(html)


@pytest.fixture
def rebuild(monkeypatch: pytest.MonkeyPatch) -> Rebuild:
    """Return a function that builds a page of changed inputs: no loci, and quick drawings."""
    for section in ("attribution", "evaluation", "model"):
        monkeypatch.setattr(f"motiflens.report.sections.{section}.svg", lambda figure: LOGO)
    return lambda inputs: read_page(build_report(inputs, loci=0, pages=200))


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    """Return a run of one task by two methods, with hits, effects and families."""
    return write_made_up(tmp_path_factory.mktemp("made_up"), motifs=4)


@pytest.fixture(scope="session")
def made_up_page(made_up: MadeUp) -> Page:
    return read_page(build_report(made_up.inputs(), loci=1, pages=200))
