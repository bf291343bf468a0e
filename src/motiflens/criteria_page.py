"""``docs/criteria.md``: what each method makes of effects, by theory and as measured."""

from __future__ import annotations

from motiflens.attribution.methods import METHODS
from motiflens.evaluation.interactions.probes import PROBES, Criterion
from motiflens.evaluation.interactions.verdicts import CRITERIA, LEAST, Measured, measured
from motiflens.evaluation.interactions.weights import Shares

_HEAD = """\
<!-- Made by `make docs` from src/motiflens/attribution/methods and src/motiflens/evaluation: edit
there. The figures are measured when the page is made. -->

# Three criteria, by method

Deng et al. 2024 (IEEE TPAMI 46:4625-4640) take f(x) - f(reference) apart into effects of single
bases and interactions of several, the terms of a Taylor expansion at the reference. A method gives
each base a part of each effect. Three things can be asked of it:

- **coverage**: every effect is credited to some base;
- **locality**: it is credited to none but the bases that take part in it;
- **distribution**: the whole of it is given out, no more and no less.

In each cell stands the verdict of theory, then that of measurement: yes, where the criterion held
on every network that is listed below.
"""

_LAYERS = """\
## Through layers

For a method that goes layer by layer, these are statements about one unit. Each layer shares out
anew what reached it, and through several only the total is kept: two networks that compute the
same function can get different scores. The last column of the table below shows by how much, in
parts of the output, for one such pair: relu(relu(a) - 1 - relu(b)) and relu(relu(a - 1) - relu(b))
at a = 3 and b = 1 (Sundararajan, Taly and Yan 2017, PMLR 70:3319-3328, figure 7). The effect of a
alone is 2, that of both together -1; Rescale shares the second evenly in the first network, and
gives all of it to b in the other. A 0 for one pair is no proof for others;
[methods.md](methods.md) says which methods are the same for all.
"""

_FIGURES = f"""\
## What was measured

Of each network, in this order: what the effect with the least credit gives to the base that has
the most of it (coverage: {LEAST:g} at least); the most that a base gets of an effect that it takes
no part in (locality: {LEAST:g} at most); the least and the most that is given of an effect in all
(distribution: 1, give or take {LEAST:g}). All is in parts of the effect.
"""


def criteria_page() -> str:
    """Return the page as Markdown."""
    found = {name: measured(name) for name in METHODS}
    return "\n".join(
        [
            _HEAD,
            _verdicts(found),
            _differences(found),
            _FIGURES,
            _probes(),
            _LAYERS,
            _figures(found),
        ]
    )


def _verdicts(found: dict[str, Measured]) -> str:
    rows = "".join(
        f"| `{name}` | "
        + " | ".join(
            f"{_word(getattr(METHODS[name].criteria, criterion))}, {_word(one.verdict(criterion))}"
            for criterion in CRITERIA
        )
        + f" | {METHODS[name].criteria.why} |\n"
        for name, one in found.items()
    )
    head = " | ".join(CRITERIA)
    return f"| method | {head} | what theory rests on |\n| --- | --- | --- | --- | --- |\n{rows}"


def _word(verdict: bool | None) -> str:
    return "not known" if verdict is None else "yes" if verdict else "no"


def _differences(found: dict[str, Measured]) -> str:
    """Return what theory and measurement disagree in, methods alike in one line."""
    lines: dict[str, list[str]] = {}
    for name, one in found.items():
        for criterion in CRITERIA:
            theory = getattr(METHODS[name].criteria, criterion)
            if theory is not None and one.verdict(criterion) not in (None, theory):
                lines.setdefault(_difference(criterion, one), []).append(f"`{name}`")
    body = "".join(f"- {', '.join(names)}: {text}.\n" for text, names in lines.items())
    return f"## Where the two differ, and why\n\n{body or 'Nowhere.'}\n{_silent(found)}"


def _difference(criterion: Criterion, found: Measured) -> str:
    """Return in words what was seen, and what it takes to see it."""
    failed = found.failed(criterion)
    if not failed:
        return f"theory says that {criterion} fails; it held on every network here"
    where = "; and ".join(
        f"at {PROBES[probe].title} it fails, since {PROBES[probe].lessons[criterion]}"
        for probe in failed
    )
    return f"theory says that {criterion} holds; {where}"


def _silent(found: dict[str, Measured]) -> str:
    """Return what was measured where theory says nothing."""
    rows = []
    for name, one in found.items():
        unknown = [
            criterion
            for criterion in CRITERIA
            if getattr(METHODS[name].criteria, criterion) is None
            and one.verdict(criterion) is not None
        ]
        words = [f"{criterion} {_seen(criterion, one)}" for criterion in unknown]
        if words:
            rows.append(f"- `{name}`: {', '.join(words)}.\n")
    return "Where theory is silent, what was seen:\n\n" + "".join(rows) if rows else ""


def _seen(criterion: Criterion, found: Measured) -> str:
    failed = found.failed(criterion)
    return f"fails at {_listed([PROBES[probe].title for probe in failed])}" if failed else "holds"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1])] * (len(words) > 1) + words[-1:])


def _probes() -> str:
    rows = "".join(f"| {row.title} | {row.summary} |\n" for row in PROBES.values())
    return f"| network | what it is |\n| --- | --- |\n{rows}"


def _figures(found: dict[str, Measured]) -> str:
    rows = "".join(
        f"| `{name}` | "
        + " | ".join(_figure(one, probe) for probe in PROBES)
        + f" | {'refused' if one.twins is None else _number(one.twins)} |\n"
        for name, one in found.items()
    )
    head = " | ".join(row.title for row in PROBES.values())
    bar = " | ".join(["---"] * (len(PROBES) + 2))
    return f"| method | {head} | one function, two builds |\n| {bar} |\n{rows}"


def _figure(found: Measured, probe: str) -> str:
    if probe not in found.shares:
        return "not needed"
    shares = found.shares[probe]
    return "none to be read" if shares is None else _parts(shares)


def _parts(shares: Shares) -> str:
    low, high = (_number(total) for total in shares.totals)
    given = low if low == high else f"{low} to {high}"
    return f"{_number(shares.covered)}; {_number(shares.elsewhere)}; {given}"


def _number(value: float) -> str:
    """Return two digits behind the point, without a sign before 0."""
    return f"{round(value, 2) + 0:.2f}"
