"""The check of the reference: percentile, verdict and words."""

from __future__ import annotations

import numpy as np
import pytest

from motiflens.attribution.reference_check import check_reference

NEGATIVES = np.arange(1000, dtype=np.float32)


@pytest.mark.parametrize(
    ("output", "percentile", "verdict"),
    [(-1.0, 0.0, "ok"), (499.5, 50.0, "ok"), (989.5, 99.0, "ok"), (991.5, 99.2, "suspect")],
)
def test_the_percentile_is_the_share_of_outputs_below(
    output: float, percentile: float, verdict: str
) -> None:
    check = check_reference(output, NEGATIVES, "negatives")
    assert check.percentile == pytest.approx(percentile)
    assert check.verdict == verdict
    assert check.n == 1000
    assert check.quantiles["50"] == pytest.approx(499.5)


def test_the_remedies_are_said_in_order_where_it_is_suspect() -> None:
    message = check_reference(2000.0, NEGATIVES, "shuffles").message
    places = [
        message.index(word) for word in ("1000 shuffles", "shuffled or GC", "LRP", "anchored")
    ]
    assert places == sorted(places)
    quiet = check_reference(0.0, NEGATIVES, "negatives")
    assert "anchor" not in quiet.message
    assert quiet.as_dict()["message"] == quiet.message
