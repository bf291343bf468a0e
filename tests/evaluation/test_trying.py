"""Methods tried on a network that looks for one motif: what is right wins, random is last."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evaluation.examples import QUICK, Deep, Finder, make_bench, make_case, sequences
from motiflens.evaluation.contenders import MethodContender, RandomScores, middle_scores
from motiflens.evaluation.cost import passes
from motiflens.evaluation.experiments import EXPERIMENTS, Bench
from motiflens.evaluation.experiments.faithfulness import measure as faithfulness
from motiflens.evaluation.measures import MEASURES
from motiflens.evaluation.metrics.agreement import pearson
from motiflens.evaluation.recommendation import recommend
from motiflens.evaluation.record import RANDOM, MethodResult
from motiflens.evaluation.trying import Tried, try_methods

METHODS = {"deeplift": {}, "occlusion-patch": {"width": 9}, "cam": {}}


@pytest.fixture(scope="module")
def bench() -> Bench:
    return make_bench()


@pytest.fixture(scope="module")
def tried(bench: Bench) -> Tried:
    done: list[tuple[int, int]] = []
    found = try_methods(bench, METHODS, lambda *progress: done.append(progress))
    assert done == [(1, 3), (2, 3), (3, 3)]
    return found


def by_name(tried: Tried, name: str) -> MethodResult:
    return next(one for one in tried.results if one.name == name)


def test_the_right_method_wins_and_random_is_last(tried: Tried) -> None:
    recommendation = recommend(tried.results, tried.compare, models=2, sites=10)
    assert recommendation.method == "deeplift"
    assert recommendation.ranking == ("deeplift", "occlusion-patch")
    assert [one.name for one in tried.results] == [*METHODS, RANDOM]
    for name in ("mutagenesis", "insertion", "sensitivity-n", "auroc", "auprc"):
        values = [
            by_name(tried, one).figure(name) for one in ("deeplift", "occlusion-patch", RANDOM)
        ]
        best, blurred, random = (one.value for one in values if one is not None)
        assert best >= blurred > random


def test_every_measure_is_taken_with_an_interval_and_a_baseline(tried: Tried) -> None:
    found = {figure.name: figure for figure in by_name(tried, "deeplift").figures}
    assert found.keys() == MEASURES.keys() - {"off-simplex"}  # of gradients alone
    for name, figure in found.items():
        assert figure.low <= figure.value <= figure.high
        assert (figure.random is None) == (name == "completeness")
        assert (figure.experiment == "sites") or figure.middle is None


def test_known_sites_beat_random_and_the_middle(tried: Tried) -> None:
    for name in ("auroc", "auprc", "distance", "within"):
        figure = by_name(tried, "deeplift").figure(name)
        assert figure is not None
        assert figure.random is not None
        assert figure.middle is not None
        assert figure.random.beaten
        assert figure.middle.beaten
    within = by_name(tried, "deeplift").figure("within")
    assert within is not None
    assert within.value == 1


def test_what_the_model_is_not_for_is_refused_with_the_reason(tried: Tried) -> None:
    refused = by_name(tried, "cam")
    assert refused.standing == "refused"
    assert "needs a model that ends in the mean" in refused.reason
    assert not refused.figures


def test_random_scores_know_nothing(tried: Tried) -> None:
    random = by_name(tried, RANDOM)
    assert random.standing == "no better than random"
    for name in ("mutagenesis", "sensitivity-n", "stable-shift"):
        figure = random.figure(name)
        assert figure is not None
        assert abs(figure.value) < 0.2


def test_curves_begin_and_end_where_they_must(tried: Tried) -> None:
    curves = {curve.name: curve for curve in by_name(tried, "deeplift").curves}
    assert curves["deletion"].value[0] == pytest.approx(1)
    assert curves["deletion"].value[-1] == pytest.approx(0, abs=1e-9)
    assert curves["insertion"].value[0] == pytest.approx(0, abs=1e-9)
    assert curves["insertion"].value[-1] == pytest.approx(1)
    assert curves["randomised"].x == ("none", "hidden", "filters")
    assert curves["randomised"].value[0] == 1


def test_all_is_the_same_a_second_time(tried: Tried) -> None:
    again = try_methods(make_bench(), {"deeplift": {}})
    assert again.results[0] == tried.results[0]
    assert again.results[-1] == tried.results[-1]


def test_a_method_that_fails_a_check_is_not_ranked(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = MethodContender.explain

    def wrong(self: MethodContender, *arguments: object, **how: object) -> object:
        found = original(self, *arguments, **how)  # type: ignore[arg-type]
        return found if self.name == "mutagenesis" else replace(found, scores=1.01 * found.scores)

    monkeypatch.setattr(MethodContender, "explain", wrong)
    few = replace(bench, settings=QUICK.model_copy(update={"experiments": ["faithfulness"]}))
    found = try_methods(few, {"deeplift": {}})
    assert found.results[0].standing == "failed"
    assert "sums" in found.results[0].reason
    recommendation = recommend(found.results, found.compare, models=1, sites=0)
    assert recommendation.method is None


def test_scores_that_do_not_see_upper_layers_are_told_from_those_that_do() -> None:
    settings = QUICK.model_copy(update={"experiments": ["faithfulness", "randomisation"]})
    x, _ = sequences(20)
    case = replace(make_case(), model=Deep().double(), x=x)
    names = ("deeplift", "gradient-x-input", "guided-backprop", "deep-taylor")
    found = try_methods(Bench(case, settings), {name: {} for name in names})
    standings = [one.standing for one in found.results]
    assert standings[:2] == ["ranked", "ranked"]
    assert standings[2:4] == ["insensitive", "insensitive"]
    assert "although what the model does changes" in found.results[2].reason


def test_effects_of_mutagenesis_agree_with_themselves(bench: Bench) -> None:
    contender = MethodContender("mutagenesis", {})
    found = faithfulness(contender, contender.explain(bench.case), bench).measured
    for name in ("mutagenesis", "mutagenesis-ranks", "mutagenesis-map"):
        assert found[name].values == pytest.approx(np.ones(10))


def test_a_gradient_has_an_angle(bench: Bench) -> None:
    contender = MethodContender("gradient-x-input", {})
    outcome = EXPERIMENTS["grammar"](contender, contender.explain(bench.case), bench)
    assert outcome.measured["off-simplex"].values.shape == (10,)
    corrected = MethodContender("gradient-x-input", {"corrected": True})
    found = EXPERIMENTS["grammar"](corrected, corrected.explain(bench.case), bench)
    assert np.nanmax(found.measured["off-simplex"].values) == pytest.approx(0, abs=1e-6)


def test_cost_is_counted_in_forward_passes() -> None:
    case = make_case(8)
    assert passes(MethodContender("occlusion", {}), case) == pytest.approx(40 + 2, abs=1.5)
    assert passes(MethodContender("gradient-x-input", {}), case) == pytest.approx(2, abs=1)


def test_random_scores_are_the_effects_in_another_order(bench: Bench) -> None:
    effects = bench.yardstick.effects
    random = RandomScores(effects, seed=0)
    one, other = (random.explain(bench.case).scores for _ in range(2))
    assert np.sort(one, axis=1) == pytest.approx(np.sort(effects.scores, axis=1))
    assert np.abs(pearson(one, other)).mean() < 0.3


def test_the_middle_is_highest_in_the_middle() -> None:
    scores = middle_scores(2, 5)
    assert scores[0].tolist() == [-2, -1, 0, -1, -2]
    assert (scores[0] == scores[1]).all()


def test_a_model_is_left_as_it_was() -> None:
    case = make_case(4)
    before = [parameter.clone() for parameter in case.model.parameters()]
    try_methods(
        Bench(case, QUICK.model_copy(update={"experiments": ["randomisation"]})), {"deeplift": {}}
    )
    assert isinstance(case.model, Finder)
    assert all((a == b).all() for a, b in zip(before, case.model.parameters(), strict=True))
