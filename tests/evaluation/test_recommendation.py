"""Which method is recommended, and in which words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from motiflens.evaluation.metrics.bootstrap import Interval
from motiflens.evaluation.recommendation import recommend, standing
from motiflens.evaluation.record import Baseline, Check, Figure, MethodResult

BEATEN = Baseline(value=0.0, gain=0.5, low=0.4, high=0.6)
NOT_BEATEN = Baseline(value=0.0, gain=0.1, low=-0.1, high=0.3)


def figure(
    name: str, value: float, random: Baseline | None = BEATEN, spread: float = 0.05
) -> Figure:
    return Figure(
        name, "faithfulness", "r", "higher", value, value - spread, value + spread, random
    )


def redrawn(value: float, of_effects: float) -> Figure:
    gain = of_effects - value
    effects = Baseline(of_effects, gain, gain - 0.1, gain + 0.1)
    return replace(figure("randomised", value, None), better="lower", effects=effects)


def result(name: str, value: float, **other: object) -> MethodResult:
    known: dict[str, object] = {
        "options": {}, "title": name, "standing": "ranked", "reason": "", "adds_up": "exactly",
        "passes": 2.0, "figures": (figure("sensitivity-n", value), figure("mutagenesis", value)),
    }  # fmt: skip
    return MethodResult(name=name, **(known | other))  # type: ignore[arg-type]


def compare(results: list[MethodResult], spread: float) -> object:
    values = {one.name: one.figures[0].value for one in results}

    def by(measure: str, one: str, other: str) -> Interval:
        gain = values[one] - values[other]
        return Interval(gain, gain - spread, gain + spread)

    return by


def recommended(results: list[MethodResult], spread: float = 0.02, **known: int) -> object:
    return recommend(results, compare(results, spread), **({"models": 1, "sites": 0} | known))  # type: ignore[arg-type]


def test_the_best_is_recommended_and_the_others_follow() -> None:
    found = recommended([result("a", 0.5), result("b", 0.9), result("c", 0.7)])
    assert found.method == "b"
    assert found.ranking == ("b", "c", "a")
    assert found.tied == ("b",)
    assert found.words.startswith("Use `b`: sums of its scores go with what the output loses")
    assert "r 0.90 (0.85 to 0.95; random 0.00)" in found.words
    assert "Below it: `c` (0.70), `a` (0.50)." in found.words


def test_of_those_that_are_tied_what_adds_up_is_preferred_then_what_costs_least() -> None:
    results = [
        result("slope", 0.81, adds_up="not", passes=1.0),
        result("dear", 0.80, passes=500.0),
        result("cheap", 0.79, passes=2.0),
    ]
    found = recommended(results)
    assert found.tied == ("slope", "dear", "cheap")
    assert found.method == "cheap"
    assert "its scores add up to what they explain and it costs least of 2 (2.0 f" in found.words


def test_what_its_row_warns_of_comes_last_among_equals() -> None:
    results = [result("blurred", 0.8, passes=1.0, caution="It is blurred."), result("sharp", 0.8)]
    found = recommended(results)
    assert found.method == "sharp"
    assert "nothing speaks against it beforehand" in found.words
    assert "It is blurred." in recommended(results[:1]).words


def test_a_difference_that_is_sure_but_tiny_does_not_matter() -> None:
    found = recommended([result("a", 0.805), result("b", 0.8)], spread=1e-6)
    assert found.tied == ("a", "b")


@pytest.mark.parametrize(
    ("other", "expected", "said"),
    [
        ({"checks": (Check("sums", False, "scores miss 1e-2"),)}, "failed", "sums: scores miss"),
        ({"checks": (Check("sums", None, "-"), Check("order", True, "-"))}, "ranked", ""),
        ({"figures": (redrawn(0.9, of_effects=0.1),)}, "insensitive", "(rank correlation 0.90)"),
        ({"figures": (redrawn(0.9, of_effects=0.85),)}, "ranked", ""),
        ({"figures": (redrawn(0.3, of_effects=0.1),)}, "ranked", ""),
        (
            {"figures": (figure("mutagenesis", 0.1, NOT_BEATEN),)},
            "no better than random",
            "no better than scores in random order by mutagenesis",
        ),
        ({"figures": (figure("mutagenesis", 0.1, NOT_BEATEN), figure("auroc", 1.0))}, "ranked", ""),
    ],
)
def test_what_is_not_ranked_and_why(other: dict[str, object], expected: str, said: str) -> None:
    found, reason = standing(result("a", 0.8, **other))
    assert found == expected
    assert said in reason


def test_what_is_not_ranked_is_never_recommended() -> None:
    results = [
        result("wrong", 0.99, standing="failed", reason="sums: scores miss 1e-2"),
        result("right", 0.5),
        result("random", 0.999, standing="no better than random"),
    ]
    found = recommended(results)
    assert found.method == "right"
    assert found.ranking == ("right",)
    assert "Not `wrong` (failed): sums: scores miss 1e-2." in found.words


def test_where_none_is_left_none_is_recommended() -> None:
    found = recommended([result("wrong", 0.9, standing="failed", reason="sums")])
    assert found.method is None
    assert found.words == "None of these methods can be recommended. Not `wrong` (failed): sums."


def test_what_is_not_known_is_said() -> None:
    found = recommended([result("a", 0.9)])
    assert any("No site is known" in line for line in found.unknown)
    assert any("One model was looked at" in line for line in found.unknown)
    assert any(line.startswith("Not measured: randomisation") for line in found.unknown)
    more = recommended([result("a", 0.9)], models=2, sites=9)
    assert not any("site is known" in line or "One model" in line for line in more.unknown)


def test_known_sites_rank_where_nothing_else_was_measured() -> None:
    found = recommended(
        [result("a", 0.6, figures=(figure("auroc", 0.6),)),
         result("b", 0.9, figures=(figure("auroc", 0.9),))]
    )  # fmt: skip
    assert found.method == "b"
    assert "ranks positions of known sites" in found.words
