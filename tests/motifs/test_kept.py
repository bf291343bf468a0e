"""Which motifs found with one reference are found with another."""

from __future__ import annotations

import numpy as np
import pytest

from motiflens.motifs import kept
from motiflens.motifs.kept import likeness, motifs_by_reference, names_by
from report.examples import example_motif

RNG = np.random.default_rng(0)
A = RNG.normal(size=(9, 4))


def slow(a: np.ndarray, b: np.ndarray) -> float:
    """Return the likeness from its definition, one alignment at a time."""
    best = -np.inf
    for strand in (b, b[::-1, ::-1]):
        for shift in range(-len(b) + 1, len(a)):
            total = sum(
                a[i] @ strand[i - shift] for i in range(len(a)) if 0 <= i - shift < len(strand)
            )
            best = max(best, total)
    return best / np.linalg.norm(a) / np.linalg.norm(b)


@pytest.mark.parametrize("width", [1, 5, 9, 12])
def test_likeness_is_the_best_cosine(width: int) -> None:
    b = RNG.normal(size=(width, 4))
    assert likeness(A, b) == pytest.approx(slow(A, b))


def test_likeness_sees_shifts_and_strands() -> None:
    padded = np.concatenate([np.zeros((3, 4)), A])
    assert likeness(A, padded) == pytest.approx(1)
    assert likeness(A, padded[::-1, ::-1]) == pytest.approx(1)
    assert likeness(A, -A) < 0.8
    assert likeness(A, np.zeros((4, 4))) == 0


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
