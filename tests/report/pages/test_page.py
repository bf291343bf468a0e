from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from motiflens.report.build import build_report
from motiflens.report.entry import entries
from motiflens.report.limits import EXAMPLES, HITS, PARTNERS, SEQLETS, SPACINGS
from motiflens.report.pages.effect import effect_view
from motiflens.report.pages.page import Page, motif_pages
from report.made_up import MadeUp
from report.page import Element, read_page
from report.page import Page as Tree


@pytest.fixture(scope="module")
def pages(made_up: MadeUp) -> tuple[Page, ...]:
    inputs = made_up.inputs()
    return motif_pages(inputs, entries(inputs, 99), "logit")


def article(tree: Tree, page: Page) -> Element:
    return tree.by_id(page.entry.anchor)


def test_every_motif_has_a_page_with_its_neighbours(
    pages: tuple[Page, ...], made_up_page: Tree
) -> None:
    assert len(pages) == len(made_up_page.all("article", "page")) == 8
    for before, page in pairwise(pages):
        (ways,) = article(made_up_page, page).all("p", "ways")
        assert ways.all("a")[0].attributes["href"] == f"#{before.entry.anchor}"
        assert page.before == before.entry
        assert before.after == page.entry
    assert pages[0].before is None
    assert pages[-1].after is None


def test_a_page_says_what_the_files_say(pages: tuple[Page, ...], made_up_page: Tree) -> None:
    for page in pages:
        hits = page.entry.hits
        assert hits is not None
        facts = article(made_up_page, page).all("dl")[0]
        numbers = [page.entry.motif.n_seqlets, hits.n_hits, hits.n_windows]
        assert facts.numbers == [*numbers, page.entry.share, hits.explained]
        (other,) = page.others
        assert f"#{other.anchor}" in {a.attributes["href"] for a in facts.all("a")}


def test_logos_are_both_strands_hypothetical_and_information(pages: tuple[Page, ...]) -> None:
    captions = [drawing.caption for drawing in pages[1].logos]  # its match reads reversed
    assert captions == [
        "Contribution, as in the files.", "Contribution, the other strand, as ABF1 is known.",
        "Hypothetical contribution.", "Information.",
    ]  # fmt: skip
    assert pages[2].logos[0].caption == "Contribution, as in the files, as RAP1 is known."


def test_what_is_cut_is_said(pages: tuple[Page, ...], made_up_page: Tree) -> None:
    page = pages[0]
    text = article(made_up_page, page).text
    assert f"{SEQLETS} of 120 are drawn" in text
    assert f"holds the {HITS} of 80 that contribute most" in text
    assert "hits/hits.tsv" in text
    assert f"and {5 - SPACINGS} more, in hits.json" in text
    assert len(page.examples) == EXAMPLES


def test_more_partners_than_fit_are_counted(made_up: MadeUp) -> None:
    inputs = made_up.inputs()
    result = inputs.results[0]
    hits = result.beside.hits
    assert hits is not None
    many = hits.model_copy(update={"pairs": hits.pairs * 3})
    changed = replace(result, beside=replace(result.beside, hits=many))
    tree = read_page(
        build_report(replace(inputs, results=(changed,), families=None), loci=0, pages=200)
    )
    shown = tree.by_id("motif-1-deeplift-pos-0").text
    assert f"{PARTNERS} of 9 are shown; hits.json has all." in shown


def test_examples_are_the_hits_of_largest_contribution(pages: tuple[Page, ...]) -> None:
    for page in pages:
        first = page.entry.result.beside.of(page.entry.motif.name)[0]
        assert (
            f"{first.chrom}:{first.start:,}-{first.end:,} ({first.strand})"
            in page.examples[0].caption
        )


def test_effects_stand_with_intervals_and_verdict(
    pages: tuple[Page, ...], made_up_page: Tree
) -> None:
    for page in pages:
        effect = page.entry.effect
        assert effect is not None
        assert effect.inserted is not None
        (estimates,) = article(made_up_page, page).all("ul", "estimates")
        inserted = effect.inserted
        assert estimates.numbers[:4] == [inserted.value, inserted.low, inserted.high, inserted.n]
        assert effect.verdict.capitalize() in article(made_up_page, page).text
        view = effect_view(page.entry)
        assert view is not None
        assert len(view.drawings) == (2 if effect.copies else 1)


def test_without_hits_and_effects_a_page_says_nothing_of_them(made_up: MadeUp) -> None:
    inputs = made_up.inputs()
    bare = replace(
        inputs.results[0], beside=type(inputs.results[0].beside)(), folder=made_up.folder
    )
    tree = read_page(
        build_report(replace(inputs, results=(bare,), families=None), loci=0, pages=200)
    )
    text = tree.by_id("motif-1-deeplift-pos-0").text
    for word in ("Effect in the model", "Seen together", "Example loci", "Where it lies", "hits"):
        assert word not in text
