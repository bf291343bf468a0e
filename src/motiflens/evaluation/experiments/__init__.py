"""What is measured of each method: one experiment a file, the same for methods and for baselines.

An experiment is a function of a contender, its scores and a `Bench`, and returns an `Outcome`.
"""

from __future__ import annotations

from motiflens.evaluation.experiments import (
    criteria,
    faithfulness,
    grammar,
    randomisation,
    sites,
    stability,
)
from motiflens.evaluation.experiments.bench import Bench, Experiment, Measured, Outcome, Yardstick

__all__ = ["EXPERIMENTS", "Bench", "Experiment", "Measured", "Outcome", "Yardstick"]

EXPERIMENTS: dict[str, Experiment] = {
    "faithfulness": faithfulness.measure,
    "randomisation": randomisation.measure,
    "stability": stability.measure,
    "grammar": grammar.measure,
    "criteria": criteria.measure,
    "sites": sites.measure,
}
"""Every experiment, by the name that the configuration gives it."""
