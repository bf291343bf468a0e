from __future__ import annotations

from dataclasses import replace
from typing import Any

from motiflens.report.entry import entries
from motiflens.report.inputs import Inputs
from motiflens.report.sections.comparison import comparison
from motiflens.report.statistics import agreement
from report.examples import Rebuild
from report.made_up import MadeUp
from report.page import Page


def test_agreement_of_scores_is_that_of_each_pair_of_methods(inputs: Inputs, page: Page) -> None:
    rows = page.by_id("comparison").all("tbody")[0].all("tr")
    for row, position in zip(rows, (0, 2), strict=True):
        found = agreement(*inputs.results[position : position + 2])
        assert found is not None
        assert row.numbers == [found.spearman, found.pearson, found.n]
        assert "DeepLIFT (Rescale), LRP-epsilon" in row.text


def test_without_families_it_is_said_how_to_get_them(page: Page) -> None:
    assert "motiflens families" in page.by_id("comparison").text


def test_one_method_has_nothing_to_be_held_against(inputs: Inputs, rebuild: Rebuild) -> None:
    page = rebuild(replace(inputs, results=inputs.results[:1]))
    assert "there is nothing to hold its scores against" in page.by_id("comparison").text


def test_every_family_is_a_row_with_its_members(made_up: MadeUp, made_up_page: Page) -> None:
    families = made_up.inputs().families
    assert families is not None
    for number, family in enumerate(families.families, start=1):
        row = made_up_page.by_id(f"family-{number}")
        links = [link.text for link in row.all("a")]
        assert links == [member.name for member in family.members]
        assert "Reb1: DeepLIFT (Rescale), LRP-epsilon; agreement 0.93" in row.text
        assert ("no significant match" in row.text) == (family.match is None)
        assert len(row.all("svg")) == 1


def test_methods_that_missed_a_family_are_named(made_up: MadeUp, rebuild: Rebuild) -> None:
    def alone(family: Any) -> Any:
        members = family.members[:1]
        found = family.tasks[0].model_copy(
            update={"found_by": ("deeplift",), "missed_by": ("lrp-epsilon",), "agreement": None}
        )
        return family.model_copy(update={"members": members, "tasks": (found,)})

    inputs = made_up.inputs()
    assert inputs.families is not None
    changed = inputs.families.model_copy(
        update={"families": tuple(map(alone, inputs.families.families))}
    )
    page = rebuild(replace(inputs, families=changed))
    text = page.by_id("family-2").text
    assert "DeepLIFT (Rescale); not by LRP-epsilon" in text
    assert "agreement" not in text
    (note,) = [one for one in page.all("li", "note") if "alone" in one.text]
    assert "4 motifs are found by DeepLIFT (Rescale) alone:" in note.text


def test_members_that_are_not_in_the_report_are_left_out(made_up: MadeUp) -> None:
    inputs = made_up.inputs()
    fewer = replace(inputs, results=inputs.results[:1])
    found = comparison(fewer, entries(fewer, 9)).families
    assert found is not None
    assert all(len(row.members) == 1 for row in found)
