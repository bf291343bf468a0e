"""Metrics of profiles against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from motiflens.models.metrics import evaluate

TRACKS = (2, 1)
RNG = np.random.default_rng(1)
READS = RNG.poisson(RNG.gamma(0.3, 3, (30, 3, 12))).astype(np.float32)
READS[4, 0] = 0  # a strand without reads
READS[7] = 0  # a window without any
LOGITS = (np.log(READS + 0.5) + RNG.normal(size=READS.shape)).astype(np.float32)
COUNTS = RNG.normal(3, 1, (30, 2)).astype(np.float32)


def _evaluate(
    logits: np.ndarray = LOGITS, counts: np.ndarray = COUNTS, reads: np.ndarray = READS
) -> dict[str, dict[str, float | None]]:
    found = evaluate((logits, counts), reads, ["a", "b"], readout="profiles", tracks=TRACKS)
    return {task: metrics.values for task, metrics in found.items()}


def _median(predicted: np.ndarray, reads: np.ndarray) -> float:
    """Return the median over windows of the mean over strands with reads, one by one."""
    found = []
    for said, counted in zip(predicted, reads, strict=True):
        strands = [
            jensenshannon(c / c.sum(), s / s.sum())
            for s, c in zip(said, counted, strict=True)
            if c.sum() > 0
        ]
        if strands:
            found.append(np.mean(strands))
    return float(np.median(found))


@pytest.mark.parametrize(("task", "strands"), [("a", slice(0, 2)), ("b", slice(2, 3))])
def test_distances_are_those_of_each_window(task: str, strands: slice) -> None:
    reads, values = READS[:, strands].astype(float), _evaluate()[task]
    softmax = np.exp(LOGITS[:, strands].astype(float))
    mean = np.broadcast_to(reads.sum(axis=0), reads.shape)
    assert values["jsd"] == pytest.approx(_median(softmax, reads))
    assert values["jsd_of_mean"] == pytest.approx(_median(mean, reads))
    assert values["jsd_of_uniform"] == pytest.approx(_median(np.ones_like(reads), reads))


def test_the_likelihood_is_that_of_every_read() -> None:
    total = 0.0
    for window in range(30):
        for strand in range(2):
            said = np.exp(LOGITS[window, strand].astype(float))
            total -= (READS[window, strand] * np.log(said / said.sum())).sum()
    expected = total / READS[:, :2].sum()
    assert _evaluate()["a"]["multinomial"] == pytest.approx(expected)


def test_a_perfect_profile_has_no_distance_and_a_constant_added_to_logits_is_nothing() -> None:
    perfect = np.log(np.maximum(READS, 1e-30))
    values = _evaluate(perfect)["a"]
    assert values["jsd"] == pytest.approx(0, abs=1e-6)
    assert values["jsd_of_uniform"] == _evaluate()["a"]["jsd_of_uniform"]
    shifted = _evaluate(LOGITS + 50)["a"]
    assert shifted["jsd"] == pytest.approx(_evaluate()["a"]["jsd"], rel=1e-5)


def test_counts_are_those_of_all_strands_of_a_task() -> None:
    totals = np.log1p(READS[:, :2].sum(axis=(1, 2)))
    exact = np.stack([totals, totals], axis=1)
    values = _evaluate(counts=exact)
    assert values["a"]["mse"] == pytest.approx(0, abs=1e-10)
    assert values["a"]["pearson"] == pytest.approx(1)
    assert values["b"]["pearson"] < 0.99


def test_without_a_read_nothing_is_defined_of_profiles() -> None:
    values = _evaluate(reads=np.zeros_like(READS))["a"]
    names = ("jsd", "jsd_of_mean", "jsd_of_uniform", "multinomial")
    assert {values[name] for name in names} == {None}
