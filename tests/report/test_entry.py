"""A motif is shown on the strand of its best significant match, and said to be so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from motiflens.report.entry import Entry, entries
from motiflens.report.inputs import Inputs
from report.examples import with_result


def entry(inputs: Inputs, **changes: Any) -> Entry:
    """Return the first motif, its best match changed."""
    motifs = inputs.results[0].motifs
    first = motifs.motifs[0]
    best, *others = first.matches
    matches = (best.model_copy(update=changes), *others)
    first = first.model_copy(update={"matches": matches, "consensus": "NRTTACG"})
    changed = motifs.model_copy(update={"motifs": (first, *motifs.motifs[1:])})
    return entries(with_result(inputs, 0, motifs=changed), 100)[0]


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({"strand": "+"}, "NRTTACG"),
        ({"strand": "-"}, "CGTAAYN"),
        ({"strand": "-", "significant": False}, "NRTTACG"),
    ],
)
def test_strand(inputs: Inputs, changes: dict[str, Any], known: str) -> None:
    shown = entry(inputs, **changes)
    assert shown.known == known
    assert shown.consensus == ("NRTTACG", "CGTAAYN")
    assert known in shown.logo()


def test_a_turned_logo_is_that_of_the_other_strand(inputs: Inputs) -> None:
    straight, turned = (entry(inputs, strand=strand).logo() for strand in "+-")
    assert [straight.count(f'"#g{base}"') for base in "ACGT"] == [
        turned.count(f'"#g{base}"') for base in "TGCA"
    ]


def test_without_a_significant_match_there_is_none(inputs: Inputs) -> None:
    shown = entry(inputs, significant=False)
    assert shown.match is None
    assert shown.label == "pos.0"
    assert entry(inputs).label == "REB3"


def test_anchors_are_unique_and_hold_no_letter_that_a_user_chose(inputs: Inputs) -> None:
    anchors = [one.anchor for one in entries(inputs, 100)]
    assert anchors[:2] == ["motif-1-deeplift-pos-0", "motif-1-deeplift-neg-0"]
    assert len(set(anchors)) == 8


def test_pages_are_shared_out_over_results(inputs: Inputs) -> None:
    assert [one.has_page for one in entries(inputs, 4)] == [True, False] * 4
    assert all(one.has_page for one in entries(inputs, 8))
    assert [one.has_page for one in entries(inputs, 1)] == [True, False] * 4


def test_without_hits_there_is_no_share(inputs: Inputs) -> None:
    assert entry(inputs).share is None
    assert replace(entry(inputs), hits=None).effect is None
