"""The statistics against their definitions, written out slowly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import pearsonr, spearmanr

from motiflens.report.inputs import Inputs
from motiflens.report.statistics import agreement, completeness
from report.examples import with_result


def test_completeness(inputs: Inputs) -> None:
    result = inputs.results[0]
    found = completeness(result)
    errors = sorted(result.completeness_error.ravel().tolist())
    place = 0.999 * (len(errors) - 1)
    low = int(place)
    assert found.median == pytest.approx((errors[159] + errors[160]) / 2)
    assert found.p999 == pytest.approx(errors[low] + (place - low) * (errors[-1] - errors[low]))
    assert found.maximum == errors[-1]
    assert found.absolute_maximum == max(result.absolute_error.ravel().tolist())
    assert found.tolerance == 1e-5
    assert found.within


def test_errors_are_measured_without_their_sign(inputs: Inputs) -> None:
    result = inputs.results[0]
    turned = with_result(inputs, 0, completeness_error=-result.completeness_error).results[0]
    assert completeness(turned) == completeness(result)


def test_double_precision_is_held_to_more(inputs: Inputs) -> None:
    provenance = inputs.results[0].provenance | {"dtype": "float64"}
    found = completeness(with_result(inputs, 0, provenance=provenance).results[0])
    assert found.tolerance == 1e-10
    assert not found.within


@pytest.mark.parametrize("seed", range(10))
def test_agreement_is_the_median_over_shared_windows(inputs: Inputs, seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = inputs.results[:2]
    order = rng.permutation(second.n)[:-3]
    scores = rng.integers(-3, 4, second.scores.shape).astype(np.float32)[order]  # with ties
    changed = with_result(inputs, 1, index=second.index[order], scores=scores).results[1]
    found = agreement(first, changed)
    own = first.scores[order].astype(float)
    pairs = [(own[k], scores[k]) for k in range(len(order))]
    expected = [(pearsonr(a, b)[0], spearmanr(a, b)[0]) for a, b in pairs]
    assert found is not None
    assert found.n == second.n - 3
    assert (found.pearson, found.spearman) == pytest.approx(tuple(np.median(expected, axis=0)))


def test_windows_without_contrast_have_no_agreement(inputs: Inputs) -> None:
    first, second = inputs.results[:2]
    flat = second.scores[np.arange(second.n)]
    flat[:4] = 0
    changed = with_result(inputs, 1, scores=flat).results[1]
    found = agreement(first, changed)
    assert found is not None
    assert found.n == second.n - 4
    assert agreement(first, with_result(inputs, 1, scores=flat * 0).results[1]) is None


def test_methods_that_share_no_window_have_no_agreement(inputs: Inputs) -> None:
    assert agreement(inputs.results[0], inputs.results[2]) is None
