"""Methods tried on a bench: checked, measured, costed, and brought beside each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from motiflens.config.evaluating import Evaluate
from motiflens.errors import ConfigError, ModelError
from motiflens.evaluation.checks import check_effects, check_method, explained
from motiflens.evaluation.contenders import (
    Contender,
    Explanation,
    MethodContender,
    RandomScores,
    middle_scores,
)
from motiflens.evaluation.cost import passes
from motiflens.evaluation.experiments import EXPERIMENTS, Bench, Measured, Outcome
from motiflens.evaluation.experiments.sites import against
from motiflens.evaluation.figures import Beside, curve, figures, gain
from motiflens.evaluation.metrics.bootstrap import Interval
from motiflens.evaluation.metrics.completeness import completeness_error
from motiflens.evaluation.recommendation import standing
from motiflens.evaluation.record import RANDOM, Curve, MethodResult

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Tried:
    """What came of all methods.

    Attributes
    ----------
    results
        In the order in which they were asked for; random scores are the last.
    outcomes
        What is behind the figures of those that ran, by name.
    settings
        How often sequences are drawn, and by which seed.
    """

    results: tuple[MethodResult, ...]
    outcomes: Mapping[str, Outcome]
    settings: Evaluate

    def compare(self, measure: str, one: str, other: str) -> Interval:
        """Return by how much one method is better than another, on the same sequences."""
        first, second = (self.outcomes[name].measured[measure] for name in (one, other))
        return gain(first, second, measure, self.settings)


def try_methods(
    bench: Bench,
    methods: Mapping[str, Mapping[str, Any]],
    progress: Progress | None = None,
) -> Tried:
    """Return what comes of each method, with its options, and of random scores.

    Raises
    ------
    ModelError
        Where the model's outputs change from call to call.
    """
    check_effects(bench.yardstick.effects, bench.case)
    random = RandomScores(bench.yardstick.effects, bench.settings.seed)
    of_random = _outcome(random, random.explain(bench.case), bench)
    beside = Beside(of_random, _middle(bench), _redrawn_effects(bench))
    results: list[MethodResult] = []
    outcomes: dict[str, Outcome] = {}
    for number, (name, options) in enumerate(methods.items()):
        contender = MethodContender(name, options)
        try:
            found = contender.explain(bench.case)
        except (ModelError, ConfigError) as error:
            results.append(replace(_blank(contender), reason=error.what))
        else:
            outcomes[name] = _outcome(contender, found, bench)
            results.append(_result(contender, found, outcomes[name], beside, bench))
        if progress is not None:
            progress(number + 1, len(methods))
    return Tried((*results, _of_random(of_random, beside, bench)), outcomes, bench.settings)


def _blank(contender: MethodContender) -> MethodResult:
    """Return what is known of a method before it is tried."""
    row = contender.row
    return MethodResult(
        name=row.name,
        title=row.title,
        options=row.options.model_validate(dict(contender.options)).model_dump(mode="json"),
        standing="refused",
        reason="",
        adds_up=row.adds_up,
        caution=row.caution,
    )


def _result(
    contender: MethodContender,
    found: Explanation,
    outcome: Outcome,
    beside: Beside,
    bench: Bench,
) -> MethodResult:
    result = replace(
        _blank(contender),
        figures=figures(outcome, beside, bench.settings),
        curves=_curves(outcome, bench),
        checks=check_method(contender, found, bench.case),
        passes=passes(contender, bench.case),
    )
    where, reason = standing(result)
    return replace(result, standing=where, reason=reason)


def _outcome(contender: Contender, found: Explanation, bench: Bench) -> Outcome:
    """Return what all experiments that were asked for find."""
    whole = Outcome(measured=_sums(contender, found, bench))
    for name in bench.settings.experiments:
        one = EXPERIMENTS[name](contender, found, bench)
        whole = Outcome(
            whole.measured | one.measured,
            whole.tracks | one.tracks,
            whole.intervals | one.intervals,
        )
    return whole


def _sums(contender: Contender, found: Explanation, bench: Bench) -> dict[str, Measured]:
    """Return the completeness of methods whose scores add up to something."""
    if not isinstance(contender, MethodContender) or contender.row.adds_up == "not":
        return {}
    target = explained(contender, found, bench.case)
    return {"completeness": Measured(completeness_error(found.scores, target))}


def _middle(bench: Bench) -> dict[str, Measured]:
    """Return what scores that always say the middle say of known sites."""
    if bench.sites is None or "sites" not in bench.settings.experiments:
        return {}
    n, _, length = bench.case.sequences.shape
    return against(middle_scores(n, length), bench.sites, bench.settings)


def _curves(outcome: Outcome, bench: Bench) -> tuple[Curve, ...]:
    return tuple(curve(name, track, bench.settings) for name, track in outcome.tracks.items())


def _redrawn_effects(bench: Bench) -> dict[str, Measured]:
    """Return how far what the model does changes when its layers are re-drawn."""
    if "randomisation" not in bench.settings.experiments:
        return {}
    effects = bench.yardstick.effects
    found = EXPERIMENTS["randomisation"](MethodContender("mutagenesis", {}), effects, bench)
    return found.measured


def _of_random(outcome: Outcome, beside: Beside, bench: Bench) -> MethodResult:
    return MethodResult(
        name=RANDOM,
        title="Scores in random order",
        options={},
        standing="no better than random",
        reason="effects of mutagenesis, in an order that is drawn",
        adds_up="not",
        figures=figures(outcome, replace(beside, random=None), bench.settings),
        curves=_curves(outcome, bench),
        passes=0.0,
    )
