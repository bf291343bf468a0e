"""The table of metrics: the one place where a metric is declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from motiflens.models.metrics import classes, numbers, profiles
from motiflens.models.metrics.measured import Measured

NUMBERS = ("values", "counts", "profiles")


@dataclass(frozen=True)
class Metric:
    """One row of the table.

    Attributes
    ----------
    name
        As the card of a model has it.
    title
        As the report prints it.
    better
        Whether a good model's is ``higher`` or ``lower``; None for what others are held against.
    readouts
        Rows of `motiflens.readouts.READOUTS` that have it.
    measure
        Computes it; None where it is not defined.
    """

    name: str
    title: str
    better: Literal["higher", "lower"] | None
    readouts: tuple[str, ...]
    measure: Callable[[Measured], float | None]


_ROWS = (
    Metric("auroc", "AUROC", "higher", ("classes",), classes.auroc),
    Metric("auprc", "AUPRC", "higher", ("classes",), classes.auprc),
    Metric("brier", "Brier score", "lower", ("classes",), classes.brier),
    Metric(
        "calibration_error", "calibration error", "lower", ("classes",), classes.calibration_error
    ),
    Metric("pearson", "Pearson's r", "higher", NUMBERS, numbers.pearson),
    Metric("spearman", "Spearman's ρ", "higher", NUMBERS, numbers.spearman),
    Metric("mse", "mean squared error", "lower", NUMBERS, numbers.mse),
    Metric("r2", "R²", "higher", NUMBERS, numbers.r2),
    Metric("jsd", "profile JSD", "lower", ("profiles",), profiles.jsd),
    Metric("jsd_of_mean", "JSD of the mean profile", None, ("profiles",), profiles.jsd_of_mean),
    Metric("jsd_of_uniform", "JSD of a flat one", None, ("profiles",), profiles.jsd_of_uniform),
    Metric("multinomial", "nats per read", "lower", ("profiles",), profiles.multinomial),
)

METRICS: dict[str, Metric] = {row.name: row for row in _ROWS}
