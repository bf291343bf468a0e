"""Each thing that can be off is said, once, where it is, with what to do; and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from motiflens.attribution.methods import METHODS
from motiflens.attribution.reference_check import REMEDIES, check_reference
from motiflens.report.findings import findings
from motiflens.report.inputs import Inputs
from report.examples import Rebuild, with_result, without_motifs
from report.page import Page


def only(inputs: Inputs) -> Any:
    (found,) = findings(inputs)
    return found


def with_metrics(inputs: Inputs, metrics: dict[str, Any]) -> Inputs:
    return replace(inputs, cards=(inputs.card.model_copy(update={"metrics": metrics}),))


def suspect(inputs: Inputs, position: int) -> Inputs:
    check = check_reference(4.5, np.linspace(-8, 0, 50, dtype=np.float32), "negatives")
    provenance = inputs.results[position].provenance | {"reference_check": check.as_dict()}
    return with_result(inputs, position, provenance=provenance)


def test_a_good_run_has_none(inputs: Inputs, page: Page) -> None:
    assert findings(inputs) == ()
    assert page.all("ul", "findings") == []
    assert "Nothing was found wrong" in page.by_id("summary").text


def test_a_suspect_reference(inputs: Inputs) -> None:
    found = only(suspect(inputs, 2))
    assert (found.level, found.where) == ("warning", "B by DeepLIFT (Rescale)")
    assert "(4.50) is above 100.0 % of its outputs for 50 negatives" in found.what
    assert [found.action.index(remedy) for remedy in REMEDIES] == sorted(
        found.action.index(remedy) for remedy in REMEDIES
    )


def test_a_suspect_reference_matters_only_to_methods_that_read_it(inputs: Inputs) -> None:
    changed = with_result(suspect(inputs, 2), 2, method=METHODS["gradient-x-input"])
    assert findings(changed) == ()


@pytest.mark.parametrize(("worst", "expected"), [(0.9e-5, 0), (1.1e-5, 1)])
def test_scores_that_do_not_add_up(inputs: Inputs, worst: float, expected: int) -> None:
    errors = np.full(inputs.results[1].n, worst, np.float32)
    found = findings(with_result(inputs, 1, completeness_error=errors))
    assert len(found) == expected
    for finding in found:
        assert finding.where == "A by LRP-epsilon"
        assert "do not add up" in finding.what
        assert finding.anchor == "task-1-lrp-epsilon"


def test_methods_that_promise_no_sum_get_no_warning_for_it(inputs: Inputs) -> None:
    errors = np.ones(inputs.results[0].n, np.float32)
    changed = with_result(inputs, 0, completeness_error=errors, method=METHODS["gradient-x-input"])
    assert findings(changed) == ()


def test_no_motif(inputs: Inputs) -> None:
    motifs = without_motifs(inputs.results[0], "no motif: 20 windows gave 3 seqlets")
    found = only(with_result(inputs, 0, motifs=motifs))
    assert found.what == "no motif: 20 windows gave 3 seqlets"
    assert found.anchor == "task-1-deeplift-motifs"


def test_only_negative_motifs(inputs: Inputs) -> None:
    motifs = inputs.results[0].motifs
    negative = motifs.model_copy(update={"motifs": motifs.motifs[1:]})
    assert "Only motifs that lower the output" in only(with_result(inputs, 0, motifs=negative)).what


@pytest.mark.parametrize("split", ["test", "validation"])
def test_a_weak_model(inputs: Inputs, split: Any) -> None:
    metrics = inputs.card.metrics["test"]
    weak = {**metrics, "B": metrics["B"].model_copy(update={"values": {"auroc": 0.61}})}
    found = only(with_metrics(inputs, {split: weak}))
    assert (found.level, found.where) == ("warning", "B")
    assert f"AUROC 0.610 on the {split} windows" in found.what


def test_a_network_that_does_no_better_than_a_simple_model(inputs: Inputs) -> None:
    metrics = inputs.card.metrics["test"]
    rival = metrics["A"].baselines[0].model_copy(update={"does_as_well": True})
    equalled = {**metrics, "A": metrics["A"].model_copy(update={"baselines": [rival]})}
    found = only(with_metrics(inputs, {"test": equalled}))
    assert (found.level, found.where) == ("warning", "A")
    assert "6-mer counts alone does as well as the network: AUROC 0.700" in found.what


def test_a_model_that_was_not_evaluated_is_noted_after_the_warnings(inputs: Inputs) -> None:
    found = findings(with_metrics(suspect(inputs, 0), {}))
    assert [finding.level for finding in found] == ["warning", "note", "note"]


def test_the_page_shows_them_at_the_top_with_a_way_to_the_place(
    inputs: Inputs, rebuild: Rebuild
) -> None:
    page = rebuild(with_metrics(suspect(inputs, 0), {}))
    summary = page.by_id("summary")
    (warning,) = summary.all("li", "warning")
    assert warning.all("a")[0].attributes["href"] == "#task-1-deeplift"
    assert warning.all("code")[0].text == "anchor: true"
    assert len(summary.all("li", "note")) == 2
    check = page.by_id("task-1-deeplift").all("div", "check")[0]
    assert "suspect" in check.attributes["class"]
    assert len(check.all("li")) == len(REMEDIES)


@pytest.mark.parametrize(
    ("cause", "made", "expected"),
    [("dense/signs", -0.4, 0), ("dense/signs", -2.0, 1), ("conv1/bias", -2.0, 0)],
)
def test_relevance_that_was_made(inputs: Inputs, cause: str, made: float, expected: int) -> None:
    """What a layer that reads the sequence has at the reference is no finding."""
    result = inputs.results[1]
    outputs = np.ones(result.n, np.float32)
    scores = np.zeros_like(result.scores)
    scores[:, 0] = 1 - made
    absorbed = {cause: np.float32(made) * outputs}
    changed = with_result(inputs, 1, prediction=outputs, scores=scores, absorbed=absorbed)
    found = findings(changed)
    assert len(found) == expected
    for finding in found:
        assert (finding.level, finding.anchor) == ("note", "task-1-lrp-epsilon")
        assert finding.what.startswith("300 % of the output reached the bases; most was made by")
        assert "the signs of dense." in finding.what
