"""Which method to believe, and why: rules that are stated, applied to what was measured.

1. A method that fails a check, that cannot run, whose scores stay when the layers above the first
   are re-drawn although what the model does changes, or that is no better than random is not
   ranked.
2. The others are ranked by how well they say what the model does: the first of `RANKED_BY` that
   was measured of all of them.
3. Those that are not worse than the best by more than `TIED_WITHIN`, by the interval of the
   difference on the same sequences, are tied with it. Of these, methods that their row warns of
   come last; then one whose scores add up is preferred, then the one that costs least.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from motiflens.evaluation.measures import MEASURES
from motiflens.evaluation.metrics.bootstrap import Interval
from motiflens.evaluation.record import RANDOM, MethodResult, Recommendation, Standing

Compare = Callable[[str, str, str], Interval]
"""By how much, in a measure, one method is better than another; all three by name."""
INSENSITIVE_FROM = 0.2
"""By how much more, surely, scores may stay with re-drawn layers than the model's own effects."""
TIED_WITHIN = 0.01
"""A difference in the measure of the ranking that does not matter, however sure it is."""
RANKED_BY = ("sensitivity-n", "auroc")
"""Measures that methods are ranked by. Agreement with mutagenesis would favour mutagenesis, and
what does nearly the same."""
_RANDOM_BY = ("mutagenesis", "deletion", "insertion", "auroc")
"""Measures by which a method may show that it is better than random."""


def standing(result: MethodResult) -> tuple[Standing, str]:
    """Return whether a method that ran is ranked, and why not where it is not."""
    failed = [check for check in result.checks if check.passed is False]
    if failed:
        return "failed", "; ".join(f"{check.name}: {check.detail}" for check in failed)
    redrawn = result.figure("randomised")
    effects = None if redrawn is None else redrawn.effects
    if redrawn is not None and effects is not None and effects.high < -INSENSITIVE_FROM:
        return "insensitive", (
            "its scores stay when all layers but the first are re-drawn (rank correlation "
            f"{_size(redrawn.value)}), although what the model does changes "
            f"({_size(effects.value)}): they do not show what it has learned"
        )
    known = [one for name in _RANDOM_BY if (one := result.figure(name)) and one.random is not None]
    if known and not any(one.random is not None and one.random.beaten for one in known):
        names = ", ".join(one.name for one in known)
        return "no better than random", f"no better than scores in random order by {names}"
    return "ranked", ""


def recommend(
    results: Sequence[MethodResult], compare: Compare, *, models: int, sites: int
) -> Recommendation:
    """Return what to use.

    Parameters
    ----------
    results
        Of all methods; what is random is passed over.
    compare
        By how much, in a measure, one method is better than another.
    models
        How many models were looked at.
    sites
        In how many sequences a site is known.
    """
    methods = [one for one in results if one.name != RANDOM]
    sound = [one for one in methods if one.standing == "ranked"]
    by = next((name for name in RANKED_BY if sound and all(o.figure(name) for o in sound)), None)
    unknown = tuple(_unknown(methods, models, sites))
    if by is None:
        return Recommendation(None, (), (), _nothing(methods), unknown)
    ranking = sorted(sound, key=lambda one: _merit(one, by))
    best = ranking[0]
    tied = [o for o in ranking if o is best or compare(by, best.name, o.name).low <= TIED_WITHIN]
    chosen = min(tied, key=_preference)
    words = " ".join([_choice(chosen, ranking, tied, by), *_excluded(methods)])
    return Recommendation(
        method=chosen.name,
        ranking=tuple(one.name for one in ranking),
        tied=tuple(one.name for one in tied),
        words=words,
        unknown=unknown,
    )


def _merit(result: MethodResult, by: str) -> float:
    """Return what is less the better a method is."""
    figure = result.figure(by)
    assert figure is not None
    return -figure.value if figure.better == "higher" else figure.value


def _preference(result: MethodResult) -> tuple[bool, bool, float]:
    cost = math.inf if result.passes is None else result.passes
    return bool(result.caution), result.adds_up == "not", cost


def _choice(
    chosen: MethodResult,
    ranking: Sequence[MethodResult],
    tied: Sequence[MethodResult],
    by: str,
) -> str:
    words = f"Use `{chosen.name}`: {_agreement(chosen, by)}."
    if chosen.caution:
        words += f" {chosen.caution}"
    others = [f"`{one.name}`" for one in tied if one is not chosen]
    if others:
        words += (
            f" {', '.join(others)} cannot be told from the best by that on these sequences; "
            f"`{chosen.name}` is preferred since {_why(chosen, tied)}."
        )
    below = [one for one in ranking if one not in tied]
    if below:
        worse = ", ".join(f"`{one.name}` ({_value(one, by)})" for one in below)
        words += f" Below it: {worse}."
    return words


def _agreement(result: MethodResult, by: str) -> str:
    figure = result.figure(by)
    assert figure is not None
    low, high = _size(figure.low), _size(figure.high)
    beside = "" if figure.random is None else f"; random {_size(figure.random.value)}"
    said = {
        "sensitivity-n": "sums of its scores go with what the output loses without the bases, r",
        "auroc": "it ranks positions of known sites above others, AUROC",
    }[by]
    return f"{said} {_size(figure.value)} ({low} to {high}{beside})"


def _why(chosen: MethodResult, tied: Sequence[MethodResult]) -> str:
    reasons = []
    if not chosen.caution and any(one.caution for one in tied):
        reasons.append("nothing speaks against it beforehand")
    if chosen.adds_up != "not" and any(one.adds_up == "not" for one in tied):
        reasons.append("its scores add up to what they explain")
    rivals = [one for one in tied if _preference(one)[:2] == _preference(chosen)[:2]]
    if chosen.passes is not None and len(rivals) > 1:
        reasons.append(f"it costs least of {len(rivals)} ({chosen.passes:.1f} forward passes)")
    return " and ".join(reasons) or "it comes first among equals"


def _value(result: MethodResult, by: str) -> str:
    figure = result.figure(by)
    assert figure is not None
    return _size(figure.value)


def _excluded(methods: Sequence[MethodResult]) -> Iterator[str]:
    for one in methods:
        if one.standing != "ranked":
            yield f"Not `{one.name}` ({one.standing}): {one.reason}."


def _nothing(methods: Sequence[MethodResult]) -> str:
    return " ".join(["None of these methods can be recommended.", *_excluded(methods)])


def _unknown(methods: Sequence[MethodResult], models: int, sites: int) -> Iterator[str]:
    """Yield what the evaluation cannot say."""
    if not sites:
        yield "No site is known, so that nothing here says whether the model reads the right bases."
    if models == 1:
        yield "One model was looked at: another seed or fold may read other bases."
    measured = {figure.experiment for one in methods for figure in one.figures}
    missing = dict.fromkeys(row.experiment for row in MEASURES.values())
    left_out = [name for name in missing if name not in measured and name not in ("sites", "cost")]
    if left_out:
        yield f"Not measured: {', '.join(left_out)}."
    yield (
        "Agreement with what the model does says nothing of whether the model is right about "
        "biology."
    )


def _size(value: float) -> str:
    return f"{value:.2f}"
