"""The page as a whole: well-formed, closed in itself, readable by everyone, always the same."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import pytest

from motiflens.report.build import build_report
from motiflens.report.inputs import Inputs
from report.examples import Rebuild, with_result, without_motifs
from report.page import Page, read_page

HOSTILE = 'A"><img src=x onerror=alert(1)>&{{ 7 * 7 }}'


def test_equal_inputs_give_equal_pages(inputs: Inputs, html: str) -> None:
    assert build_report(inputs, loci=1, pages=200) == html


def test_identifiers_are_unique(page: Page) -> None:
    counts = Counter(e.attributes["id"] for e in page.walk() if "id" in e.attributes)
    assert len(counts) > 30
    assert [name for name, count in counts.items() if count > 1] == []


def test_whatever_is_referred_to_is_in_the_page(page: Page) -> None:
    known = {e.attributes["id"] for e in page.walk() if "id" in e.attributes}
    for element in page.walk():
        for name, value in element.attributes.items():
            if name == "href" and not value.startswith("data:"):
                assert value.startswith("#")
                assert value[1:] in known
            elif name == "aria-labelledby":
                assert value in known
            for target in re.findall(r"url\(([^)]*)\)", value):
                assert target.startswith("#")
                assert target[1:] in known


def test_nothing_is_fetched(page: Page, html: str) -> None:
    assert not re.search(r"https?:|@import|file:|url\((?!#)", html)
    for tag in ("link", "img", "iframe", "object", "embed", "base", "form"):
        assert page.all(tag) == []
    for element in page.walk():
        assert not {name for name in element.attributes if name == "src" or name[:2] == "on"}


def test_the_only_script_that_runs_is_its_own(page: Page) -> None:
    (script,) = page.all("script")
    (text,) = script.children
    assert isinstance(text, str)
    digest = b64encode(sha256(text.encode()).digest()).decode()
    policies = [e.attributes["content"] for e in page.all("meta") if "http-equiv" in e.attributes]
    assert policies == [
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:"
    ]


def test_every_figure_has_a_caption_and_every_drawing_a_title(page: Page) -> None:
    figures = page.all("figure")
    # The curve, the proofs, the ways of relevance, logos on the pages of eight motifs, loci.
    assert len(figures) == 1 + 4 * 2 + 2 + 8 * 4 + 2 * 2
    for figure in figures:
        (caption,) = figure.all("figcaption")
        assert caption.text
        assert len(figure.all("svg")) == 1
    for drawing in page.all("svg"):
        if drawing.attributes.get("class") == "glyphs":
            continue
        assert drawing.attributes["role"] == "img"
        assert drawing.attributes.get("aria-label") or drawing.all("title")[0].text


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
    hostile = build_report(changed, loci=1, pages=200)
    page = read_page(hostile)
    assert "<img" not in hostile
    assert page.all("img") == []
    assert "49" not in page.all("h1")[0].text
    assert page.all("section")[0].text.count(HOSTILE) >= 5


@pytest.mark.parametrize("loci", [0, 3])
def test_as_many_loci_as_asked_for(inputs: Inputs, loci: int) -> None:
    page = read_page(build_report(inputs, loci=loci, pages=200))
    assert len(page.all("div", "locus")) == 2 * loci


def test_a_page_without_any_motif_is_whole(inputs: Inputs, rebuild: Rebuild) -> None:
    for position, result in enumerate(inputs.results):
        motifs = without_motifs(result, "no motif: nothing was found")
        inputs = with_result(inputs, position, motifs=motifs)
    page = rebuild(inputs)
    (warning,) = page.all("li", "warning")
    assert len(warning.all("p", "finding")) == 4
    motifs_section = page.by_id("motifs")
    assert motifs_section.text.count("No motif: nothing was found.") == 4
    assert motifs_section.text.count("max seqlets 20000") == 4  # what was tried
    assert motifs_section.all("table") == []
    assert page.all("article", "page") == []


def test_motifs_beyond_those_with_a_page_are_listed_and_said_to_be(inputs: Inputs) -> None:
    page = read_page(build_report(inputs, loci=0, pages=4))
    table = page.by_id("motif-table")
    assert "8 motifs of 4 results" in table.all("caption")[0].text
    assert "4 have a page of their own" in table.all("caption")[0].text
    assert len(table.all("tbody")[0].all("tr")) == 8
    assert len(table.all("a")) == 4
    assert len(page.all("article", "page")) == 4
