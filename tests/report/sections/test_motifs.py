from __future__ import annotations

from dataclasses import replace

import pytest

from motiflens.report.entry import entries
from motiflens.report.inputs import Inputs
from motiflens.report.sections.summary import summary_rows
from report.examples import Rebuild, with_result, without_motifs
from report.made_up import MadeUp
from report.page import Element, Page


def change_first(inputs: Inputs, position: int, **changes: object) -> Inputs:
    motifs = inputs.results[position].motifs
    first = motifs.motifs[0].model_copy(update=changes)
    motifs = motifs.model_copy(update={"motifs": (first, *motifs.motifs[1:])})
    return with_result(inputs, position, motifs=motifs)


def rows(page: Page) -> list[Element]:
    return page.by_id("motif-table").all("tbody")[0].all("tr")


def test_each_row_is_a_motif_of_the_files(inputs: Inputs, page: Page) -> None:
    motifs = [(result, motif) for result in inputs.results for motif in result.motifs.motifs]
    for row, (result, motif) in zip(rows(page), motifs, strict=True):
        assert row.all("th")[0].text == f"{motif.name} {motif.consensus}"
        assert row.numbers == [motif.matches[0].q_value, motif.n_seqlets]
        effect = "▲ raises" if motif.sign == "positive" else "▼ lowers"
        assert f"{result.task} {result.method.title} {effect}" in row.text
        assert len(row.all("svg")) == 1


def test_columns_that_nothing_was_measured_for_are_left_out(page: Page) -> None:
    headings = [cell.text for cell in page.by_id("motif-table").all("thead")[0].all("th")]
    assert headings == [
        "Logo", "Motif", "Best match", "q", "Task", "Method", "Output", "Seqlets"
    ]  # fmt: skip
    text = page.by_id("motifs").text
    assert "Hits were not looked for" in text
    assert "Effects were not measured" in text


def test_hits_effects_and_families_have_columns(made_up: MadeUp, made_up_page: Page) -> None:
    headings = [cell.text for cell in made_up_page.by_id("motif-table").all("thead")[0].all("th")]
    assert headings[8:] == ["Hits", "Windows with a hit", "Effect (logit)", "Family"]
    inputs = made_up.inputs()
    for row, entry in zip(rows(made_up_page), entries(inputs, 99), strict=True):
        assert entry.hits is not None
        assert entry.effect is not None
        assert entry.effect.inserted is not None
        inserted = entry.effect.inserted
        assert row.numbers == [
            entry.motif.matches[0].q_value, entry.motif.n_seqlets, entry.hits.n_hits, entry.share,
            inserted.value, inserted.low, inserted.high,
        ]  # fmt: skip
        assert ("no effect" in row.text) == (entry.effect.verdict == "no effect")
        assert ("no significant match" in row.text) == (entry.match is None)
        assert row.text.endswith(entry.family.name if entry.family else "")


def test_rows_sort_by_numbers_and_not_by_their_text(made_up_page: Page) -> None:
    for row in rows(made_up_page):
        seqlets = row.all("td")[6]
        assert float(seqlets.attributes["data-key"]) == seqlets.numbers[0]


def test_insignificant_matches_are_said_to_be_so(inputs: Inputs, rebuild: Rebuild) -> None:
    match = inputs.results[0].motifs.motifs[0].matches[1]
    page = rebuild(change_first(inputs, 0, matches=(match,)))
    summary = page.by_id("summary").all("td")[0]
    assert "best match no significant match" in summary.text
    card = page.by_id("motif-1-deeplift-pos-0")
    assert "No significant match; the nearest are:" in card.text
    assert card.all("tbody")[0].all("tr")[0].attributes["class"] == "insignificant"


def test_without_a_database_nothing_is_called_insignificant(
    inputs: Inputs, rebuild: Rebuild
) -> None:
    page = rebuild(change_first(inputs, 0, matches=()))
    card = page.by_id("motif-1-deeplift-pos-0")
    assert "Not compared: no database was given." in card.text
    assert "significant" not in card.text
    assert "best match not compared" in page.by_id("summary").all("td")[0].text


def test_the_summary_shows_the_first_motif_of_each_task_and_method(
    inputs: Inputs, page: Page
) -> None:
    cells = page.by_id("summary").all("td")
    for cell, result in zip(cells, inputs.results, strict=True):
        first = result.motifs.motifs[0]
        assert cell.numbers == [first.n_seqlets, first.matches[0].q_value]
        assert [code.text for code in cell.all("code")] == ["TTACG"]
        assert "REB3 MA0363.1" in cell.text
        assert len(cell.all("svg")) == 1


def test_a_method_that_was_not_run_is_said_so(inputs: Inputs, rebuild: Rebuild) -> None:
    page = rebuild(replace(inputs, results=inputs.results[:3]))
    assert page.by_id("summary").all("td")[3].text == "not run"


def verdict(inputs: Inputs) -> str:
    return summary_rows(inputs, entries(inputs, 10))[0].verdict


def test_verdicts(inputs: Inputs) -> None:
    first = inputs.results[0].motifs.motifs[0]
    other = first.matches[0].model_copy(update={"id": "MA9999.1"})
    assert "same best match" in verdict(inputs)
    assert "differ" in verdict(change_first(inputs, 0, matches=(other,)))
    assert "not every first motif" in verdict(change_first(inputs, 1, matches=()))
    assert "sign" in verdict(change_first(inputs, 1, sign="negative"))
    none = without_motifs(inputs.results[0], "no motif: nothing")
    assert "Not every method" in verdict(with_result(inputs, 0, motifs=none))


def test_a_family_decides_where_there_is_one(made_up: MadeUp) -> None:
    assert "one family" in verdict(made_up.inputs())


def test_one_method_has_nothing_to_agree_with(inputs: Inputs) -> None:
    assert verdict(replace(inputs, results=inputs.results[:1])) == ""


@pytest.mark.parametrize("motifs", [1, 0])
def test_counts_are_said_in_words_that_fit(inputs: Inputs, rebuild: Rebuild, motifs: int) -> None:
    result = inputs.results[0]
    changes = {"motifs": result.motifs.motifs[:motifs], "message": None if motifs else "no motif"}
    own = replace(result, motifs=result.motifs.model_copy(update=changes))
    page = rebuild(replace(inputs, results=(own,)))
    expected = "1 motif of 1 result" if motifs else "No motif was found in any result."
    assert expected in page.by_id("motifs").text
