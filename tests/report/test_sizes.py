"""Runs of any size give a whole page, and a light one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from motiflens.report.build import build_report
from report.examples import Rebuild
from report.made_up import MadeUp, write_made_up

PAGE = 50_000
"""Bytes that a motif's page may take, so that 50 motifs by 2 methods are 5 MB."""


@pytest.mark.parametrize(
    ("run", "motifs"),
    [
        ({"motifs": 0}, 0),
        ({"motifs": 1, "methods": ["deeplift"]}, 1),
        ({"motifs": 100, "methods": ["deeplift"], "seqlets": 5}, 100),
        ({"motifs": 1, "tasks": [f"T{k}" for k in range(10)]}, 20),
        ({"motifs": 2, "window": 2114, "beside": False, "methods": ["lrp-epsilon"]}, 2),
    ],
    ids=["none", "one", "hundred", "ten tasks", "long windows, nothing beside"],
)
def test_a_run_of_any_size_is_a_whole_page(
    tmp_path: Path, rebuild: Rebuild, run: dict[str, Any], motifs: int
) -> None:
    page = rebuild(write_made_up(tmp_path, **run).inputs())
    names = Counter(e.attributes["id"] for e in page.walk() if "id" in e.attributes)
    assert set(names.values()) == {1}
    targets = {e.attributes["href"] for e in page.all("a") if e.attributes["href"][0] == "#"}
    assert targets <= {f"#{name}" for name in names}
    assert len(page.all("article", "page")) == motifs
    table = page.by_id("motifs")
    if motifs:
        assert len(page.by_id("motif-table").all("tbody")[0].all("tr")) == motifs
    else:
        assert "No motif was found in any result." in table.text
        assert table.text.count("This is what was tried:") == 2
        (warning,) = page.all("li", "warning")
        assert len(warning.all("p", "finding")) == 2


def test_a_motif_takes_no_more_than_its_share(made_up: MadeUp) -> None:
    _, *pages = build_report(made_up.inputs(), loci=0, pages=200).split('<article class="page"')
    *pages, last = pages
    sizes = [len(page.encode()) for page in (*pages, last.partition("</article>")[0])]
    assert len(sizes) == 8
    assert max(sizes) < PAGE
