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
    check = panel.all("div", "check")[0]
    stored = inputs.results[3].provenance["reference_check"]
    assert check.numbers == [stored["output"], stored["percentile"], stored["n"]]
    assert "Reference check: ok." in check.text
    assert "negatives" in check.text


def test_a_method_without_reference_outputs_says_so(inputs: Inputs, rebuild: Rebuild) -> None:
    changed = with_result(inputs, 0, method=METHODS["gradient-x-input"])
    page = rebuild(changed)
    assert "does not enter the scores" in page.by_id("task-1-gradient-x-input").text
    assert "not promised" in page.by_id("attribution").all("tbody")[0].text


def test_the_way_of_relevance_is_shown_where_it_was_traced(inputs: Inputs, page: Page) -> None:
    assert page.by_id("task-1-deeplift").all("table") == []
    panel = page.by_id("task-1-lrp-epsilon")
    (table,) = panel.all("table")
    result = inputs.results[1]
    output, layer, bases = (row.numbers for row in table.all("tr")[2:])
    assert output == pytest.approx([result.prediction.mean()], rel=1e-5)
    assert layer == pytest.approx([result.layers["conv1"].mean(), 0.5], rel=1e-5)
    assert bases == pytest.approx([result.totals.mean(dtype=np.float64)], rel=1e-5)
    assert bases[0] + layer[1] == pytest.approx(output[0], rel=1e-4)
    assert "Where the output went" in panel.all("figcaption")[2].text


@pytest.mark.parametrize(
    ("kept", "looks", "said"),
    [
        ({"conv1/bias": 0.2, "dense/stabiliser": 0.1}, "", "70 % of the output reached the bases"),
        (
            {"conv1/bias": 0.1, "dense/stabiliser": 0.6},
            "suspect",
            "absorbed by the stabiliser of dense, 60 % of the output",
        ),
        ({"conv1/bias": -0.1, "dense/signs": -2.0}, "suspect", "made by the signs of dense, 200 %"),
        ({"conv1/bias": -2.0}, "remark", "what it makes of the reference itself"),
    ],
)
def test_what_left_the_band_is_named(
    inputs: Inputs, rebuild: Rebuild, kept: dict[str, float], looks: str, said: str
) -> None:
    outputs = np.abs(inputs.results[1].prediction) + 1
    share = 1 - sum(kept.values())
    scores = np.zeros(inputs.results[1].scores.shape, np.float32)
    scores[:, 3] = share * outputs
    absorbed = {key: np.float32(part) * outputs for key, part in kept.items()}
    page = rebuild(with_result(inputs, 1, absorbed=absorbed, scores=scores, prediction=outputs))
    box = page.by_id("task-1-lrp-epsilon").all("div", "check")[1]
    assert said in box.text
    assert box.attributes["class"].removeprefix("check").strip() == looks
    assert ("within the band" in box.text) == (looks == "")
    assert box.numbers[:3] == pytest.approx([share, 0.5, 1.5], rel=1e-4)


def test_outputs_that_cancel_are_said_to(inputs: Inputs, rebuild: Rebuild) -> None:
    outputs = np.resize(np.float32([1, -1]), inputs.results[1].n // 2 * 2)
    outputs = np.append(outputs, np.zeros(inputs.results[1].n % 2, np.float32))
    panel = rebuild(with_result(inputs, 1, prediction=outputs)).by_id("task-1-lrp-epsilon")
    assert "cancel in the mean" in panel.text
    assert len(panel.all("div", "check")) == 1
