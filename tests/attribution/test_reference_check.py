"""The check of the reference: percentile, verdict and words."""

from __future__ import annotations

import re
from dataclasses import fields

import numpy as np
import pytest

from motiflens.attribution.reference_check import REMEDIES, check_reference
from motiflens.attribution.references import REFERENCES
from motiflens.errors import InputError

NEGATIVES = np.arange(1000, dtype=np.float32)


@pytest.mark.parametrize(
    ("output", "percentile", "verdict"),
    [(-1.0, 0.0, "ok"), (499.5, 50.0, "ok"), (989.5, 99.0, "ok"), (991.5, 99.2, "suspect")],
)
def test_the_percentile_is_the_share_of_outputs_below(
    output: float, percentile: float, verdict: str
) -> None:
    check = check_reference(output, NEGATIVES, "negatives")
    assert check.percentile == check.worst_percentile == pytest.approx(percentile)
    assert check.verdict == verdict
    assert (check.output, check.worst, check.count, check.n) == (output, output, 1, 1000)
    assert check.quantiles["50"] == pytest.approx(499.5)


@pytest.mark.parametrize("shape", [(4,), (1, 4), (2, 4)])
def test_several_references_are_judged_by_their_mean(shape: tuple[int, ...]) -> None:
    outputs = np.broadcast_to([100.5, 200.5, 300.5, 1200.5], shape)
    check = check_reference(outputs, NEGATIVES, "negatives")
    assert (check.count, check.output, check.worst) == (4, 450.5, 1200.5)
    assert check.percentile == pytest.approx(45.1)
    assert check.worst_percentile == 100
    assert check.verdict == "ok"
    assert "(4 of a sequence; mean 450.50, highest 1200.50) is above 45.1 %" in check.message
    assert check_reference(outputs + 600, NEGATIVES, "negatives").verdict == "suspect"


def test_one_own_reference_of_each_sequence_is_one() -> None:
    check = check_reference(np.array([[1.5], [2.5], [6.5]]), NEGATIVES, "shuffles")
    assert (check.count, check.output, check.worst) == (1, 3.5, 6.5)


@pytest.mark.parametrize("outputs", [2000.0, [1900.0, 2100.0]])
def test_the_remedies_are_said_in_order_where_it_is_suspect(outputs: float | list[float]) -> None:
    message = check_reference(outputs, NEGATIVES, "shuffles").message
    places = [message.index(word) for word in ("1000 shuffles", "gc-matched", "LRP", "anchored")]
    assert places == sorted(places)
    assert all(remedy in message for remedy in REMEDIES)
    assert ("for positives" in message) == isinstance(outputs, list)
    quiet = check_reference(0.0, NEGATIVES, "negatives")
    assert "anchor" not in quiet.message


def test_what_the_remedies_name_exists() -> None:
    named = [word for word in re.findall(r"[\w-]+", REMEDIES[0]) if word in REFERENCES]
    assert named == ["dinucleotide-shuffles", "gc-matched"]
    assert all(REFERENCES[name].dna for name in named)


def test_the_provenance_holds_every_field_and_the_message() -> None:
    check = check_reference([0.0, 1.0], NEGATIVES, "negatives")
    stored = check.as_dict()
    assert stored["message"] == check.message
    assert all(stored[field.name] == getattr(check, field.name) for field in fields(check))


@pytest.mark.parametrize(
    ("outputs", "background", "message"),
    [
        (np.nan, NEGATIVES, "1 of the model's 1 outputs for references"),
        ([0.0, np.inf], NEGATIVES, "1 of the model's 2 outputs for references"),
        (0.0, np.array([0.0, np.nan]), "outputs for shuffles are not finite"),
        (0.0, np.array([]), "no outputs for shuffles"),
        ([], NEGATIVES, "no outputs for references"),
    ],
)
def test_outputs_that_say_nothing_are_refused(
    outputs: object, background: np.ndarray, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        check_reference(outputs, background, "shuffles")  # type: ignore[arg-type]
