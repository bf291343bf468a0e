"""The page as a whole: well-formed, closed in itself, readable by everyone, always the same."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from motiflens.report.build import build_report
from motiflens.report.inputs import Inputs
from report.examples import Rebuild, with_result, without_motifs
from report.page import Page, read_page

HOSTILE = 'A"><img src=x onerror=alert(1)>&{{ 7 * 7 }}'


def test_equal_inputs_give_equal_pages(inputs: Inputs, html: str) -> None:
    assert build_report(inputs, loci=1) == html


def test_identifiers_are_unique(page: Page) -> None:
    counts = Counter(e.attributes["id"] for e in page.walk() if "id" in e.attributes)
    assert len(counts) > 30
    assert [name for name, count in counts.items() if count > 1] == []


def test_whatever_is_referred_to_is_in_the_page(page: Page) -> None:
    known = {e.attributes["id"] for e in page.walk() if "id" in e.attributes}
    for element in page.walk():
        for name, value in element.attributes.items():
            if name in ("href", "xlink:href"):
                assert value.startswith("#")
                assert value[1:] in known
            elif name == "aria-labelledby":
                assert value in known
            for target in re.findall(r"url\(([^)]*)\)", value):
                assert target.startswith("#")
                assert target[1:] in known


def test_nothing_is_fetched_and_nothing_runs(page: Page, html: str) -> None:
    assert not re.search(r"https?:|@import|file:|url\((?!#)", html)
    for tag in ("script", "link", "img", "iframe", "object", "embed", "base", "form"):
        assert page.all(tag) == []
    for element in page.walk():
        assert not {name for name in element.attributes if name == "src" or name[:2] == "on"}
    policies = [e.attributes["content"] for e in page.all("meta") if "http-equiv" in e.attributes]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_every_figure_has_a_caption_and_every_drawing_a_title(page: Page) -> None:
    figures = page.all("figure")
    assert len(figures) == 1 + 4 * 2 + 2 + 4 * 2 * 3 + 2 * 2  # curve, proof, flow, logos, loci
    for figure in figures:
        (caption,) = figure.all("figcaption")
        assert "x: " in caption.text
        assert len(figure.all("svg")) == 1
    for drawing in page.all("svg"):
        assert drawing.attributes["role"] == "img"
        assert drawing.all("title")[0].text


def test_tables_and_headings_make_sense_read_aloud(page: Page) -> None:
    for table in page.all("table"):
        assert table.all("caption")[0].text
        assert all("scope" in cell.attributes for cell in table.all("th"))
    levels = [int(e.tag[1]) for e in page.walk() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_names_from_outside_stay_text(inputs: Inputs, html: str) -> None:
    card = inputs.card.model_copy(update={"tasks": [HOSTILE, "B"]})
    data = replace(
        inputs.data,
        tasks=(HOSTILE, "B"),
        name=inputs.data.name.astype(object).astype("U99"),
        dropped=tuple(replace(row, region=HOSTILE, reason=HOSTILE) for row in inputs.data.dropped),
    )
    data.name[:] = HOSTILE
    changed = replace(inputs, cards=(card,), data=data)
    for position in (0, 1):
        motifs = inputs.results[position].motifs
        first = motifs.motifs[0]
        match = first.matches[0].model_copy(update={"name": HOSTILE, "id": HOSTILE})
        motif = first.model_copy(update={"consensus": HOSTILE, "matches": (match,)})
        motifs = motifs.model_copy(update={"motifs": (motif,)})
        changed = with_result(changed, position, task=HOSTILE, motifs=motifs)
    hostile = build_report(changed, loci=1)
    page = read_page(hostile)
    assert "<img" not in hostile
    assert page.all("img") == []
    assert "49" not in page.all("h1")[0].text
    assert page.all("section")[0].text.count(HOSTILE) >= 5


@pytest.mark.parametrize("loci", [0, 3])
def test_as_many_loci_as_asked_for(inputs: Inputs, loci: int) -> None:
    page = read_page(build_report(inputs, loci=loci))
    assert len(page.all("div", "locus")) == 2 * loci


def test_a_page_without_any_motif_is_whole(inputs: Inputs, rebuild: Rebuild) -> None:
    for position, result in enumerate(inputs.results):
        motifs = without_motifs(result, "no motif: nothing was found")
        inputs = with_result(inputs, position, motifs=motifs)
    page = rebuild(inputs)
    assert len(page.all("li", "warning")) == 4
    assert page.by_id("motifs").text.count("No motif: nothing was found.") == 4


def test_motifs_beyond_those_drawn_are_listed(
    inputs: Inputs, tmp_path: Path, rebuild: Rebuild
) -> None:
    result = inputs.results[0]
    first = result.motifs.motifs[0]
    many = tuple(first.model_copy(update={"name": f"A.deeplift.pos.{k}"}) for k in range(23))
    logos = tmp_path / "logos"
    logos.mkdir()
    for motif in many[:20]:  # no more are read
        for kind in ("contribution", "contribution_rc", "probability"):
            source = result.logos / f"{first.name}.{kind}.svg"
            shutil.copy(source, logos / f"{motif.name}.{kind}.svg")
    motifs = result.motifs.model_copy(update={"motifs": many})
    page = rebuild(with_result(inputs, 0, motifs=motifs, logos=logos))
    column = page.by_id("task-1-deeplift-motifs")
    assert "23 motifs. The first 20 are drawn" in column.text
    assert len(column.all("div", "motif")) == 23
    assert len(column.all("figure")) == 60
