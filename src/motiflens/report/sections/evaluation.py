"""Which attribution to believe: methods held against each other on the model and its data."""

from __future__ import annotations

from dataclasses import dataclass

from motiflens.attribution.methods import METHODS
from motiflens.evaluation.measures import MEASURES, Measure
from motiflens.evaluation.record import RANDOM, Evaluation, Figure, MethodResult
from motiflens.logos.figures import svg
from motiflens.report.drawing import Drawing, drawing
from motiflens.report.figures.evaluation import curves, intervals
from motiflens.report.inputs import Inputs

# What is drawn, where it was measured: the first shows what the scores find, the second whether
# they say what the model does.
_DRAWN = ("auroc", "mutagenesis", "sensitivity-n")


@dataclass(frozen=True)
class Row:
    """A method, and what a reader must know of it."""

    method: MethodResult
    caution: str

    @property
    def failed(self) -> tuple[str, ...]:
        """What of its checks went wrong, in words."""
        return tuple(
            f"{check.name}: {check.detail}" for check in self.method.checks if check.passed is False
        )


@dataclass(frozen=True)
class Table:
    """The figures of one experiment: of each row, by the columns, None where there is none."""

    title: str
    columns: tuple[Measure, ...]
    rows: tuple[tuple[Row, tuple[Figure | None, ...]], ...]


@dataclass(frozen=True)
class EvaluationView:
    """What the section shows of one task.

    Attributes
    ----------
    evaluation
        What was found.
    rows
        The methods: those that are ranked, the best first, then the others.
    tables
        Figures, a table for each experiment.
    drawings
        Figures with intervals, then curves.
    """

    evaluation: Evaluation
    rows: tuple[Row, ...]
    tables: tuple[Table, ...]
    drawings: tuple[Drawing, ...]


def evaluation_views(inputs: Inputs) -> tuple[EvaluationView, ...]:
    """Return what the section shows, a view for each task that was evaluated."""
    return tuple(_view(number, one) for number, one in enumerate(inputs.evaluations, start=1))


def _view(number: int, evaluation: Evaluation) -> EvaluationView:
    rows = tuple(
        Row(method, METHODS[method.name].caution if method.name in METHODS else "")
        for method in evaluation.best_first()
    )
    experiments = dict.fromkeys(row.experiment for row in MEASURES.values())
    tables = (_table(experiment, rows) for experiment in experiments)
    shown = tuple(table for table in tables if table.columns)
    return EvaluationView(evaluation, rows, shown, _drawings(number, evaluation, rows))


def _table(experiment: str, rows: tuple[Row, ...]) -> Table:
    """Return the figures of one experiment; without columns where it was not done."""
    measured = {figure.name for row in rows for figure in row.method.figures}
    columns = tuple(
        row for name, row in MEASURES.items() if name in measured and row.experiment == experiment
    )
    cells = ((row, tuple(row.method.figure(one.name) for one in columns)) for row in rows)
    return Table(experiment.capitalize(), columns, tuple(cells))


def _drawings(number: int, evaluation: Evaluation, rows: tuple[Row, ...]) -> tuple[Drawing, ...]:
    drawn = []
    best = evaluation.recommendation.method
    titles = {row.method.name: row.method.title for row in rows}
    for name in _DRAWN:
        found = {row.method.title: row.method.figure(name) for row in rows}
        known = {title: figure for title, figure in found.items() if figure is not None}
        if not known:
            continue
        measure = MEASURES[name]
        figure = intervals(known, titles.get(best or ""), f"{name} ({measure.better} is better)")
        caption = (
            f"{evaluation.task}, {name}. {measure.meaning} Points with 95 % intervals over "
            "sequences; dotted: scores in random order."
        )
        drawn.append(drawing(svg(figure), name=f"evaluation-{number}-{name}", caption=caption))
    for name in dict.fromkeys(curve.name for row in rows for curve in row.method.curves):
        by_title = {
            row.method.title: curve
            for row in rows
            for curve in row.method.curves
            if curve.name == name
        }
        figure = curves(by_title, [titles.get(RANDOM, "")], name)
        caption = f"{evaluation.task}, {name}, by {next(iter(by_title.values())).along}."
        drawn.append(
            drawing(svg(figure), name=f"evaluation-{number}-curve-{name}", caption=caption)
        )
    return tuple(drawn)
