"""Simulated sequences hold what they say, where they say it."""

from __future__ import annotations

import numpy as np
import pytest

from motiflens.errors import InputError
from motiflens.sequences.onehot import encode, reverse_complement
from motiflens.sequences.simulation import YEAST, Simulated, Sites, simulate, simulate_reads

MOTIF = np.eye(4)[encode("GATTACA")]
DECOY = np.eye(4)[encode("CCGTC")]
MIXED = np.array([[0.7, 0.1, 0.1, 0.1], [0.05, 0.05, 0.6, 0.3], [0.25, 0.25, 0.25, 0.25]])


def _read(codes: np.ndarray, sites: Sites) -> np.ndarray:
    """Return (N, w) what lies at the sites, on their own strands."""
    found = np.stack(
        [row[at : at + sites.width] for row, at in zip(codes, sites.start, strict=True)]
    )
    return np.where(sites.reverse[:, None], reverse_complement(found), found)


def _positives(made: Simulated) -> tuple[np.ndarray, Sites]:
    rows = made.labels == 1
    return made.codes[rows], Sites(
        made.motif.start[rows], made.motif.reverse[rows], made.motif.width
    )


def test_motif_and_decoy_lie_where_it_says() -> None:
    made = simulate(MOTIF, 401, 60, decoy=DECOY, seed=3)
    assert made.codes.shape == (401, 60)
    assert made.labels.sum() == 201
    assert (_read(*_positives(made)) == encode("GATTACA")).all()
    assert made.decoy is not None
    assert (_read(made.codes, made.decoy) == encode("CCGTC")).all()
    assert (made.motif.start[made.labels == 0] == -1).all()
    assert not made.motif.reverse[made.labels == 0].any()


def test_every_place_and_both_strands_are_used_equally() -> None:
    made = simulate(MOTIF, 20_000, 26, seed=1)
    positive = made.labels == 1
    places = np.bincount(made.motif.start[positive], minlength=20)
    assert len(places) == 20
    assert np.abs(places - 500).max() < 5 * np.sqrt(500)
    assert abs(made.motif.reverse[positive].mean() - 0.5) < 5 * 0.005


def test_letters_follow_the_matrix_and_the_composition() -> None:
    made = simulate(MIXED, 40_000, 10, seed=5)
    letters = _read(*_positives(made))
    found = np.stack([(letters == base).mean(axis=0) for base in range(4)], axis=1)
    assert np.abs(found - MIXED).max() < 5 * np.sqrt(0.25 / 20_000)
    others = made.codes[made.labels == 0]
    frequencies = np.bincount(others.ravel(), minlength=4) / others.size
    assert np.abs(frequencies - YEAST).max() < 5 * np.sqrt(0.25 / others.size)


def test_the_decoys_place_says_nothing_of_the_label() -> None:
    made = simulate(MOTIF, 40_000, 30, decoy=DECOY, seed=2)
    assert made.decoy is not None
    with_motif = np.bincount(made.decoy.start[made.labels == 1], minlength=26)
    without = np.bincount(made.decoy.start[made.labels == 0], minlength=26)
    assert (np.abs(with_motif - without) < 5 * np.sqrt(with_motif + without + 1)).all()


@pytest.mark.parametrize("length", [60, 61])
def test_sites_stay_within_the_span(length: int) -> None:
    made = simulate(MOTIF, 2_000, length, decoy=DECOY, span=20, seed=4)
    assert made.decoy is not None
    first = (length - 20) // 2
    starts = np.concatenate([made.motif.start[made.labels == 1], made.decoy.start])
    ends = np.concatenate([made.motif.start[made.labels == 1] + 7, made.decoy.start + 5])
    assert (starts.min(), ends.max()) == (first, first + 20)


def test_the_shortest_span_is_enough_and_a_shorter_one_is_refused() -> None:
    assert simulate(MOTIF, 500, 16, decoy=DECOY).codes.shape == (500, 16)
    with pytest.raises(InputError, match="span of 15 bp"):
        simulate(MOTIF, 500, 15, decoy=DECOY)
    with pytest.raises(InputError, match="at most the 30 bp"):
        simulate(MOTIF, 500, 30, span=31)


def test_a_seed_gives_the_same_again_and_another_one_does_not() -> None:
    one, again, other = (simulate(MOTIF, 50, 40, decoy=DECOY, seed=seed) for seed in (7, 7, 8))
    assert (one.codes == again.codes).all()
    assert (one.motif.start == again.motif.start).all()
    assert (one.codes != other.codes).any()


def test_reads_lie_on_either_side_of_the_motif() -> None:
    made = simulate(MOTIF, 4_000, 300, span=100, seed=1)
    reads = simulate_reads(made, 200, bound=50.0, background=0.0, seed=2)
    assert reads.shape == (4_000, 2, 200)
    assert not reads[made.labels == 0].any()
    total = reads[made.labels == 1].sum(axis=(1, 2))
    assert abs(total.mean() - 50) < 5 * np.sqrt(50 / 2_000)
    assert abs(total.var() - 50) < 8
    place = made.motif.start[made.labels == 1] + 3 - 50
    mean = (reads[made.labels == 1] * np.arange(200)).sum(axis=2) / np.maximum(
        reads[made.labels == 1].sum(axis=2), 1
    )
    assert np.abs((mean - place[:, None]).mean(axis=0) - [-12, 12]).max() < 0.2


def test_background_is_all_that_negatives_have_and_one_track_is_the_sum() -> None:
    made = simulate(MOTIF, 2_000, 300, span=100)
    both = simulate_reads(made, 201, seed=3)
    one = simulate_reads(made, 201, tracks=1, seed=3)
    assert (one[:, 0] == both.sum(axis=1)).all()
    assert abs(both[made.labels == 0].mean() - 0.05) < 5 * np.sqrt(0.05 / (1_000 * 402))
