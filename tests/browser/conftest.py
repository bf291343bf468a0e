"""A report in headless Chromium; skipped, with a word, where there is no browser to drive."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from motiflens.report.build import build_report
from report.made_up import write_made_up

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Tab:
    """A page of the browser, and what it should not have done: complained, or asked for a thing."""

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def go(self, place: str = "") -> None:
        """Open the report at a place, as if its address had been typed."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}{place}")

    def shows(self, what: str, *, not_: str) -> None:
        """Wait until one thing is seen and another is not: addresses take effect by and by."""
        self.page.locator(what).wait_for(state="visible")
        self.page.locator(not_).wait_for(state="hidden")

    def names(self) -> list[str]:
        """Return the motifs of the rows that are seen, from top to bottom."""
        found: list[str] = self.page.eval_on_selector_all(
            "#motif-table tbody tr:not([hidden]) th", "cells => cells.map(c => c.dataset.key)"
        )
        return found

    def overflow(self) -> int:
        """Return by how many px the page is wider than the window."""
        width: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("browser")
    run = write_made_up(folder, motifs=4, seqlets=30)
    page = folder / "report.html"
    page.write_text(build_report(run.inputs(), loci=1, pages=200), encoding="utf-8")
    return page.as_uri()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install 'motiflens[dev]'"
    )
    program = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if program is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=root)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Any, address: str, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """Yield a tab at the report; parametrised by (width, colour scheme). It must stay silent."""
    width, scheme = getattr(request, "param", (1280, "light"))
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.set_default_timeout(10_000)
    opened = Tab(page, address)
    page.on("console", lambda message: opened.complaints.append(message.text))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.on("request", lambda asked: opened.requests.append(asked.url))
    opened.go()
    yield opened
    page.close()
    assert opened.complaints == []
    assert {url.partition("#")[0] for url in opened.requests if url[:5] != "data:"} <= {
        address, "about:blank"
    }  # fmt: skip


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return tmp_path / "saved"
