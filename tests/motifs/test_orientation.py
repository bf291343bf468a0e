"""A pattern and its reverse complement are shown on the same strand."""

from __future__ import annotations

import numpy as np
from modiscolite.core import Seqlet, SeqletSet

from motiflens.motifs.orientation import oriented
from motiflens.motifs.tracks import track_set
from motifs.planted import MOTIF, plant


def pattern(reverse: bool) -> SeqletSet:
    """Return the pattern of the planted sites, on one strand or the other."""
    scores, sites = plant(n=30, length=61)
    tracks = track_set(scores)
    seqlets = [
        Seqlet(site.row, 80 + site.start, 80 + site.start + len(MOTIF), site.strand == "-")
        for site in sites
    ]
    made = SeqletSet(tracks.create_seqlets(seqlets))
    if reverse:
        made = SeqletSet([seqlet.revcomp() for seqlet in made.seqlets])
    made.subclusters = np.arange(len(made.seqlets)) % 2
    made.subcluster_to_subpattern = {k: SeqletSet(made.seqlets[k::2]) for k in (0, 1)}
    made.subcluster_to_subpattern[0].subclusters = None
    return made


def coordinates(made: SeqletSet) -> list[tuple[int, int, int, bool]]:
    return [(s.example_idx, s.start, s.end, s.is_revcomp) for s in made.seqlets]


def test_either_strand_is_shown_on_the_one_with_more_a_and_c() -> None:
    given, other = oriented(pattern(reverse=False)), oriented(pattern(reverse=True))
    np.testing.assert_allclose(given.contrib_scores, other.contrib_scores)
    np.testing.assert_allclose(given.sequence, other.sequence)
    a, c, g, t = np.abs(given.contrib_scores).sum(axis=0)
    assert a + c >= g + t
    assert coordinates(given) == coordinates(other)


def test_subpatterns_are_turned_with_their_pattern() -> None:
    before = pattern(reverse=False)
    after = oriented(before)
    assert after is not before
    np.testing.assert_allclose(after.sequence, before.sequence[::-1, ::-1])
    for k, part in after.subcluster_to_subpattern.items():
        assert coordinates(part) == coordinates(after)[k::2]
    np.testing.assert_array_equal(after.subclusters, before.subclusters)


def test_a_pattern_on_that_strand_is_left_as_it_is() -> None:
    turned = oriented(pattern(reverse=False))
    assert oriented(turned) is turned
