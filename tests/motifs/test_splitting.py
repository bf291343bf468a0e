"""Patterns of two motifs are taken apart; those of one are not, however much it varies."""

from __future__ import annotations

import logging

import numpy as np
import pytest
from modiscolite.core import Seqlet, SeqletSet
from numpy.typing import NDArray

from motiflens.motifs.splitting import second_motif, taken_apart

WIDTH = 40
BACKGROUND = np.array([0.31, 0.19, 0.19, 0.31])
Array = NDArray[np.float64]


def matrix(word: str, start: int = 12, conserved: float = 0.9) -> Array:
    """Return (WIDTH, 4) frequencies of a word; N and what lies beside it are background."""
    found = np.tile(BACKGROUND, (WIDTH, 1))
    for i, letter in enumerate(word, start):
        if letter != "N":
            found[i] = (1 - conserved) / 3
            found[i, "ACGT".index(letter)] = conserved
    return found


def draw(*parts: tuple[Array, int], seed: int = 0) -> Array:
    """Return sites of one matrix after the other, one-hot."""
    rng = np.random.default_rng(seed)
    bounds = np.concatenate([np.broadcast_to(p, (n, WIDTH, 4)) for p, n in parts]).cumsum(axis=2)
    codes = (rng.random((*bounds.shape[:2], 1)) > bounds[:, :, :3]).sum(axis=2)
    return np.asarray(np.eye(4)[codes])


def pattern(sequences: Array, read: slice = slice(8, 32)) -> SeqletSet:
    """Return a pattern; each base contributes 1 where it is read, else nothing."""
    seqlets = []
    is_read = np.zeros((WIDTH, 1), np.float32)
    is_read[read] = 1
    for row, sequence in enumerate(sequences.astype(np.float32)):
        seqlet = Seqlet(row, 5, 5 + WIDTH, bool(row % 2))
        seqlet.sequence = sequence
        seqlet.contrib_scores = seqlet.hypothetical_contribs = is_read * sequence
        seqlets.append(seqlet)
    return SeqletSet(seqlets)


def coordinates(made: SeqletSet) -> list[tuple[int, int, int, bool]]:
    return [(s.example_idx, s.start, s.end, s.is_revcomp) for s in made.seqlets]


GAPPED, SHORT = matrix("CGGNNNACAGTNNTCCG"), matrix("TTACCCGG", start=15)


@pytest.mark.parametrize("sizes", [(300, 300), (500, 60), (80, 400)])
def test_two_motifs_that_share_a_part_are_told_apart(sizes: tuple[int, int]) -> None:
    second = second_motif(draw((matrix("GAGNACTGTNNCCG"), sizes[0]), (SHORT, sizes[1])))
    expected = np.repeat([False, True], sizes)
    right = (second == expected).mean()
    assert max(right, 1 - right) > 0.95


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (matrix("TTACCCGG"), matrix("TTACCCGG")),
        (matrix("TTACCCGG"), matrix("TTACCCGG", conserved=0.6)),
        (matrix("TTACCCGG"), matrix("TTACCCGGAAAA")),
        (matrix("GATTACCCGG"), matrix("NCTTACCCGG")),
    ],
    ids=["the same", "weaker", "flank", "other flank"],
)
def test_one_motif_that_varies_is_one(one: Array, other: Array) -> None:
    assert not second_motif(draw((one, 300), (other, 300))).any()


@pytest.mark.parametrize("half", ["ATCACT", "NNNNNNNNNNACGATA"])
def test_sites_with_half_of_a_motif_are_no_other_motif(half: str) -> None:
    whole = matrix("ATCACTNNNNACGATA")
    assert not second_motif(draw((whole, 300), (matrix(half), 300))).any()


def test_readings_of_a_palindrome_are_no_other_motif() -> None:
    read = matrix("CATNACCTTAAGGT", start=10)
    other = matrix("ACCTTAAGGTNATG", start=14)
    np.testing.assert_array_equal(other[14:28], read[10:24][::-1, ::-1])
    assert not second_motif(draw((read, 300), (other, 300))).any()


def test_few_sites_do_not_tell_of_two_motifs() -> None:
    """What two matrices explain better is not worth their parameters."""
    rng = np.random.default_rng(1)
    for n in (0, 1, 2, 10, 25):
        sites = draw((SHORT, n), seed=int(rng.integers(1000))) if n else np.zeros((0, WIDTH, 4))
        assert not second_motif(sites).any()


def test_sites_that_are_all_the_same_or_unknown_are_one_motif() -> None:
    assert not second_motif(np.tile(draw((SHORT, 1)), (50, 1, 1))).any()
    assert not second_motif(np.zeros((50, WIDTH, 4))).any()


def test_unknown_bases_tell_of_nothing() -> None:
    sites = draw((matrix("GAGNACTGTNNCCG"), 200), (SHORT, 200))
    sites[::2, :5] = 0
    sites[:40, 30:] = 0
    right = (second_motif(sites) == np.repeat([False, True], 200)).mean()
    assert max(right, 1 - right) > 0.95


def test_a_pattern_of_three_motifs_becomes_three(caplog: pytest.LogCaptureFixture) -> None:
    sites = draw((GAPPED, 200), (SHORT, 150), (matrix("TGAGTCAT", start=14), 100))
    whole = pattern(sites)
    with caplog.at_level(logging.INFO):
        parts = taken_apart(whole, 20, n_leiden=1)
    assert sorted(len(part.seqlets) for part in parts) == pytest.approx([100, 150, 200], abs=5)
    assert sorted(c for part in parts for c in coordinates(part)) == coordinates(whole)
    assert len(caplog.records) == 2


def test_parts_are_means_of_their_seqlets_with_subpatterns() -> None:
    for part in taken_apart(pattern(draw((GAPPED, 90), (SHORT, 90))), 20, n_leiden=1):
        mean = np.mean([seqlet.sequence for seqlet in part.seqlets], axis=0)
        np.testing.assert_allclose(part.sequence, mean, atol=1e-6)
        parts = part.subcluster_to_subpattern.values()
        assert sorted(c for x in parts for c in coordinates(x)) == sorted(coordinates(part))


def test_a_pattern_is_left_whole_rather_than_lose_a_few() -> None:
    whole = pattern(draw((GAPPED, 200), (SHORT, 60)))
    assert len(taken_apart(whole, 50, n_leiden=1)) == 2
    assert taken_apart(whole, 70, n_leiden=1) == [whole]


def test_bases_that_the_model_does_not_read_tell_of_nothing() -> None:
    """Such as those of repeats that one motif lies in."""
    words = ("TTACCCGGATGCAAGTCGAT", "TTACCCGGCCATTGCAACTG")
    sites = draw(*((matrix(word, conserved=0.97), 200) for word in words))
    whole = pattern(sites, read=slice(12, 20))
    assert taken_apart(whole, 20, n_leiden=1) == [whole]
    assert len(taken_apart(pattern(sites), 20, n_leiden=1)) == 2


def test_one_motif_is_left_as_it_is() -> None:
    whole = pattern(draw((GAPPED, 150)))
    assert taken_apart(whole, 20, n_leiden=1) == [whole]
