"""The table of measures, and the page that explains them."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from motiflens.config.evaluating import Evaluate, ExperimentName
from motiflens.evaluation.experiments import EXPERIMENTS
from motiflens.evaluation.measures import MEASURES

PAGE = Path(__file__).parents[2] / "docs" / "evaluation.md"


@pytest.mark.parametrize("name", MEASURES)
def test_the_page_explains_every_measure(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


def test_every_experiment_can_be_asked_for_and_has_measures() -> None:
    assert set(get_args(ExperimentName)) == EXPERIMENTS.keys()
    assert {row.experiment for row in MEASURES.values()} == EXPERIMENTS.keys()
    assert Evaluate().experiments == list(EXPERIMENTS)
