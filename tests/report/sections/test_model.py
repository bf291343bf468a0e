from __future__ import annotations

from dataclasses import replace

from motiflens.models.card import Source
from motiflens.report.inputs import Inputs
from report.examples import Rebuild
from report.page import Page


def test_metrics_are_those_of_the_card(inputs: Inputs, page: Page) -> None:
    rows = page.by_id("model").all("tbody")[0].all("tr")
    assert [row.text.split()[:2] for row in rows] == [
        ["A", "validation"], ["A", "test"], ["B", "validation"], ["B", "test"],
    ]  # fmt: skip
    for row in rows:
        assert row.numbers == [48, 0.8731, 0.8125, 0.111, 0.022, 0.25, 0.7]


def test_the_card_is_told_in_words(page: Page) -> None:
    text = page.by_id("model").text
    assert "81,346" in text
    assert "anchored yes" in text
    assert "kept epoch 2 of 3" in text
    assert "trained on these data" in text


def test_a_model_trained_elsewhere_and_without_an_anchor(inputs: Inputs, rebuild: Rebuild) -> None:
    training = inputs.card.training
    assert training is not None
    training = training.model_copy(
        update={"anchored": False, "data_sha256": "0", "reference": None}
    )
    card = inputs.card.model_copy(update={"training": training})
    text = rebuild(replace(inputs, cards=(card,))).by_id("model").text
    assert "anchored no" in text
    assert "trained on other data than these" in text


def test_an_imported_model_has_neither_curve_nor_metrics(inputs: Inputs, rebuild: Rebuild) -> None:
    card = inputs.card.model_copy(update={"training": None, "metrics": {}})
    model = rebuild(replace(inputs, cards=(card,))).by_id("model")
    assert model.all("figure") == []
    assert "imported" in model.text
    assert "No metrics" in model.text


def test_a_model_without_a_named_architecture_goes_by_its_source(
    inputs: Inputs, rebuild: Rebuild
) -> None:
    source = Source(name="lab.keras", format="keras", sha256="0")
    own = {"training": None, "metrics": {}, "architecture": None, "format": "graph"}
    card = inputs.card.model_copy(update=own | {"source": source})
    page = rebuild(replace(inputs, cards=(card,)))
    assert "lab.keras (" in page.all("header")[0].text
    assert "imported from lab.keras (keras)" in page.by_id("model").text
    card = inputs.card.model_copy(update=own | {"architecture": "lab.nets:Net"})
    assert "lab.nets:Net (" in rebuild(replace(inputs, cards=(card,))).all("header")[0].text
