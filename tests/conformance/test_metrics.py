"""The metric cases of an oracle file, against the functions that evaluate scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from motiflens.evaluation.metrics.curves import area
from motiflens.evaluation.metrics.grammar import kld_bits
from motiflens.evaluation.metrics.pwm import cosine_to_centred_pwm
from motiflens.evaluation.metrics.ranking import auroc, average_precision
from motiflens.evaluation.metrics.signal import snr_topk
from motiflens.evaluation.metrics.simplex import off_simplex_angle


def _each(case: dict[str, Any], *names: str) -> list[Any]:
    """Return inputs of a case as batches of one."""
    return [np.array([case[name]]) for name in names]


_METRICS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "auroc": lambda case: auroc(*_each(case, "scores", "labels")),
    "average_precision": lambda case: average_precision(*_each(case, "scores", "labels")),
    "snr_topk": lambda case: snr_topk(*_each(case, "scores", "labels"), k=case["k"]),
    "cosine_to_centred_pwm": lambda case: cosine_to_centred_pwm(
        *_each(case, "attribution", "centred_pwm")
    ),
    "deletion_auc_trapezoid": lambda case: area(*_each(case, "curve")),
    "kld_bits_vs_uniform": lambda case: kld_bits(*_each(case, "p")),
    "off_simplex_angle_degrees": lambda case: off_simplex_angle(
        np.array(case["gradient_column"])[None, :, None]
    ),
}


def test_metric(measured: dict[str, Any]) -> None:
    found = _METRICS[measured["metric"]](measured)
    assert np.ravel(found).tolist() == [pytest.approx(measured["value"], rel=1e-12)]
