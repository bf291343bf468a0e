"""Which motifs found with one reference are found with another."""

from __future__ import annotations

import pytest

from motiflens.motifs import kept
from motiflens.motifs.kept import motifs_by_reference, names_by
from report.examples import example_motif


def test_motifs_are_kept_where_one_of_the_same_sign_is_alike() -> None:
    standard = (example_motif("s.pos.0", "positive", 30), example_motif("s.neg.0", "negative", 30))
    assert names_by(standard, standard) == ("s.pos.0", "s.neg.0")
    assert names_by(standard, standard[:1]) == ("s.pos.0",)
    assert names_by(standard, ()) == ()


def test_the_standard_names_the_motifs_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"standard": (example_motif("m", "positive", 9),), "other": ()}
    monkeypatch.setattr(kept, "_discovered", lambda name, scores: found[name])
    scores = dict.fromkeys(found)
    assert motifs_by_reference(scores, "standard") == {"standard": ("m",), "other": ()}
    assert motifs_by_reference({"other": None}, "standard") == {}
