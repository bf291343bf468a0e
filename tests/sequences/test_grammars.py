"""Sequences follow the grammar that they are drawn by, and the truth lies on its motifs."""

from __future__ import annotations

import numpy as np
import pytest

from motiflens.errors import ConfigError, InputError
from motiflens.sequences.grammars import (
    GC_RANGE,
    GRAMMARS,
    SimulatedGrammar,
    information_content,
    simulate_grammar,
)
from motiflens.sequences.onehot import encode, reverse_complement
from motiflens.sequences.simulation import Sites

FIRST = np.eye(4)[encode("GATTACA")]
SECOND = np.eye(4)[encode("CCGTC")]
MIXED = np.array([[0.7, 0.1, 0.1, 0.1], [0.25, 0.25, 0.25, 0.25], [0, 0, 0.5, 0.5]])


def _made(name: str, n: int = 240, **how: object) -> SimulatedGrammar:
    return simulate_grammar(name, (FIRST, SECOND), n, 80, **how)  # type: ignore[arg-type]


def _read(codes: np.ndarray, sites: Sites) -> list[str]:
    """Return what lies at each site, on its own strand."""
    found = []
    for row, start, reverse in zip(codes, sites.start, sites.reverse, strict=True):
        if start >= 0:
            letters = row[start : start + sites.width]
            found.append(
                "".join("ACGT"[c] for c in (reverse_complement(letters) if reverse else letters))
            )
    return found


@pytest.mark.parametrize("name", GRAMMARS)
def test_motifs_lie_where_it_says_and_do_not_overlap(name: str) -> None:
    made = _made(name, seed=1)
    first, second = made.sites
    assert set(_read(made.codes, first)) == {"GATTACA"}
    assert set(_read(made.codes, second)) <= {"CCGTC"}
    both = (first.start >= 0) & (second.start >= 0)
    apart = (first.start + 7 <= second.start) | (second.start + 5 <= first.start)
    assert apart[both].all()


@pytest.mark.parametrize("name", GRAMMARS)
def test_labels_follow_from_what_is_there(name: str) -> None:
    made, grammar = _made(name, seed=2), GRAMMARS[name]
    there = [tuple(row) for row in np.stack([sites.start >= 0 for sites in made.sites], 1)]
    assert made.labels.sum() == 120
    for label, cases in ((1, grammar.positive), (0, grammar.negative)):
        found = [case for case, own in zip(there, made.labels, strict=True) if own == label]
        counts = {case: found.count(case) for case in set(found)}
        assert counts.keys() == set(cases)
        assert max(counts.values()) - min(counts.values()) <= 1


def test_close_motifs_make_a_positive() -> None:
    made = _made("spacing", spacing=(3, 9), margin=10, seed=3)
    first, second = made.sites
    gap = np.maximum(second.start - first.start - 7, first.start - second.start - 5)
    assert set(gap[made.labels == 1]) == set(range(3, 10))
    assert gap[made.labels == 0].min() >= 20


def test_all_placements_are_equally_likely() -> None:
    made = simulate_grammar("and", (FIRST, SECOND), 20_000, 16, seed=4)
    first, second = (sites.start[made.labels == 1] for sites in made.sites)
    pairs, counts = np.unique(np.stack([first, second]), axis=1, return_counts=True)
    # Of two blocks of 7 and 5 bp in 16 bp there are 5 * 6 / 2 placements in either order.
    assert pairs.shape[1] == 30
    expected = 10_000 / 30
    assert np.abs(counts - expected).max() < 5 * np.sqrt(expected)


def test_truth_is_signed_by_what_a_motif_says() -> None:
    for name, sign in (("and", 1), ("repressor", -1), ("decoy", 0)):
        made = _made(name, seed=5)
        for row, (one, other) in enumerate(zip(*(s.start for s in made.sites), strict=True)):
            expected = np.zeros(80)
            if one >= 0:
                expected[one : one + 7] = 2
            if other >= 0:
                expected[other : other + 5] = 2 * sign
            assert (made.truth[row] == expected).all()


def test_truth_of_a_reversed_site_is_reversed() -> None:
    made = simulate_grammar("single", (MIXED, SECOND), 60, 30, seed=6)
    content = information_content(MIXED)
    assert content == pytest.approx([2 + 0.7 * np.log2(0.7) + 0.3 * np.log2(0.1), 0, 1])
    sites, strands = made.sites[0], set()
    for row in np.flatnonzero(made.labels == 1):
        at, reverse = sites.start[row], sites.reverse[row]
        expected = content[::-1] if reverse else content
        assert made.truth[row, at : at + 3] == pytest.approx(expected)
        strands.add(bool(reverse))
    assert strands == {True, False}


def test_gc_varies_between_sequences_and_not_between_labels() -> None:
    made = simulate_grammar("single", (FIRST, SECOND), 400, 400, gc="varying", seed=7)
    content = np.isin(made.codes, (1, 2)).mean(axis=1)
    assert GC_RANGE[0] - 0.1 < content.min() < 0.4 < 0.6 < content.max() < GC_RANGE[1] + 0.1
    difference = content[made.labels == 1].mean() - content[made.labels == 0].mean()
    assert abs(difference) < 5 * content.std() / np.sqrt(100)
    flat = simulate_grammar("single", (FIRST, SECOND), 400, 400, seed=7)
    assert np.isin(flat.codes, (1, 2)).mean(axis=1).std() < content.std() / 2


def test_the_same_seed_gives_the_same_sequences() -> None:
    assert (_made("or", seed=8).codes == _made("or", seed=8).codes).all()
    assert (_made("or", seed=8).codes != _made("or", seed=9).codes).any()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ConfigError, match="no grammar named 'xor'"):
        _made("xor")
    with pytest.raises(InputError, match="do not fit into 20 bp"):
        simulate_grammar("spacing", (FIRST, SECOND), 10, 20)
    with pytest.raises(InputError, match="do not fit into 11 bp"):
        simulate_grammar("single", (FIRST, SECOND), 10, 11)
