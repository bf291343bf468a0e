from __future__ import annotations

import re
from dataclasses import replace

from motiflens.report.inputs import Inputs
from motiflens.report.sections.methods import methods_text
from report.examples import with_result
from report.made_up import MadeUp
from report.page import Page


def test_every_number_in_brackets_has_a_work_and_every_work_is_cited(made_up: MadeUp) -> None:
    text = methods_text(made_up.inputs())
    cited = [int(number) for number in re.findall(r"\[(\d+)\]", " ".join(text.paragraphs))]
    assert sorted(set(cited)) == list(range(1, len(text.works) + 1))
    assert len(set(text.works)) == len(text.works)


def test_methods_are_cited_as_their_rows_say(inputs: Inputs) -> None:
    text = methods_text(inputs)
    for method in inputs.methods:
        number = text.works.index(method.citation) + 1
        assert f"by {method.title} [{number}]" in " ".join(text.paragraphs)


def test_numbers_are_those_of_the_inputs(inputs: Inputs) -> None:
    words = " ".join(methods_text(inputs).paragraphs)
    for expected in (
        "Windows of 40 bp were used (320 of A; 320 of B). Negatives (320)",
        "81,346 parameters",
        "trained for 3 epochs to minimise binary cross-entropy",
        "the weights of epoch 2",
        "AUROC on the test windows of A was 0.873.",
        "LRP-epsilon [2] (epsilon 0.25)",
        "320 windows of A, 320 windows of B",
        "max seqlets 20000, fdr 0.05, min seqlets 20",
    ):
        assert expected in words


def test_what_was_not_done_is_not_told(inputs: Inputs, made_up: MadeUp) -> None:
    words = " ".join(methods_text(inputs).paragraphs)
    for word in ("Hits of the motifs", "The effect of each motif", "taken for one"):
        assert word not in words
        assert word in " ".join(methods_text(made_up.inputs()).paragraphs)
    card = inputs.card.model_copy(update={"training": None, "metrics": {}})
    imported = " ".join(methods_text(replace(inputs, cards=(card,))).paragraphs)
    assert "trained" not in imported
    assert "AUROC" not in imported


def test_patterns_taken_apart_are_told_of(inputs: Inputs) -> None:
    assert "taken apart" not in " ".join(methods_text(inputs).paragraphs)
    motifs = inputs.results[0].motifs
    split = motifs.model_copy(update={"tried": motifs.tried | {"n_split": 1}})
    text = methods_text(with_result(inputs, 0, motifs=split))
    assert "those of two motifs" in " ".join(text.paragraphs)
    assert any(work.startswith("Biernacki") for work in text.works)


def test_without_a_database_no_tomtom(inputs: Inputs) -> None:
    for position, result in enumerate(inputs.results):
        bare = tuple(one.model_copy(update={"matches": ()}) for one in result.motifs.motifs)
        inputs = with_result(
            inputs, position, motifs=result.motifs.model_copy(update={"motifs": bare})
        )
    assert "TOMTOM" not in " ".join(methods_text(inputs).paragraphs)


def test_the_page_holds_the_text_to_copy(inputs: Inputs, page: Page) -> None:
    box = page.by_id("methods-text")
    text = methods_text(inputs)
    assert [paragraph.text for paragraph in box.all("p")] == list(text.paragraphs)
    assert [work.text for work in box.all("li")] == list(text.works)
