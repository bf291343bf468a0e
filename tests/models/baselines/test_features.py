"""Features of the baselines against slow counts."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from motiflens.models.baselines import features
from motiflens.models.baselines.features import gc_features, kmer_features
from motiflens.sequences.onehot import decode, encode, reverse_complement

CODES = np.random.default_rng(0).integers(0, 5, (12, 70)).astype(np.uint8)
CODES[:, :40] %= 4  # an N in the right half alone


def _slow(codes: np.ndarray) -> Counter[str]:
    text, found = decode(codes), Counter[str]()
    for at in range(len(text) - 5):
        word = text[at : at + 6]
        if "N" not in word:
            found[min(word, decode(reverse_complement(encode(word))))] += 1
    return found


def test_counts_are_those_of_every_place_and_both_strands() -> None:
    found = kmer_features(CODES)
    assert found.shape == (12, 2080)
    for row, codes in zip(found, CODES, strict=True):
        counted = _slow(codes)
        words = sorted(counted)
        assert (np.flatnonzero(row) == [_column(word) for word in words]).all()
        np.testing.assert_allclose(row[row > 0] ** 2, [counted[word] for word in words], rtol=1e-6)


def _column(word: str) -> int:
    """Return the place of a word among all that are no later than their reverse complement."""
    return int(np.flatnonzero(kmer_features(encode(word)[None])[0])[0])


def test_columns_are_in_the_order_of_the_alphabet() -> None:
    columns = [_column(word) for word in ("AAAAAA", "AAAAAC", "AAAAAG", "AACGTT", "TTAAAA")]
    assert columns[:3] == [0, 1, 2]
    assert columns == sorted(columns)
    assert _column("TTTTTT") == _column("AAAAAA")


def test_the_other_strand_has_the_same_features() -> None:
    turned = reverse_complement(CODES)
    np.testing.assert_array_equal(kmer_features(turned), kmer_features(CODES))
    np.testing.assert_array_equal(gc_features(turned), gc_features(CODES))


def test_counting_some_at_a_time_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = kmer_features(CODES)
    monkeypatch.setattr(features, "_LETTERS", 150)
    np.testing.assert_array_equal(kmer_features(CODES), whole)


def test_sequences_shorter_than_a_word_have_none() -> None:
    assert not kmer_features(CODES[:, :5]).any()


def test_gc_is_told_in_tenths() -> None:
    codes = np.stack([encode("GGCATTTTTT"), encode("GGCCATATNN")])
    np.testing.assert_allclose(gc_features(codes), [[-2, 4], [0, 0]], atol=1e-6)
