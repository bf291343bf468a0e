"""A motif is shown on the strand of its best significant match, whichever it was found on."""

from __future__ import annotations

from typing import Any

import pytest

from motiflens.report.inputs import Inputs
from motiflens.report.motif_card import CONTRIBUTION, LOGOS, MotifCard, motif_card
from report.examples import with_result


def card(inputs: Inputs, **changes: Any) -> MotifCard:
    """Return the card of the first motif, its best match changed."""
    motifs = inputs.results[0].motifs
    first = motifs.motifs[0]
    best, *others = first.matches
    best = best.model_copy(update=changes)
    first = first.model_copy(update={"matches": (best, *others), "consensus": "NRTTACG"})
    return motif_card(inputs.results[0], first, LOGOS, "here")


@pytest.mark.parametrize(
    ("changes", "consensus", "kinds"),
    [
        ({"strand": "+"}, "NRTTACG", ("contribution", "contribution_rc", "probability")),
        ({"strand": "-"}, "CGTAAYN", ("contribution_rc", "contribution", "probability_rc")),
        (
            {"strand": "-", "significant": False},
            "NRTTACG",
            ("contribution", "contribution_rc", "probability"),
        ),
    ],
)
def test_strand(
    inputs: Inputs, changes: dict[str, Any], consensus: str, kinds: tuple[str, ...]
) -> None:
    shown = card(inputs, **changes)
    assert shown.consensus[0] == consensus
    assert set(shown.consensus) == {"NRTTACG", "CGTAAYN"}
    for drawing, kind in zip(shown.logos, kinds, strict=True):
        assert f'id="here-{kind}-title"' in drawing.svg


def test_matches_read_as_drawn_or_reversed(inputs: Inputs) -> None:
    turned, straight = card(inputs, strand="-"), card(inputs, strand="+")
    best, second = turned.motif.matches
    assert (best.strand, second.strand) == ("-", "+")
    assert turned.as_drawn(best)
    assert not turned.as_drawn(second)
    assert straight.as_drawn(second)
    assert not straight.as_drawn(best)


def test_without_a_significant_match_strands_are_those_found(inputs: Inputs) -> None:
    shown = card(inputs, strand="-", significant=False)
    assert shown.match is None
    assert not shown.as_drawn(shown.motif.matches[0])


def test_each_strand_is_read_from_its_file(inputs: Inputs, tmp_path: Any) -> None:
    result = with_result(inputs, 0, logos=tmp_path).results[0]
    motif = result.motifs.motifs[0]
    for kind, letter in (("contribution", "A"), ("contribution_rc", "T")):
        svg = f"<svg><text>{letter}</text></svg>"
        (tmp_path / f"{motif.name}.{kind}.svg").write_text(svg)
    reverse = motif.matches[0].model_copy(update={"strand": "-"})
    turned = motif.model_copy(update={"matches": (reverse,)})
    for found, letter in ((motif, "A"), (turned, "T")):
        (drawing,) = motif_card(result, found, (CONTRIBUTION,), "here").logos
        assert f"<text>{letter}</text>" in drawing.svg
