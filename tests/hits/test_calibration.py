"""Thresholds from what chance gives."""

from __future__ import annotations

import numpy as np
import pytest

from motiflens.hits.calibration import least_log_odds, least_product


def test_the_least_product_lets_in_as_many_decoys_as_was_asked_for() -> None:
    own = np.arange(1, 101, dtype=float)
    decoys = np.array([3.0, 4.5, 10.5, 20.5, 60.5])
    found = least_product(own, decoys, 0.05)
    assert found == 5
    assert ((decoys >= found).sum() + 1) / (own >= found).sum() <= 0.05
    assert ((decoys >= found - 1).sum() + 1) / (own >= found - 1).sum() > 0.05


def test_few_hits_must_be_above_all_decoys() -> None:
    assert 3 < least_product(np.array([1.0, 5.0]), np.array([2.0, 3.0]), 0.05) < 3.001
    assert least_product(np.array([1.0]), np.zeros(0), 0.05) == pytest.approx(0)


def test_the_share_of_instances_sets_the_log_odds() -> None:
    """1,000 of 1,024,000 places are instances that cannot be mistaken: 10 bits are even."""
    sure = np.full(1000, 60.0)
    assert least_log_odds(sure, 1_024_000, 0.5) == pytest.approx(10, abs=0.01)
    assert least_log_odds(sure, 1_024_000, 0.8) == pytest.approx(12, abs=0.01)
    unsure = np.concatenate([sure, np.zeros(5000)])
    assert least_log_odds(unsure, 1_024_000, 0.5) == pytest.approx(10, abs=0.05)


def test_without_hits_the_bases_must_be_all_the_better() -> None:
    assert least_log_odds(np.zeros(0), 10_000, 0.5) == pytest.approx(np.log2(10_001), abs=0.01)
