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
from report.made_up import MadeUp
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
    assert "As good as the network is 6-mer counts alone: AUROC 0.700" in found.what


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
    (note,) = summary.all("li", "note")  # of both tasks, with what to do said once
    assert [p.text[:8] for p in note.all("p", "finding")] == ["Note: A.", "Note: B."]
    assert note.text.count("evaluate it on windows") == 1
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
    scores = np.zeros(result.scores.shape, np.float32)
    scores[:, 0] = 1 - made
    absorbed = {cause: np.float32(made) * outputs}
    changed = with_result(inputs, 1, prediction=outputs, scores=scores, absorbed=absorbed)
    found = findings(changed)
    assert len(found) == expected
    for finding in found:
        assert (finding.level, finding.anchor) == ("note", "task-1-lrp-epsilon")
        assert finding.what.startswith("300 % of the output reached the bases; most was made by")
        assert "the signs of dense." in finding.what


def with_data(inputs: Inputs, **changes: Any) -> Inputs:
    return replace(inputs, data=replace(inputs.data, **changes))


def test_classes_that_differ_in_composition(inputs: Inputs) -> None:
    """Of the windows of A every T is made a G."""
    codes = inputs.data.codes[np.arange(inputs.data.n)]
    rows = inputs.data.positives("A")
    codes[rows] = np.where(codes[rows] == 3, 2, codes[rows])
    found = only(with_data(inputs, codes=codes))
    assert (found.level, found.where, found.anchor) == ("warning", "A", "data")
    assert "classes can be told apart by composition" in found.what


def test_a_rare_class_and_a_small_one(inputs: Inputs) -> None:
    def few(count: int) -> Inputs:
        """Return the data with no more than ``count`` training windows of A."""
        labels = inputs.data.labels.copy()
        trained = np.flatnonzero((labels[:, 0] == 1) & (inputs.data.split == 0))
        labels[trained[count:], 0] = 0
        return with_data(inputs, labels=labels)

    rare = only(few(12))
    assert (rare.level, rare.where) == ("note", "A")
    assert "12 of 321 training windows (3.7 %)" in rare.what
    small = only(few(99))
    assert "few training windows (99)" in small.what
    assert findings(few(100)) == ()


def test_gc_alone_that_tells_classes_apart(inputs: Inputs) -> None:
    metrics = inputs.card.metrics["test"]
    rival = metrics["A"].baselines[0].model_copy(update={"baseline": "gc", "value": 0.66})
    leaking = {**metrics, "A": metrics["A"].model_copy(update={"baselines": [rival]})}
    found = only(with_metrics(inputs, {"test": leaking}))
    assert (found.level, found.where) == ("note", "A")
    assert "AUROC of 0.660" in found.what
    harmless = rival.model_copy(update={"value": 0.64})
    sound = {**metrics, "A": metrics["A"].model_copy(update={"baselines": [harmless]})}
    assert findings(with_metrics(inputs, {"test": sound})) == ()


@pytest.mark.parametrize(("n_seqlets", "expected"), [(39, 1), (40, 0)])
def test_motifs_of_few_seqlets(inputs: Inputs, n_seqlets: int, expected: int) -> None:
    motifs = inputs.results[0].motifs
    last = motifs.motifs[1].model_copy(update={"n_seqlets": n_seqlets})
    changed = motifs.model_copy(update={"motifs": (motifs.motifs[0], last)})
    found = findings(with_result(inputs, 0, motifs=changed))
    assert len(found) == expected
    for finding in found:
        assert "fewer than 40 seqlets, where 20 is the least: A.deeplift.neg.0." in finding.what


def test_few_windows(inputs: Inputs) -> None:
    found = only(with_result(inputs, 0, index=inputs.results[0].index[:99]))
    assert "no more than 99 windows" in found.what


def test_a_method_that_has_no_hypothetical_scores_is_no_failure(inputs: Inputs) -> None:
    motifs = without_motifs(inputs.results[0], "no motif: Occlusion does not say")
    found = only(with_result(inputs, 0, motifs=motifs, method=METHODS["occlusion"]))
    assert found.level == "note"


def with_beside(made_up: MadeUp, **changes: Any) -> Inputs:
    inputs = made_up.inputs()
    result = inputs.results[0]
    changed = with_result(inputs, 0, beside=replace(result.beside, **changes))
    return with_result(changed, 1, beside=type(result.beside)())


def test_motifs_without_an_effect(made_up: MadeUp) -> None:
    found = only(with_beside(made_up))
    assert (found.level, found.where) == ("warning", "Reb1 by DeepLIFT (Rescale)")
    assert "One motif is without effect in the model: Reb1.deeplift.pos.2." in found.what


@pytest.mark.parametrize(("middle", "expected"), [(0.19, 1), (0.2, 0)])
def test_hits_that_explain_little(made_up: MadeUp, middle: float, expected: int) -> None:
    hits = made_up.inputs().results[0].beside.hits
    assert hits is not None
    little = hits.model_copy(update={"explained": (0.0, 0.1, middle, 0.5, 0.9)})
    found = findings(with_beside(made_up, hits=little, effects=None))
    assert len(found) == expected
    for finding in found:
        assert "in half of the windows no more than 19 % of the contribution" in finding.what


def test_no_hit_is_said(made_up: MadeUp) -> None:
    hits = made_up.inputs().results[0].beside.hits
    assert hits is not None
    none = hits.model_copy(update={"message": "no hit: none is alike enough"})
    found = only(with_beside(made_up, hits=none, effects=None))
    assert found.what == "no hit: none is alike enough"


def test_many_names_are_counted(made_up: MadeUp) -> None:
    effects = made_up.inputs().results[0].beside.effects
    assert effects is not None
    none = effects.motifs[2]
    many = tuple(none.model_copy(update={"name": f"m{k}"}) for k in range(6))
    found = only(with_beside(made_up, effects=effects.model_copy(update={"motifs": many})))
    assert "6 motifs are without effect in the model: m0, m1, m2, m3 and 2 more." in found.what
