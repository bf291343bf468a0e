from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from motiflens.errors import StoreError
from motiflens.report.build import build_report
from motiflens.report.inputs import Inputs
from motiflens.report.sections.summary import summary_rows
from motiflens.report.statistics import agreement
from report.examples import Rebuild, with_result, without_motifs
from report.page import Page


def change_first(inputs: Inputs, position: int, **changes: object) -> Inputs:
    motifs = inputs.results[position].motifs
    first = motifs.motifs[0].model_copy(update=changes)
    motifs = motifs.model_copy(update={"motifs": (first, *motifs.motifs[1:])})
    return with_result(inputs, position, motifs=motifs)


def test_each_motif_is_that_of_the_file(inputs: Inputs, page: Page) -> None:
    for result in inputs.results:
        column = page.by_id(f"{inputs.anchor(result)}-motifs")
        for card, motif in zip(column.all("div", "motif"), result.motifs.motifs, strict=True):
            assert card.all("h5")[0].text == f"{motif.name} {motif.consensus}"
            assert card.all("p")[0].numbers == [motif.n_seqlets]
            raises = "raises" if motif.sign == "positive" else "lowers"
            assert f"{raises} the output" in card.text
            q_values = [row.numbers[0] for row in card.all("tbody")[0].all("tr")]
            assert q_values == [match.q_value for match in motif.matches]


def test_insignificant_matches_are_said_to_be_so(inputs: Inputs, rebuild: Rebuild) -> None:
    match = inputs.results[0].motifs.motifs[0].matches[1]
    page = rebuild(change_first(inputs, 0, matches=(match,)))
    summary = page.by_id("summary").all("td")[0]
    assert "best match none significant" in summary.text
    card = page.by_id("task-1-deeplift-motifs").all("div", "motif")[0]
    assert "none significant" in card.text
    assert card.all("tbody")[0].all("tr")[0].attributes["class"] == "insignificant"


def test_without_a_database_nothing_is_called_insignificant(
    inputs: Inputs, rebuild: Rebuild
) -> None:
    page = rebuild(change_first(inputs, 0, matches=()))
    card = page.by_id("task-1-deeplift-motifs").all("div", "motif")[0]
    assert "not compared" in card.text
    assert "significant" not in card.text
    assert "best match not compared" in page.by_id("summary").all("td")[0].text


def test_the_summary_shows_the_first_motif_of_each_task_and_method(
    inputs: Inputs, page: Page
) -> None:
    cells = page.by_id("summary").all("td")
    for cell, result in zip(cells, inputs.results, strict=True):
        first = result.motifs.motifs[0]
        assert cell.numbers == [first.n_seqlets, first.matches[0].q_value]
        assert [code.text for code in cell.all("code")] == ["TTACG", "CGTAA"]
        assert "REB3 MA0363.1" in cell.text
        assert len(cell.all("svg")) == 1


def test_a_method_that_was_not_run_is_said_so(inputs: Inputs, rebuild: Rebuild) -> None:
    page = rebuild(replace(inputs, results=inputs.results[:3]))
    assert page.by_id("summary").all("td")[3].text == "not run"


def test_verdicts(inputs: Inputs) -> None:
    def verdict(changed: Inputs) -> str:
        return summary_rows(changed)[0].verdict

    first = inputs.results[0].motifs.motifs[0]
    other = first.matches[0].model_copy(update={"id": "MA9999.1"})
    assert "agree" in verdict(inputs)
    assert "differ" in verdict(change_first(inputs, 0, matches=(other,)))
    assert "not every first motif" in verdict(change_first(inputs, 1, matches=()))
    assert "sign" in verdict(change_first(inputs, 1, sign="negative"))
    none = without_motifs(inputs.results[0], "no motif: nothing")
    assert "Not every method" in verdict(with_result(inputs, 0, motifs=none))


def test_one_method_has_nothing_to_agree_with(inputs: Inputs) -> None:
    assert summary_rows(replace(inputs, results=inputs.results[:1]))[0].verdict == ""


def test_agreement_of_methods_is_shown(inputs: Inputs, page: Page) -> None:
    found = agreement(*inputs.results[:2])
    assert found is not None
    (line,) = [p for p in page.by_id("motifs-1").all("p") if p.text.startswith("Agreement")]
    assert line.numbers == [found.spearman, found.pearson, found.n]


def test_a_missing_logo_is_an_error_that_names_it(inputs: Inputs, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="logo is missing") as caught:
        build_report(with_result(inputs, 0, logos=tmp_path), loci=0)
    assert caught.value.where == str(tmp_path / "A.deeplift.pos.0.contribution.svg")
    assert "motiflens logos" in (caught.value.fix or "")
