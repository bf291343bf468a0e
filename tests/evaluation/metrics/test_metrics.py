"""Each measure against its definition, written out slowly, and against numbers made elsewhere."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from motiflens.evaluation.metrics.agreement import centred, cosine, pearson, spearman
from motiflens.evaluation.metrics.completeness import completeness_error
from motiflens.evaluation.metrics.curves import area, deletion_curve, highest, insertion_curve
from motiflens.evaluation.metrics.grammar import kld_bits, kmer_mass
from motiflens.evaluation.metrics.infidelity import infidelity
from motiflens.evaluation.metrics.localisation import distance_to_centre, smoothed, within
from motiflens.evaluation.metrics.pwm import centred_pwm, cosine_to_centred_pwm
from motiflens.evaluation.metrics.ranking import auroc, average_precision
from motiflens.evaluation.metrics.sensitivity import sensitivity_n
from motiflens.evaluation.metrics.signal import snr_topk
from motiflens.evaluation.metrics.similarity import rank_similarity, structural_similarity
from motiflens.evaluation.metrics.simplex import off_simplex_angle
from motiflens.evaluation.metrics.stability import mean_pairwise

RNG = np.random.default_rng(3)
SCORES = np.array([[0.9, 0.1, 0.4, 0.4, -0.2, 0.8]])
TRUTH = np.array([[1, 0, 1, 0, 0, 1]], bool)


def test_numbers_made_elsewhere() -> None:
    """Those of the conformance files, whose format knows these measures by name."""
    assert auroc(SCORES, TRUTH) == pytest.approx(0.9444444444444444)
    assert average_precision(SCORES, TRUTH) == pytest.approx(0.9166666666666666)
    assert snr_topk(SCORES, TRUTH, k=2) == pytest.approx(2.8)
    maps = np.array([[[0.5, 0.1], [-0.2, 0.3], [0.0, -0.3], [-0.3, -0.1]]])
    pwm = np.array([[0.6, 0.0], [-0.2, 0.0], [-0.2, 0.0], [-0.2, 0.0]])
    assert cosine_to_centred_pwm(maps, pwm) == pytest.approx(0.7580980435789033)
    assert area(np.array([1.0, 0.7, 0.4, 0.35, 0.1])) == pytest.approx(0.5)
    assert kld_bits(np.array([0.5, 0.25, 0.125, 0.125])) == pytest.approx(0.25)
    gradient = np.array([[[0.3], [0.1], [0.2], [0.4]]])
    assert off_simplex_angle(gradient) == pytest.approx(65.90515744788931)


@given(arrays(np.float64, (2, 12), elements=st.floats(-5, 5, width=16)))
def test_auroc_is_the_chance_that_a_true_position_outranks_another(scores: np.ndarray) -> None:
    truth = np.zeros((2, 12), bool)
    truth[:, [1, 4, 5]] = True
    for found, row, wanted in zip(auroc(scores, truth), scores, truth, strict=True):
        pairs = [(a > b) + 0.5 * (a == b) for a in row[wanted] for b in row[~wanted]]
        assert found == pytest.approx(np.mean(pairs))


def test_precision_is_averaged_at_each_true_position() -> None:
    scores, truth = RNG.permutation(20.0 * np.arange(15))[None], np.zeros((1, 15), bool)
    truth[0, [2, 7, 9, 14]] = True
    order = truth[0][np.argsort(-scores[0])]
    expected = [order[: rank + 1].mean() for rank in np.flatnonzero(order)]
    assert average_precision(scores, truth) == pytest.approx(np.mean(expected))


def test_a_sequence_of_one_class_has_no_rank() -> None:
    scores, truth = np.ones((2, 4)), np.array([[True] * 4, [False] * 4])
    assert np.isnan(auroc(scores, truth)).all()
    assert np.isnan(average_precision(scores, truth)).all()
    assert np.isnan(snr_topk(scores, truth)).all()


def test_pearson_and_cosine_are_those_of_their_sums() -> None:
    a, b = RNG.normal(size=(5, 4, 7)) * 1e-200, RNG.normal(size=(5, 4, 7)) + 1e3
    for row in range(5):
        one, other = a[row].ravel() * 1e200, b[row].ravel()
        assert pearson(a, b)[row] == pytest.approx(np.corrcoef(one, other)[0, 1], abs=1e-9)
        expected = one @ other / math.sqrt((one @ one) * (other @ other))
        assert cosine(a, b)[row] == pytest.approx(expected)


def test_what_does_not_vary_agrees_with_nothing() -> None:
    a, b = np.full((1, 9), 0.1), RNG.normal(size=(1, 9))
    assert np.isnan(pearson(a, b)).all()
    assert np.isnan(spearman(a, b)).all()
    assert np.isnan(cosine(np.zeros((1, 9)), b)).all()


@given(arrays(np.float64, (1, 10), elements=st.floats(-3, 3, width=16), unique=True))
def test_spearman_sees_nothing_but_ranks(scores: np.ndarray) -> None:
    assert spearman(scores, np.exp(scores)) == pytest.approx(1)
    assert spearman(scores, -(scores**3)) == pytest.approx(-1)


def test_centred_maps_sum_to_zero() -> None:
    assert centred(RNG.normal(size=(3, 4, 5))).sum(axis=1) == pytest.approx(np.zeros((3, 5)))
    assert centred_pwm(np.full((4, 3), 0.25)) == pytest.approx(np.zeros((4, 3)))


def test_the_background_of_signal_to_noise_is_its_largest_positive_scores() -> None:
    scores = np.array([[5.0, -1, 4, 3, 2, -9]])
    truth = np.array([[1, 0, 0, 0, 0, 0]], bool)
    assert snr_topk(scores, truth, k=2) == pytest.approx(5 / 3.5)
    assert snr_topk(scores, truth) == pytest.approx(5 / 3)


def test_the_highest_smoothed_score_is_measured_from_the_nearest_centre() -> None:
    scores = np.zeros((2, 30))
    scores[0, 9:12], scores[0, 25] = 1, 2
    scores[1, 4] = 1
    centres = np.array([[3.0, 12], [np.nan, np.nan]])
    found = distance_to_centre(scores, centres, width=3)
    assert found[0] == 2
    assert np.isnan(found[1])
    assert within(found, 2).tolist()[0] == 1
    assert within(found, 1).tolist()[0] == 0
    assert smoothed(scores, 3)[0, 10] == pytest.approx(1)
    assert smoothed(scores, 3)[0, 8] == pytest.approx(1 / 3)


def test_curves_replace_the_highest_first() -> None:
    x = np.eye(4)[RNG.integers(0, 4, (3, 8))].transpose(0, 2, 1)
    weights = RNG.normal(size=(4, 8))
    fills = RNG.random((3, 2, 4, 8))

    def predict(inputs: np.ndarray) -> np.ndarray:
        return np.asarray((inputs * weights).sum(axis=(1, 2)))

    scores = RNG.normal(size=(3, 8))
    deleted = deletion_curve(predict, x, scores, fills, steps=4)
    inserted = insertion_curve(predict, x, scores, fills, steps=4)
    for row in range(3):
        order = np.argsort(-scores[row])
        for point in range(5):
            gone = order[: 2 * point]
            outputs = {"deleted": [], "inserted": []}
            for fill in fills[row]:
                without, within_fill = x[row].copy(), fill.copy()
                without[:, gone], within_fill[:, gone] = fill[:, gone], x[row][:, gone]
                outputs["deleted"].append((without * weights).sum())
                outputs["inserted"].append((within_fill * weights).sum())
            assert deleted[row, point] == pytest.approx(np.mean(outputs["deleted"]))
            assert inserted[row, point] == pytest.approx(np.mean(outputs["inserted"]))


def test_of_equal_scores_the_first_come_first() -> None:
    assert highest(np.zeros((1, 4)), 2)[0].tolist() == [
        [False] * 4,
        [True, True, False, False],
        [True] * 4,
    ]


def test_a_linear_model_is_wholly_known_by_its_scores() -> None:
    scores = RNG.normal(size=(4, 10))
    subsets = RNG.random((4, 30, 10)) < 0.3
    drops = np.array([[scores[i, s].sum() for s in subsets[i]] for i in range(4)])
    assert sensitivity_n(scores, subsets, drops) == pytest.approx(np.ones(4))
    assert sensitivity_n(-scores, subsets, drops) == pytest.approx(-np.ones(4))
    assert infidelity(scores, subsets, drops) == pytest.approx(np.zeros(4), abs=1e-20)
    assert infidelity(np.zeros((4, 10)), subsets, drops) == pytest.approx(np.ones(4))
    assert infidelity(1.01 * scores, subsets, drops) == pytest.approx(np.full(4, 1e-4))


def test_completeness_is_relative_to_the_larger_of_sum_and_sizes() -> None:
    scores = np.array([[1.0, -1.0], [2.0, 1.0], [0.0, 0.0]])
    found = completeness_error(scores, np.array([0.5, 3.0, 0.0]))
    assert found == pytest.approx([0.25, 0, 0])


def test_mass_lies_on_the_kmers_that_are_there() -> None:
    codes, scores = np.array([[0, 1, 0, 1, 4]]), np.array([[1.0, 2, -3, 4, 5]])
    found = kmer_mass(codes, scores, 2)
    assert found.shape == (1, 16)
    assert found[0, 1] == 3 + 4  # AC twice: 1 + 2, 0 + 4
    assert found[0, 4] == 2  # CA
    assert found.sum() == 9


def test_divergence_is_zero_from_itself_and_infinite_from_what_lacks_something() -> None:
    p = np.array([[3.0, 1, 0, 0]])
    assert kld_bits(p, 7 * p) == pytest.approx(0)
    assert np.isinf(kld_bits(p, np.array([1.0, 0, 0, 0]))).all()
    assert np.isnan(kld_bits(np.zeros((1, 4)))).all()


def test_similarity_knows_no_sign_and_no_scale() -> None:
    a, b = RNG.normal(size=(2, 60)), RNG.normal(size=(2, 60))
    for measure in (rank_similarity, structural_similarity):
        assert measure(a, -3 * a) == pytest.approx(np.ones(2))
        assert (np.abs(measure(a, b)) < 0.5).all()
        assert measure(a, b) == pytest.approx(measure(b, a))


def test_structural_similarity_is_the_mean_over_windows() -> None:
    a, b = np.abs(RNG.normal(size=20)), np.abs(RNG.normal(size=20))
    a, b = a / a.max(), b / b.max()
    windows = [
        (np.pad(a, 3, "symmetric")[i : i + 7], np.pad(b, 3, "symmetric")[i : i + 7])
        for i in range(20)
    ]
    expected = np.mean(
        [
            (2 * p.mean() * q.mean() + 1e-4)
            * (2 * np.cov(p, q, ddof=0)[0, 1] + 9e-4)
            / ((p.mean() ** 2 + q.mean() ** 2 + 1e-4) * (p.var() + q.var() + 9e-4))
            for p, q in windows
        ]
    )
    assert structural_similarity(a[None], b[None])[0] == pytest.approx(expected)


def test_pairs_are_averaged() -> None:
    a, b, c = (RNG.normal(size=(2, 9)) for _ in range(3))
    expected = (pearson(a, b) + pearson(a, c) + pearson(b, c)) / 3
    assert mean_pairwise([a, b, c]) == pytest.approx(expected)


def test_a_gradient_in_the_plane_of_dna_has_no_angle() -> None:
    flat = centred(RNG.normal(size=(1, 4, 6)))
    assert off_simplex_angle(flat) == pytest.approx(np.zeros((1, 6)), abs=1e-9)
    assert off_simplex_angle(-np.ones((1, 4, 1))) == pytest.approx(-90)
    assert np.isnan(off_simplex_angle(np.zeros((1, 4, 1)))).all()
