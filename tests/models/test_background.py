"""What is true of windows where nothing is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from models.examples import planted, with_counts, with_profiles, with_values
from motiflens.models.background import background_truth


def test_no_class_is_there() -> None:
    assert torch.equal(background_truth(planted(60)), torch.zeros(2))


def test_it_is_the_mean_of_training_negatives() -> None:
    for windows in (with_values(300), with_counts(300)):
        rows = windows.rows_of("train")
        negatives = rows[~windows.labels[rows].any(axis=1)]
        assert windows.values is not None
        expected = np.nanmean(windows.values[negatives], axis=0)
        np.testing.assert_allclose(background_truth(windows), expected, rtol=1e-5)


def test_without_negatives_it_is_the_mean_of_all() -> None:
    windows = with_counts(300)
    everything = replace(windows, labels=np.ones_like(windows.labels))
    assert windows.values is not None
    expected = windows.values[windows.rows_of("train")].mean(axis=0)
    np.testing.assert_allclose(background_truth(everything), expected, rtol=1e-5)


def test_reads_of_profiles_are_spread_evenly() -> None:
    windows = with_profiles(300)
    found = background_truth(windows)
    assert found.shape == (3, 30)
    assert torch.equal(found, found[:, :1].expand_as(found))
    rows = windows.rows_of("train")
    negatives = rows[~windows.labels[rows].any(axis=1)]
    assert windows.profiles is not None
    cut = [
        windows.profiles[row][:, start : start + 30]
        for row, start in zip(negatives, windows.offset[negatives], strict=True)
    ]
    np.testing.assert_allclose(found[:, 0], np.mean(cut, axis=(0, 2)), rtol=1e-5)
