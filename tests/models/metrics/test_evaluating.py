"""Every readout has its metrics, and each of them once more by GC content."""

from __future__ import annotations

import json

import numpy as np
import pytest

from motiflens.models.metrics import METRICS, Metrics, evaluate
from motiflens.readouts import READOUTS

RNG = np.random.default_rng(0)
N = 100


def _measured(readout: str, gc: np.ndarray | None) -> Metrics:
    outputs = RNG.normal(size=(N, 1))
    truth = RNG.integers(0, 2, (N, 1)).astype(float)
    if readout == "profiles":
        outputs, truth = (RNG.normal(size=(N, 1, 9)), outputs), RNG.poisson(1, (N, 1, 9))
    return evaluate(outputs, truth, ["task"], gc, readout=readout, tracks=(1,))["task"]


@pytest.mark.parametrize("readout", READOUTS)
def test_every_readout_has_the_metrics_of_its_rows(readout: str) -> None:
    metrics = _measured(readout, RNG.random(N))
    names = {name for name, row in METRICS.items() if readout in row.readouts}
    assert metrics.values.keys() == names
    assert all(stratum.values.keys() == names for stratum in metrics.by_gc)
    assert None not in metrics.values.values()
    assert Metrics.model_validate(json.loads(metrics.model_dump_json())) == metrics


def test_readouts_of_the_table_exist_and_names_are_keys() -> None:
    assert all(name == row.name for name, row in METRICS.items())
    assert {readout for row in METRICS.values() for readout in row.readouts} == set(READOUTS)


def test_strata_are_fifths_of_the_windows_by_gc() -> None:
    gc = RNG.permutation(np.arange(N)) / N
    strata = _measured("classes", gc).by_gc
    assert [stratum.n for stratum in strata] == [20] * 5
    assert [stratum.low for stratum in strata] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])
    assert [stratum.high for stratum in strata] == pytest.approx([0.19, 0.39, 0.59, 0.79, 0.99])


def test_the_metrics_of_a_stratum_are_those_of_its_windows() -> None:
    gc, outputs = RNG.random(N), RNG.normal(size=(N, 1))
    labels = RNG.integers(0, 2, (N, 1))
    lowest = evaluate(outputs, labels, ["task"], gc)["task"].by_gc[0]
    rows = gc <= lowest.high
    assert evaluate(outputs[rows], labels[rows], ["task"])["task"].values == lowest.values


def test_equal_contents_stay_together() -> None:
    gc = np.repeat([0.3, 0.5], [90, 10])
    strata = _measured("classes", gc).by_gc
    assert [(stratum.low, stratum.high, stratum.n) for stratum in strata] == [
        (0.3, 0.3, 90),
        (0.5, 0.5, 10),
    ]


def test_contents_go_with_the_windows_that_are_known() -> None:
    truth = RNG.normal(size=(N, 1))
    truth[50:] = np.nan
    gc = np.repeat([0.2, 0.9], 50)
    found = evaluate(RNG.normal(size=(N, 1)), truth, ["a"], gc, readout="values")["a"]
    assert [(stratum.low, stratum.n) for stratum in found.by_gc] == [(0.2, 50)]


def test_without_windows_there_are_no_metrics() -> None:
    nothing = evaluate(np.zeros((0, 1)), np.zeros((0, 1)), ["a"], np.zeros(0))["a"]
    assert (nothing.n, nothing.by_gc, nothing.reliability) == (0, [], [])
    assert set(nothing.values.values()) == {None}
