"""Fit of motifs, by the definition."""

from __future__ import annotations

import numpy as np
import pytest

from hits.conftest import motif_of
from motiflens.hits.kernels import make_kernels, permuted
from motiflens.hits.scan import scan
from motifs.planted import plant

BACKGROUND = (0.31, 0.19, 0.19, 0.31)
WORDS = ("GTTACCCGG", "TGACTCATTCA")


def test_a_fit_is_product_cosine_and_log_odds_at_each_place() -> None:
    scores, _ = plant(n=3, length=30, edge=2)
    sequences = scores.sequences.copy()
    sequences[1, :, 7:12] = 0
    projected = scores.projected * sequences
    motifs = [motif_of(f"A.deeplift.pos.{k}", word) for k, word in enumerate(WORDS)]
    fit = scan(projected, sequences, make_kernels(motifs, BACKGROUND))
    for place in range(fit.score.shape[1]):
        for kernel, motif in enumerate(m for m in motifs for _ in "+-"):
            step = -1 if kernel % 2 else 1
            cwm = motif.drawn("contribution")[::step, ::step]
            frequencies = motif.drawn("probability")[::step, ::step]
            start = place + fit.first
            inside = [p for p in range(start, start + len(cwm)) if 0 <= p < 30]
            parts = [p - start for p in inside]
            whole = np.sum(cwm**2)
            share = np.sum(cwm[parts] ** 2) / whole
            assert fit.possible[place, kernel] == (share >= 0.9 - 1e-9)
            for row in range(3):
                under = projected[row][:, inside].T
                product = np.sum(under * cwm[parts]) / np.sqrt(whole)
                size = np.sqrt(np.sum(under**2))
                smooth = (100 * frequencies[parts] + BACKGROUND) / 101 / np.array(BACKGROUND)
                odds = np.sum(sequences[row][:, inside].T * np.log2(smooth))
                found = (fit.score, fit.similarity, fit.log_odds)
                expected = (product, product / size if size else 0, odds)
                for have, want in zip(found, expected, strict=True):
                    assert have[row, place, kernel] == pytest.approx(want, abs=1e-4)


def test_permuted_motifs_keep_their_positions_but_not_the_order() -> None:
    motifs = [motif_of(f"A.deeplift.pos.{k}", word) for k, word in enumerate(WORDS)]
    kernels = make_kernels(motifs, BACKGROUND)
    decoys = permuted(kernels, 0)
    for row, width in enumerate(kernels.width):
        for name in ("contribution", "log_odds"):
            own, other = (getattr(x, name)[row, :width] for x in (kernels, decoys))
            assert sorted(map(tuple, own.round(9))) == sorted(map(tuple, other.round(9)))
            assert not np.allclose(own, other)
    np.testing.assert_array_equal(
        decoys.contribution[1][:9], decoys.contribution[0][:9][::-1, ::-1]
    )
    np.testing.assert_array_equal(permuted(kernels, 0).contribution, decoys.contribution)
