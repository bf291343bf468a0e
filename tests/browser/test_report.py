"""What a reader does with a report, done in a browser."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from browser.conftest import Tab

FIRST = "motif-1-deeplift-pos-0"
SEEN = tuple(product((1280, 390), ("light", "dark")))


def click(tab: Tab, words: str) -> None:
    tab.page.locator("#motif-table thead").get_by_role("button", name=words, exact=True).click()


def test_a_click_sorts_and_another_turns_the_order(tab: Tab) -> None:
    before = tab.names()
    click(tab, "Seqlets")
    heading = tab.page.locator("#motif-table thead th", has_text="Seqlets")
    assert heading.get_attribute("aria-sort") == "descending"
    assert [name[-1] for name in tab.names()] == list("00112233")
    click(tab, "Seqlets")
    assert heading.get_attribute("aria-sort") == "ascending"
    assert [name[-1] for name in tab.names()] == list("33221100")
    click(tab, "Method")
    assert tab.names() == before
    assert tab.page.locator("[aria-sort]").count() == 1


def test_rows_without_a_value_come_last_in_both_orders(tab: Tab) -> None:
    for _ in range(2):
        click(tab, "Best match")
        assert [name[-1] for name in tab.names()][-2:] == ["0", "0"]


def test_a_search_leaves_the_rows_that_hold_all_its_words(tab: Tab) -> None:
    tab.page.get_by_label("Search motifs").fill("lrp ABF1")
    assert tab.names() == ["Reb1.lrp-epsilon.pos.1"]
    assert tab.page.locator("#count").inner_text() == "1 of 8 motifs"
    tab.page.get_by_label("Search motifs").fill("zzz1")  # a name that is the same as a match
    assert {name[-1] for name in tab.names()} == {"0", "3"}
    tab.page.get_by_label("Search motifs").fill("no such motif at all")
    assert tab.names() == []
    tab.page.get_by_label("Search motifs").fill("")
    assert len(tab.names()) == 8


def test_a_motif_opens_alone_and_the_way_back_leads_back(tab: Tab) -> None:
    link = tab.page.locator(f'#motif-table a[href="#{FIRST}"]')
    link.scroll_into_view_if_needed()
    place = tab.page.evaluate("scrollY")
    link.click()
    tab.shows(f"#{FIRST} h3", not_="#summary")
    assert tab.page.locator(".page:visible").count() == 1
    assert tab.page.evaluate("document.activeElement.tagName") == "H3"
    tab.page.locator(f"#{FIRST}").get_by_role("link", name="Next motif").click()
    tab.shows("#motif-1-deeplift-pos-1", not_=f"#{FIRST}")
    tab.page.go_back()
    tab.shows(f"#{FIRST}", not_="#motif-1-deeplift-pos-1")
    tab.page.go_back()
    tab.shows("#summary", not_="#pages")
    tab.page.wait_for_function(f"Math.abs(scrollY - {place}) < 3")


def test_an_address_opens_its_motif(tab: Tab) -> None:
    tab.go(f"#{FIRST}")
    tab.shows(f"#{FIRST}", not_="#data")
    tab.page.locator("nav").get_by_role("link", name="Data").click()
    tab.shows("#data", not_=f"#{FIRST}")


def test_all_of_it_works_from_the_keyboard(tab: Tab) -> None:
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    tab.page.locator("#motif-table thead button", has_text="Hits").focus()
    tab.page.keyboard.press("Enter")
    assert tab.page.locator("[aria-sort]", has_text="Hits").count() == 1
    tab.page.locator(f'#motif-table a[href="#{FIRST}"]').focus()
    tab.page.keyboard.press("Enter")
    tab.shows(f"#{FIRST}", not_="#summary")


def test_light_and_dark_are_a_button(tab: Tab) -> None:
    def ground() -> str:
        return str(tab.page.evaluate("getComputedStyle(document.body).backgroundColor"))

    button = tab.page.get_by_role("button", name="Dark")
    assert (ground(), button.get_attribute("aria-pressed")) == ("rgb(255, 255, 255)", "false")
    button.click()
    assert (ground(), button.get_attribute("aria-pressed")) == ("rgb(20, 25, 31)", "true")
    button.click()
    assert ground() == "rgb(255, 255, 255)"


def test_files_are_saved_from_the_page_itself(tab: Tab, saved: Path) -> None:
    tab.go(f"#{FIRST}")
    page = tab.page.locator(f"#{FIRST}")
    for name, begin in (("matrix (MEME)", "MEME version 4"), ("hits (TSV)", "chrom\tstart\tend")):
        with tab.page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        download.value.save_as(saved)
        assert saved.read_text().startswith(begin)
    with tab.page.expect_download() as download:
        page.get_by_role("button", name="Save drawing 1 as SVG", exact=True).click()
    download.value.save_as(saved)
    drawn = ElementTree.fromstring(saved.read_text())
    letters = {e.attrib["id"] for e in drawn.iter() if e.attrib.get("id", "").startswith("g")}
    assert letters == {"gA", "gC", "gG", "gT"}


@pytest.mark.parametrize("tab", SEEN, indirect=True)
def test_nothing_but_boxes_scrolls_sideways(tab: Tab) -> None:
    assert tab.overflow() <= 0
    tab.go(f"#{FIRST}")
    assert tab.overflow() <= 0


@pytest.mark.parametrize("tab", [(1280, "dark"), (390, "light")], indirect=True)
def test_axe_finds_nothing_serious(tab: Tab) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    ).Axe()
    for place in ("", f"#{FIRST}"):
        tab.go(place)
        found = axe.run(tab.page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [_told(one) for one in found if one["impact"] in ("serious", "critical")] == []


def _told(violation: dict[str, Any]) -> str:
    return f"{violation['id']}: {[node['html'][:200] for node in violation['nodes'][:5]]}"


def test_without_a_script_every_motif_is_there(browser: Any, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    assert page.locator(".page:visible").count() == 8
    assert not page.get_by_label("Search motifs").is_visible()
    page.close()


@pytest.mark.parametrize("place", ["", f"#{FIRST}"])
def test_in_print_every_motif_is_there(tab: Tab, place: str) -> None:
    tab.go(place)
    tab.page.emulate_media(media="print", color_scheme="dark")
    assert tab.page.locator(".page:visible").count() == 8
    assert tab.page.locator("#summary").is_visible()
    assert tab.page.locator("#motif-table thead", has_text="Seqlets").is_visible()
    assert tab.page.locator("#motif-table thead button:visible").count() == 11
    assert not tab.page.locator("nav").is_visible()
    ground = tab.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"  # paper, whatever the screen is
