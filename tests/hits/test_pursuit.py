"""Matching pursuit among candidates."""

from __future__ import annotations

import numpy as np
import pytest

from hits.conftest import motif_of
from motiflens.hits.kernels import make_kernels
from motiflens.hits.pursuit import Candidates, pursue
from motiflens.sequences.onehot import encode, one_hot

BACKGROUND = (0.25, 0.25, 0.25, 0.25)
SEQUENCE = "AAAAGATTACAAACCGTAAAA"


def run(
    words: list[str], places: list[tuple[int, int]], scores: dict[int, float], least: float = 0.1
) -> tuple[list[int], list[float]]:
    """Return which candidates (kernel, start) are hits, and their coefficients."""
    motifs = [motif_of(f"A.deeplift.pos.{k}", word) for k, word in enumerate(words)]
    kernels = make_kernels(motifs, BACKGROUND)
    contributions = np.zeros(len(SEQUENCE), np.float32)
    for at, score in scores.items():
        contributions[at] = score
    found = Candidates(*np.array(places).T)
    bases = one_hot(encode(SEQUENCE)).astype(np.int8)
    chosen, coefficients = pursue(bases, contributions, found, kernels, np.full(len(places), least))
    return chosen.tolist(), (coefficients / kernels.size[found.kernel[chosen]]).tolist()


GATTACA, ACCG = dict.fromkeys(range(4, 11), 2.0), dict.fromkeys(range(12, 16), 1.0)


def test_separate_sites_are_all_hits_with_their_strength() -> None:
    chosen, coefficients = run(["GATTACA", "ACCG"], [(2, 12), (0, 4)], GATTACA | ACCG)
    assert chosen == [1, 0]
    assert coefficients == pytest.approx([2, 1])


def test_of_two_motifs_for_one_place_the_one_that_explains_more_is_the_hit() -> None:
    chosen, _ = run(["GATTACA", "TTACA"], [(2, 6), (0, 4)], GATTACA)
    assert chosen == [1]


def test_what_a_hit_explains_is_no_hit_of_its_neighbour() -> None:
    """CAAAC shares two of five bases with GATTACA."""
    places = [(0, 4), (2, 9)]
    assert run(["GATTACA", "CAAAC"], places, {**GATTACA, 11: 0.1})[0] == [0]
    own = dict.fromkeys((11, 12, 13), 2.0)
    assert run(["GATTACA", "CAAAC"], places, GATTACA | own)[0] == [0, 1]


def test_nothing_reaches_what_is_needed() -> None:
    chosen, coefficients = run(["GATTACA"], [(0, 4)], GATTACA, least=100)
    assert chosen == []
    assert coefficients == []
