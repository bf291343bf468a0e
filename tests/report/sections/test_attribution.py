from __future__ import annotations

import numpy as np
import pytest

from motiflens.attribution.methods import METHODS
from motiflens.report.inputs import Inputs
from report.examples import Rebuild, with_result
from report.page import Page


def test_the_proof_is_that_of_the_files(inputs: Inputs, page: Page) -> None:
    rows = page.by_id("attribution").all("tbody")[0].all("tr")
    for row, result in zip(rows, inputs.results, strict=True):
        relative = np.abs(result.completeness_error.astype(float))
        absolute = np.abs(result.absolute_error.astype(float))
        expected = [
            result.n,
            *np.quantile(relative, [0.5, 0.999, 1]),
            *np.quantile(absolute, [0.5, 1]),
        ]
        assert row.numbers == pytest.approx(expected)
        assert row.text.endswith("yes, to rounding")


def test_the_reference_and_its_check_are_in_words(inputs: Inputs, page: Page) -> None:
    panel = page.by_id("task-2-lrp-epsilon")
    assert "background: A 0.300, C 0.200, G 0.200, T 0.300" in panel.text
    assert "epsilon 0.25" in panel.text
    (check,) = panel.all("div", "check")
    stored = inputs.results[3].provenance["reference_check"]
    assert check.numbers == [stored["output"], stored["percentile"], stored["n"]]
    assert "Reference check: ok." in check.text
    assert "negatives" in check.text


def test_a_method_without_reference_outputs_says_so(inputs: Inputs, rebuild: Rebuild) -> None:
    changed = with_result(inputs, 0, method=METHODS["gradient-x-input"])
    page = rebuild(changed)
    assert "does not enter the scores" in page.by_id("task-1-gradient-x-input").text
    assert "not promised" in page.by_id("attribution").all("tbody")[0].text


def test_absorption_is_shown_where_there_is_any(inputs: Inputs, page: Page) -> None:
    assert page.by_id("task-1-deeplift").all("table") == []
    (table,) = page.by_id("task-1-lrp-epsilon").all("table")
    result = inputs.results[1]
    means = [row.numbers[0] for row in table.all("tr")[1:]]
    assert means == pytest.approx(
        [result.scores.sum(axis=1).mean(), 0.5, result.prediction.mean()], rel=1e-5
    )
    assert means[0] + means[1] == pytest.approx(means[2], rel=1e-5)
