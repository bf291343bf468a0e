"""The dinucleotide shuffles of an oracle file: which there are, how many, each as likely."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from scipy.stats import chisquare

from motiflens.sequences.onehot import decode, encode
from motiflens.sequences.shuffling import log_arrangements, shuffle_references


def test_shuffles(shuffled: dict[str, Any]) -> None:
    codes, wanted = encode(shuffled["sequence"])[None], shuffled["all_valid_shuffles"]
    assert len(set(wanted)) == len(wanted) == shuffled["count"]
    assert np.exp(log_arrangements(codes)[0]) == pytest.approx(shuffled["count"], rel=1e-9)
    drawn = Counter(map(decode, shuffle_references(codes, 100 * len(wanted))[0]))
    assert set(drawn) == set(wanted)
    if len(wanted) > 1:
        assert chisquare([drawn[sequence] for sequence in wanted]).pvalue > 0.001
