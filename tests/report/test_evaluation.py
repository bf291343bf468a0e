"""Methods held against each other, as the page shows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from motiflens.errors import StoreError
from motiflens.evaluation.measures import MEASURES
from motiflens.evaluation.record import (
    RANDOM,
    Baseline,
    Check,
    Curve,
    Evaluation,
    Figure,
    MethodResult,
    Recommendation,
    write_evaluation,
)
from motiflens.report.build import build_report
from motiflens.report.commands import commands
from motiflens.report.findings import findings
from motiflens.report.inputs import Inputs, read_inputs
from report.examples import WEIGHTS, Rebuild
from report.page import Page, read_page

AT_RANDOM = Baseline(value=0.01, gain=0.5, low=0.4, high=0.6)


def _figure(name: str, value: float) -> Figure:
    row = MEASURES[name]
    return Figure(
        name, row.experiment, row.unit, row.better, value, value - 0.1, value + 0.1, AT_RANDOM
    )


def _result(name: str, title: str, value: float, **changes: object) -> MethodResult:
    curve = Curve(
        "deletion", "bases taken away", (0.0, 0.5, 1.0), (1.0, value, 0.0), *[(0.0,) * 3] * 2
    )
    found = MethodResult(
        name=name, title=title, options={}, standing="ranked", reason="", adds_up="exactly",
        figures=(_figure("mutagenesis", value), _figure("deletion", 1 - value)),
        curves=(curve,), checks=(Check("sums", True, ""),), passes=2.0,
    )  # fmt: skip
    return replace(found, **changes)


def example_evaluation(data_sha256: str) -> Evaluation:
    """Return an evaluation of task A that ranks one method, fails another and has a baseline."""
    checks = (Check("sums", False, "misses 1 % of what it explains"),)
    return Evaluation(
        task="A",
        sequences=64,
        sites=0,
        precision="float32",
        methods=(
            _result(
                "lrp-epsilon", "LRP-epsilon", 0.4, standing="failed", checks=checks,
                reason="its sums are off",
            ),
            _result("deeplift", "DeepLIFT (Rescale)", 0.8),
            _result(RANDOM, "Random order", 0.01, figures=(_figure("mutagenesis", 0.01),)),
        ),
        recommendation=Recommendation(
            "deeplift", ("deeplift",), ("deeplift",), "It agrees best with mutagenesis",
            ("how it fares on other data",),
        ),
        provenance={
            "models_sha256": [WEIGHTS],
            "data_sha256": data_sha256,
            "threads": 1,
            "methods": {"deeplift": {}, "lrp-epsilon": {"epsilon": 0.1}},
            "settings": {"sequences": 64},
        },
    )  # fmt: skip


@pytest.fixture
def evaluated(inputs: Inputs) -> Inputs:
    return replace(inputs, evaluations=(example_evaluation(inputs.data_sha256),))


@pytest.fixture
def shown(evaluated: Inputs, rebuild: Rebuild) -> Page:
    return rebuild(evaluated).by_id("evaluation")


def test_without_an_evaluation_there_is_no_such_part(page: Page) -> None:
    assert not [e for e in page.walk() if e.attributes.get("id") == "evaluation"]


def test_the_recommendation_comes_first_with_what_is_not_known(shown: Page) -> None:
    text = shown.text
    assert "It agrees best with mutagenesis." in text
    assert text.index("It agrees best") < text.index("How it fares on other data.")


def test_ranked_methods_come_first_and_random_scores_last(shown: Page) -> None:
    rows = shown.all("table")[0].all("tr")[1:]
    assert [row.all("th")[0].text for row in rows] == [
        "DeepLIFT (Rescale)", "LRP-epsilon", "Random order",
    ]  # fmt: skip
    assert [row.all("td")[0].text for row in rows] == ["ranked", "failed", "baseline"]
    assert rows[0].numbers == [2.0]
    assert [row.all("td")[2].text for row in rows] == ["passed", "1 failed", "passed"]


def test_figures_stand_with_intervals_and_what_they_beat(shown: Page) -> None:
    rows = shown.all("table")[1].all("tr")[1:]
    assert rows[0].numbers == pytest.approx([0.8, 0.7, 0.9, 0.2, 0.1, 0.3])
    assert rows[0].all("td")[0].text.startswith("0.8* [")
    assert rows[2].all("td")[-1].text == "–"  # no deletion curve of random scores here


def test_what_failed_is_said(shown: Page) -> None:
    assert "LRP-epsilon. Its sums are off. Sums: misses 1 % of what it explains." in shown.text


def test_every_measure_is_told(shown: Page) -> None:
    told = {one.text for one in shown.all("dd")}
    assert {MEASURES["mutagenesis"].meaning, MEASURES["deletion"].meaning} <= told


def test_figures_and_curves_are_drawn(evaluated: Inputs) -> None:
    page = read_page(build_report(evaluated, loci=0, pages=200))
    captions = [one.text for one in page.by_id("evaluation").all("figcaption")]
    assert captions[0].startswith("A, mutagenesis. Pearson")
    assert captions[-1] == "A, deletion, by bases taken away."


def test_a_method_in_use_that_did_not_stand_is_a_warning(evaluated: Inputs) -> None:
    (found,) = (one for one in findings(evaluated) if one.where == "A, LRP-epsilon")
    assert found.level == "warning"
    assert "its sums are off" in found.what


def test_a_better_method_that_is_not_shown_is_a_note(evaluated: Inputs) -> None:
    one = evaluated.evaluations[0]
    other = replace(one.recommendation, method="deepshap", tied=("deepshap",))
    changed = replace(evaluated, evaluations=(replace(one, recommendation=other),))
    assert any("recommends DeepSHAP" in found.what for found in findings(changed))
    assert not any("recommends" in found.what for found in findings(evaluated))


def test_its_command_is_given(evaluated: Inputs) -> None:
    (line,) = (one for one in commands(evaluated) if one.startswith("motiflens evaluate"))
    assert "--option lrp-epsilon.epsilon=0.1" in line
    assert list(commands(evaluated))[-1].count("--evaluation A/evaluation.json") == 1


def test_it_is_read_and_held_against_the_data(
    run: tuple[Path, list[Path]], inputs: Inputs, tmp_path: Path
) -> None:
    folder, results = run
    files = folder / "data.h5", [folder / "model"], results, None
    one = example_evaluation(inputs.data_sha256)
    write_evaluation(tmp_path / "right.json", one)
    assert read_inputs(*files, [tmp_path / "right.json"]).evaluations == (one,)
    write_evaluation(tmp_path / "wrong.json", example_evaluation("ef" * 32))
    with pytest.raises(StoreError, match="evaluation was computed with another data set"):
        read_inputs(*files, [tmp_path / "wrong.json"])
