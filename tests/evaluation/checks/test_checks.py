"""Checks let methods pass that are right, and catch those that are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest
import torch

from evaluation.examples import make_case
from motiflens.attribution import engine
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.methods import METHODS
from motiflens.attribution.result import Attribution
from motiflens.errors import ModelError
from motiflens.evaluation.case import Case
from motiflens.evaluation.checks import check_effects, check_method
from motiflens.evaluation.checks.by_definition import check_definition
from motiflens.evaluation.checks.definitions import DEFINITIONS
from motiflens.evaluation.checks.order import check_order
from motiflens.evaluation.checks.sums import check_sums
from motiflens.evaluation.contenders import MethodContender
from motiflens.evaluation.record import Check


@pytest.fixture(autouse=True, scope="module")
def captured_once() -> Iterator[None]:
    """Capture each model once for all tests: what is planted lies in rules, behind the capture."""
    kept: dict[tuple[int, str], Any] = {}
    original = engine.capture

    def capture(model: Any, x: torch.Tensor, args: Any, target: Any, keeper: None) -> Any:
        key = (id(model), str(target))
        if key not in kept:
            kept[key] = original(model, x, args, target, keeper)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "capture", capture)
        yield


MODEL_CASE = make_case(6)


def fresh() -> Case:
    """Return the case without what it has captured; its model stays the same."""
    return replace(MODEL_CASE)


RULES = "motiflens.attribution.rules."


def checked(name: str, **options: Any) -> tuple[Check, ...]:
    contender = MethodContender(name, options)
    case = fresh()
    return check_method(contender, contender.explain(case), case)


def test_every_method_has_a_definition_that_is_worked_out_by_hand() -> None:
    assert DEFINITIONS.keys() == METHODS.keys()


@pytest.mark.parametrize("name", METHODS)
def test_every_method_gives_what_its_definition_gives(name: str) -> None:
    found = check_definition(MethodContender(name, {}))
    assert found.passed, found.detail


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("gradient-x-input", {"corrected": True}),
        ("lrp-epsilon", {"epsilon": 0.0, "bias": "zero"}),
        ("lrp-epsilon-plus", {"input": "z-box"}),
        ("lrp-layered", {"input": "w-square", "gamma": 0.5}),
        ("lrp-epsilon-alpha2beta1", {"input": "flat"}),
        ("occlusion-patch", {"width": 3}),
        ("shapley", {"width": 2}),
    ],
)
def test_options_are_part_of_the_definition(name: str, options: dict[str, Any]) -> None:
    found = check_definition(MethodContender(name, options))
    assert found.passed, found.detail


def test_what_is_not_written_out_is_said_to_be_unknown() -> None:
    found = check_definition(MethodContender("lrp-epsilon", {"bias": "distribute"}))
    assert found.passed is None
    assert "no definition is written out" in found.detail


@pytest.mark.parametrize(
    "name", ["deeplift", "lrp-epsilon", "gradient-x-input", "mutagenesis", "expected-gradients"]
)
def test_methods_that_are_right_pass(name: str) -> None:
    assert not [check for check in checked(name) if check.passed is False]


def one_percent_more(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a rule whose messages are 1 % too large."""

    def wrong(*arguments: Any) -> Callable[..., Any]:
        pull = function(*arguments)

        def pulled(message: Any) -> Any:
            sent = pull(message)
            return sent._replace(messages=tuple(1.01 * one for one in sent.messages))

        return pulled

    return wrong


@pytest.mark.parametrize(
    ("method", "rule"),
    [
        ("deeplift", "deeplift.secant"),
        ("deeplift", "deeplift.cross_maximum"),
        ("gradient-x-input", "gradient.derivative"),
        ("gradient", "gradient.winner"),
        ("integrated-gradients", "gradient.derivative"),
    ],
)
def test_a_rule_changed_by_one_percent_is_caught(
    monkeypatch: pytest.MonkeyPatch, method: str, rule: str
) -> None:
    module, name = (RULES + rule).rsplit(".", 1)
    original = getattr(import_module(module), name)
    monkeypatch.setattr(f"{module}.{name}", one_percent_more(original))
    assert [check.name for check in checked(method) if check.passed is False]


@pytest.mark.parametrize(
    ("method", "rule"),
    [
        ("lrp-epsilon", "epsilon"),
        ("lrp-epsilon-plus", "z-plus"),
        ("lrp-epsilon-gamma-box", "gamma"),
        ("deep-taylor", "z-box"),
    ],
)
def test_a_rule_of_relevance_changed_by_one_percent_is_caught(
    monkeypatch: pytest.MonkeyPatch, method: str, rule: str
) -> None:
    from motiflens.attribution.rules.layers import LAYER_RULES

    original = LAYER_RULES[rule]

    def wrong(layer: Any, options: Any) -> Any:
        pull = original(layer, options)

        def pulled(relevance: Any) -> Any:
            sent, kept = pull(relevance)
            return sent.each(lambda part: 1.01 * part), kept

        return pulled

    monkeypatch.setitem(LAYER_RULES, rule, wrong)
    assert [check.name for check in checked(method) if check.passed is False]


@pytest.mark.parametrize(
    ("method", "module", "name"),
    [
        ("mutagenesis", "mutagenesis.engine", "Mutagenesis.effects"),
        ("prediction-difference", "mutagenesis.engine", "PredictionDifference.effects"),
        ("occlusion", "perturbation.occlusion", "masked_outputs"),
        ("shapley", "perturbation.shapley", "masked_outputs"),
        ("grad-cam", "cam.engine", "GradCam.weigh"),
        ("cam", "cam.engine", "Cam.weigh"),
    ],
)
def test_an_effect_changed_by_one_percent_is_caught(
    monkeypatch: pytest.MonkeyPatch, method: str, module: str, name: str
) -> None:
    owner: Any = import_module(f"motiflens.attribution.{module}")
    *classes, function = name.split(".")
    for one in classes:
        owner = getattr(owner, one)
    original = getattr(owner, function)
    monkeypatch.setattr(owner, function, lambda *a, **k: 1.01 * original(*a, **k))
    assert check_definition(MethodContender(method, {})).passed is False


def altered(change: Callable[[torch.Tensor], torch.Tensor]) -> Callable[..., Attribution]:
    """Return an `Explainer.explain` whose scores are changed afterwards."""
    original = Explainer.explain

    def explain(self: Explainer, x: torch.Tensor, **how: Any) -> Attribution:
        found = original(self, x, **how)
        return replace(found, scores=change(found.scores))

    return explain


METHODS_OF_EACH_FAMILY = ("deeplift", "lrp-epsilon", "gradient-x-input", "occlusion")


@pytest.mark.parametrize("method", METHODS_OF_EACH_FAMILY)
@pytest.mark.parametrize(
    "change",
    [
        lambda scores: scores.flip(1),  # positions of each sequence
        lambda scores: scores.flip(0),  # sequences
        lambda scores: scores.roll(1, 1),
        lambda scores: 1.01 * scores,
    ],
    ids=["positions", "sequences", "off-by-one", "scale"],
)
def test_a_shuffled_output_is_caught(
    monkeypatch: pytest.MonkeyPatch, method: str, change: Callable[[torch.Tensor], torch.Tensor]
) -> None:
    monkeypatch.setattr(Explainer, "explain", altered(change))
    assert [check.name for check in checked(method) if check.passed is False]


def test_sequences_in_the_wrong_order_are_caught_by_the_order_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contender, case = MethodContender("deeplift", {}), fresh()
    assert check_order(contender, contender.explain(case), case).passed
    monkeypatch.setattr(Explainer, "explain", altered(lambda scores: scores.flip(0)))
    assert check_order(contender, contender.explain(case), case).passed is False


@pytest.mark.parametrize("name", ["deeplift", "lrp-epsilon", "shapley", "integrated-gradients"])
def test_sums_are_held_to_what_the_row_says(name: str) -> None:
    contender, case = MethodContender(name, {}), fresh()
    found = contender.explain(case)
    assert check_sums(contender, found, case).passed
    worse = replace(found, scores=1.05 * found.scores)
    assert check_sums(contender, worse, case).passed is False


def test_sums_on_average_are_held_to_their_errors() -> None:
    contender, case = MethodContender("expected-gradients", {}), fresh()
    found = contender.explain(case)
    assert check_sums(contender, found, case).passed
    worse = replace(found, scores=found.scores + 1)
    assert check_sums(contender, worse, case).passed is False


def test_scores_that_need_not_add_up_are_not_held_to_it() -> None:
    contender, case = MethodContender("gradient-x-input", {}), fresh()
    assert check_sums(contender, contender.explain(case), case).passed is None


def test_effects_that_are_not_the_models_stop_everything() -> None:
    case = fresh()
    effects = MethodContender("mutagenesis", {}).explain(case)
    check_effects(effects, case)
    maps = np.asarray(effects.hypothetical)
    with pytest.raises(ModelError, match="mutations change the output"):
        check_effects(replace(effects, hypothetical=1.01 * maps, scores=effects.scores), case)
