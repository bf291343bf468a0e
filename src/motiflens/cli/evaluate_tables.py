"""An evaluation as tables: on the standard output, and as files of tab-separated values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from motiflens.evaluation.measures import MEASURES
from motiflens.evaluation.record import Baseline, Evaluation, Figure, MethodResult
from motiflens.files import atomic_path

_WIDTH = 200  # of what goes to a file
_NONE = "-"
_FIGURES = ("method", "measure", "unit", "better", "value", "low", "high")
_BASELINES = ("random", "random_gain", "random_low", "random_high")
_MIDDLES = ("middle", "middle_gain", "middle_low", "middle_high")


def print_evaluation(evaluation: Evaluation) -> None:
    """Print a table for each experiment, checks, and the recommendation."""
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = _WIDTH
    results = evaluation.best_first()
    console.print(_checks(results))
    for experiment in dict.fromkeys(row.experiment for row in MEASURES.values()):
        table = _figures(results, experiment)
        if table is not None:
            console.print(table)
    console.print(
        f"{evaluation.task}, {evaluation.sequences} sequences"
        + (f", {evaluation.sites} with a known site" if evaluation.sites else "")
        + ". Intervals hold 95 % of bootstrap draws; * is better than random, + than the middle."
    )
    console.print(evaluation.recommendation.words)
    for line in evaluation.recommendation.unknown:
        console.print(f"Not known: {line}")


def write_tables(folder: Path, evaluation: Evaluation) -> None:
    """Write figures.tsv, curves.tsv and checks.tsv; what else is in the folder stays."""
    for name, rows in _files(evaluation).items():
        with atomic_path(folder / name) as temporary:
            lines = ("\t".join(row) for row in rows)
            temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _files(evaluation: Evaluation) -> dict[str, list[Sequence[str]]]:
    figures: list[Sequence[str]] = [(*_FIGURES, *_BASELINES, *_MIDDLES)]
    curves: list[Sequence[str]] = [("method", "curve", "at", "value", "low", "high")]
    checks: list[Sequence[str]] = [("method", "check", "passed", "detail")]
    for one in evaluation.methods:
        figures.extend(_cells(one.name, figure) for figure in one.figures)
        for curve in one.curves:
            points = zip(curve.x, curve.value, curve.low, curve.high, strict=True)
            curves.extend(
                (one.name, curve.name, str(x), *map(_exact, values)) for x, *values in points
            )
        checks.extend((one.name, c.name, _answer(c.passed), c.detail) for c in one.checks)
    return {"figures.tsv": figures, "curves.tsv": curves, "checks.tsv": checks}


def _cells(method: str, figure: Figure) -> tuple[str, ...]:
    return (
        method,
        figure.name,
        figure.unit,
        figure.better,
        *map(_exact, (figure.value, figure.low, figure.high)),
        *_baseline(figure.random),
        *_baseline(figure.middle),
    )


def _baseline(found: Baseline | None) -> tuple[str, ...]:
    if found is None:
        return ("",) * 4
    return tuple(map(_exact, (found.value, found.gain, found.low, found.high)))


def _checks(results: Sequence[MethodResult]) -> Table:
    table = _table("Checks", "method", "standing", "forward passes", "what was checked, and found")
    for one in results:
        said = [f"{check.name}: {check.detail}" for check in one.checks if check.passed is not None]
        passes = _NONE if one.passes is None else f"{one.passes:.1f}"
        table.add_row(one.name, one.standing, passes, "\n".join(said) or one.reason)
    return table


def _figures(results: Sequence[MethodResult], experiment: str) -> Table | None:
    names = [row.name for row in MEASURES.values() if row.experiment == experiment]
    names = [name for name in names if any(one.figure(name) for one in results)]
    if not names:
        return None
    heads = [f"{name}, {MEASURES[name].better} is better" for name in names]
    table = _table(experiment.capitalize(), "method", *heads)
    for one in results:
        table.add_row(one.name, *(_figure(one.figure(name)) for name in names))
    return table


def _figure(figure: Figure | None) -> str:
    if figure is None:
        return _NONE
    marks = "*" if figure.random is not None and figure.random.beaten else ""
    marks += "+" if figure.middle is not None and figure.middle.beaten else ""
    return f"{_size(figure.value)}{marks}\n{_size(figure.low)} to {_size(figure.high)}"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _answer(passed: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[passed]


def _size(value: float) -> str:
    if value == 0 or math.isnan(value):
        return "0" if value == 0 else _NONE
    return f"{value:.2f}" if 0.01 <= abs(value) < 1e4 else f"{value:.1e}"


def _exact(value: float) -> str:
    return repr(float(value))
