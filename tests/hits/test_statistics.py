"""How hits lie, where that was planted and where it was not."""

from __future__ import annotations

import numpy as np
import pytest

from hits.conftest import motif_of
from motiflens.hits.kernels import make_kernels
from motiflens.hits.laid import Laid
from motiflens.hits.pairs import pairs
from motiflens.hits.positions import centred, histogram, palindromic, stranded
from motiflens.hits.record import Pair
from motiflens.hits.spacing import neighbours, spacings

LENGTH, WIDTH = 200, 9


def lay(rows: list[tuple[int, int, int, bool]], count: int = 2) -> Laid:
    """Return hits given as window, motif, start, and whether reversed."""
    window, motif, start, reverse = (np.array(x) for x in zip(*sorted(rows), strict=True))
    centre = 2 * start + WIDTH - 1
    order = np.lexsort([centre, window])
    return Laid(
        window[order], motif[order], reverse[order].astype(bool), centre[order],
        np.full(count, WIDTH), LENGTH,
    )  # fmt: skip


def at_random(n: int = 600, seed: int = 0) -> list[tuple[int, int, int, bool]]:
    """Return a hit of either motif for each of n windows, with probability one half each."""
    rng = np.random.default_rng(seed)
    return [
        (row, motif, int(rng.integers(0, 91) + 100 * motif), bool(rng.integers(2)))
        for row in range(n)
        for motif in range(2)
        if rng.random() < 0.5
    ]


def together(hits: Laid, **options: int) -> tuple[Pair, ...]:
    settings = {"max_distance": 100, "shuffles": 200, "seed": 0, **options}
    return pairs(hits, ["A", "B"], q_value=0.05, **settings)


def test_hits_in_the_middle_are_more_than_chance_gives() -> None:
    rng = np.random.default_rng(0)
    middle = [(row, 0, int(rng.integers(85, 105)), False) for row in range(60)]
    everywhere = [(row, 1, int(rng.integers(0, LENGTH - WIDTH + 1)), True) for row in range(300)]
    first, second = centred(lay(middle + everywhere))
    assert first.observed == 60
    assert first.expected == pytest.approx(60 * 66 / 192, abs=1)
    assert first.q_value < 1e-6
    assert second.p_value > 0.01
    hits = lay(middle)
    assert sum(histogram(hits, 0)) == 60
    assert sum(histogram(hits, 0)[16:24]) == 60


def test_strands_are_tested_but_of_palindromes() -> None:
    words = ("GTTACCCGG", "ACCACGTGG")
    motifs = [motif_of(f"A.deeplift.pos.{k}", word) for k, word in enumerate(words)]
    kernels = make_kernels(motifs, (0.25, 0.25, 0.25, 0.25))
    assert palindromic(kernels).tolist() == [False, True]
    one, other = stranded(lay([(row, row % 2, 50, False) for row in range(60)]), kernels)
    assert other is None
    assert one is not None
    assert (one.observed, one.expected) == (30, 15)
    assert one.p_value == pytest.approx(2 * 0.5**30)


def test_motifs_that_share_windows_by_chance_are_not_enriched() -> None:
    found = together(lay(at_random()))
    assert [(pair.first, pair.second) for pair in found] == [("A", "B")] or len(found) <= 3
    both = next(pair for pair in found if (pair.first, pair.second) == ("A", "B"))
    assert abs(both.together.log2_enrichment) < 1.2
    assert not both.spacings


def test_motifs_that_are_always_together_are_enriched() -> None:
    rng = np.random.default_rng(0)
    rows = [
        (row, motif, int(rng.integers(0, 90) + 100 * motif), False)
        for row in range(50)
        for motif in (0, 1)
    ]
    rows += [(row, row % 2, start, True) for row in range(50, 150) for start in (20, 120)]
    found = {(pair.first, pair.second): pair.together for pair in together(lay(rows))}
    assert found["A", "B"].observed == 50
    assert found["A", "A"].observed == found["B", "B"].observed == 50
    assert found["A", "B"].log2_enrichment < 0
    assert found["A", "A"].log2_enrichment > 0
    assert found["A", "A"].q_value <= 0.05


def test_distances_are_counted_pair_by_pair() -> None:
    rng = np.random.default_rng(1)
    rows = [
        (row, int(rng.integers(2)), int(rng.integers(0, 190)), bool(rng.integers(2)))
        for row in range(30)
        for _ in range(4)
    ]
    hits = lay(rows)
    for first, second in ((0, 0), (0, 1), (1, 1)):
        expected = np.zeros((3, 101), dtype=int)
        for i in range(len(hits.window)):
            for j in range(len(hits.window)):
                if hits.window[i] != hits.window[j] or (first == second and i >= j) or i == j:
                    continue
                if (hits.motif[i], hits.motif[j]) != (first, second):
                    continue
                left, right = min(i, j), max(i, j)
                distance = (hits.centre[right] - hits.centre[left]) // 2
                a, b = hits.reverse[left], hits.reverse[right]
                if distance <= 100:
                    expected[0 if a == b else 2 if a else 1, distance] += 1
        found = neighbours(hits, first, second, 100)
        np.testing.assert_array_equal(found.counts, expected)


def test_a_spacing_that_was_planted_is_found_in_its_orientation() -> None:
    rng = np.random.default_rng(0)
    rows = []
    for row in range(100):
        start, flipped = int(rng.integers(0, 120)), bool(rng.integers(2))
        right = start + (30 if row < 40 else int(rng.integers(10, 70)))
        # Facing each other: the left one reads on +, whichever motif it is.
        rows += [(row, int(flipped), start, False), (row, int(not flipped), right, True)]
    hits = lay(rows)
    near = neighbours(hits, 0, 1, 100)
    ((best, *_),) = spacings(hits, [near], 0.05)
    assert (best.orientation, best.distance) == ("converging", 30)
    assert best.test.observed >= 40
    assert best.test.expected < 5


def test_spacings_at_random_are_rarely_enriched() -> None:
    found = []
    for seed in range(10):
        hits = lay(at_random(seed=seed))
        found += spacings(hits, [neighbours(hits, 0, 1, 100)], 0.05)
    assert sum(bool(one) for one in found) <= 2
