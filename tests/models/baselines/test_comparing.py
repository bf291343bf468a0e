"""Baselines find what is simple, and networks are told whether they do better."""

from __future__ import annotations

import numpy as np
import pytest

from motiflens.models.baselines import Baselines, compare
from motiflens.models.metrics import Comparison
from motiflens.sequences.composition import gc_content
from motiflens.sequences.onehot import encode
from motiflens.sequences.simulation import simulate, simulate_reads

MOTIF = np.eye(4)[encode("TTACCCGG")]
MADE = simulate(MOTIF, 1600, 80, seed=1)
LABELS = MADE.labels[:, None]
TRAIN, TEST = np.arange(0, 1600, 2), np.arange(1, 1600, 2)


@pytest.fixture(scope="module")
def fitted() -> Baselines:
    return Baselines(MADE.codes[TRAIN], LABELS[TRAIN])


def _compared(fitted: Baselines, outputs: np.ndarray, **more: int) -> dict[str, Comparison]:
    found = compare(fitted, MADE.codes[TEST], outputs, LABELS[TEST], ["task"], **more)["task"]
    return {one.baseline: one for one in found}


def test_six_letters_tell_a_motif_and_gc_does_not(fitted: Baselines) -> None:
    found = _compared(fitted, np.zeros((len(TEST), 1)))
    assert found["k-mers"].value > 0.95
    assert found["gc"].value < 0.75
    assert found["gc"].n_training == len(TRAIN)


def test_a_network_without_skill_does_no_better_than_either(fitted: Baselines) -> None:
    found = _compared(fitted, np.random.default_rng(0).normal(size=(len(TEST), 1)))
    assert found["gc"].does_as_well
    assert found["k-mers"].does_as_well
    assert found["k-mers"].high < 0


def test_a_perfect_network_leads(fitted: Baselines) -> None:
    found = _compared(fitted, LABELS[TEST] * 4.0 - 2)
    assert found["gc"].network == 1
    assert not found["gc"].does_as_well
    assert 0 < found["gc"].low < 1 - found["gc"].value < found["gc"].high


def test_a_network_that_says_the_same_has_no_lead(fitted: Baselines) -> None:
    found = _compared(fitted, fitted.predict("k-mers", MADE.codes[TEST]))["k-mers"]
    assert (found.low, found.high, found.does_as_well) == (0, 0, True)
    assert found.network == pytest.approx(found.value)


def test_a_seed_gives_the_same_interval(fitted: Baselines) -> None:
    outputs = np.random.default_rng(0).normal(size=(len(TEST), 1))
    one, again, other = (_compared(fitted, outputs, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_numbers_are_learnt_by_ridge_and_unknown_ones_left_out() -> None:
    gc = gc_content(MADE.codes)
    values = np.stack([30 * gc + np.random.default_rng(0).normal(size=1600), MADE.labels], axis=1)
    values[:40, 0] = np.nan
    fitted = Baselines(MADE.codes[TRAIN], values[TRAIN], readout="values")
    found = compare(
        fitted, MADE.codes[TEST], np.zeros((800, 2)) + gc[TEST, None], values[TEST], ["gc", "site"]
    )
    by_gc, by_kmers = found["gc"]
    assert by_gc.score == "pearson"
    assert by_gc.value > 0.8
    assert by_gc.does_as_well
    assert by_kmers.value > 0.7
    assert found["site"][1].value > 0.8 > 0.4 > found["site"][0].value


def test_of_profiles_the_counts_of_a_task_are_compared() -> None:
    reads = simulate_reads(MADE, 80, bound=30, seed=0)
    fitted = Baselines(MADE.codes[TRAIN], reads[TRAIN], readout="profiles", tracks=(2,))
    totals = np.log1p(reads.sum(axis=(1, 2)))[:, None]
    outputs = (np.zeros((800, 2, 80)), totals[TEST])
    found = compare(fitted, MADE.codes[TEST], outputs, reads[TEST], ["task"])["task"]
    by_gc, by_kmers = found
    assert by_kmers.network == pytest.approx(1)
    assert by_kmers.value > 0.8 > by_gc.value
    assert not by_kmers.does_as_well


def test_counts_are_compared_as_logarithms() -> None:
    reads = simulate_reads(MADE, 80, bound=30, seed=0).sum(axis=(1, 2))[:, None]
    fitted = Baselines(MADE.codes[TRAIN], reads[TRAIN], readout="counts")
    exact = np.log(reads[TEST] + 1e-9)
    by_kmers = compare(fitted, MADE.codes[TEST], exact, reads[TEST], ["task"])["task"][1]
    assert by_kmers.network == pytest.approx(1)
    assert by_kmers.value > 0.8


def test_where_all_windows_are_of_one_kind_nothing_is_compared(fitted: Baselines) -> None:
    found = compare(fitted, MADE.codes[:9], np.zeros((9, 1)), np.zeros((9, 1)), ["task"])
    assert found == {"task": []}


def test_a_task_of_which_too_little_is_known_has_baselines_that_say_the_same() -> None:
    fitted = Baselines(MADE.codes[:30], np.zeros((30, 1)))
    assert len(np.unique(fitted.predict("k-mers", MADE.codes[TEST]))) == 1
