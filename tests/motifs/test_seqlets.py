"""Seqlets and the tracks that they are cut from."""

from __future__ import annotations

import numpy as np

from motiflens.config import Discover
from motiflens.motifs.patterns import find_patterns
from motiflens.motifs.seqlets import CORE, FLANK, find_seqlets
from motiflens.motifs.tracks import MARGIN, track_set
from motifs.planted import MOTIF, contributions, plant


def test_tracks_are_the_windows_with_room_at_both_ends() -> None:
    scores, _ = plant(n=5, length=61)
    tracks = track_set(scores)
    inside = slice(MARGIN, MARGIN + 61)
    assert tracks.length == 61 + 2 * MARGIN
    np.testing.assert_array_equal(tracks.one_hot[:, inside], scores.sequences.swapaxes(1, 2))
    np.testing.assert_array_equal(tracks.contrib_scores[:, inside], scores.projected.swapaxes(1, 2))
    assert not tracks.contrib_scores[:, :MARGIN].any()
    assert not tracks.hypothetical_contribs[:, -MARGIN:].any()
    np.testing.assert_array_equal(tracks.one_hot[:, :MARGIN], 0.25)


def test_unknown_bases_are_no_base_rather_than_another() -> None:
    scores, _ = plant(n=5, length=61)
    codes = scores.sequences.argmax(axis=1).astype(np.uint8)
    codes[2, 7] = 4
    tracks = track_set(contributions(codes, scores.hypothetical))
    np.testing.assert_array_equal(tracks.one_hot[2, MARGIN + 7], 0.25)
    assert not tracks.contrib_scores[2, MARGIN + 7].any()


def test_seqlets_hold_the_planted_motif_strongest_first() -> None:
    scores, sites = plant(n=100, length=81)
    tracks = track_set(scores)
    found = find_seqlets(tracks, Discover())
    planted = {site.row: site.start for site in sites}
    for seqlet in found.positive:
        start = planted[seqlet.example_idx]
        assert seqlet.end - seqlet.start == CORE + 2 * FLANK
        assert seqlet.start - MARGIN <= start
        assert seqlet.end - MARGIN >= start + len(MOTIF)
    sums = [seqlet.contrib_scores[FLANK:-FLANK].sum() for seqlet in found.positive]
    assert sums == sorted(sums, reverse=True)
    assert len(found.positive) >= 0.7 * len(sites)


def test_recursive_seqlets_lie_around_the_planted_motif() -> None:
    scores, sites = plant(n=100, length=81)
    found = find_seqlets(track_set(scores), Discover(seqlets="recursive", seqlet_p=0.1))
    planted = {site.row: site.start for site in sites}
    near = [x for x in found.positive if x.example_idx in planted]
    middles = [(x.start + x.end) / 2 - MARGIN - planted[x.example_idx] for x in near[: len(sites)]]
    assert len(near) >= 0.9 * len(sites)
    assert np.mean(np.abs(np.array(middles) - len(MOTIF) / 2) <= 3) >= 0.9
    sums = [x.contrib_scores[FLANK:-FLANK].sum() for x in found.positive]
    assert sums == sorted(sums, reverse=True)


def test_motifs_of_either_sign_come_of_recursive_seqlets() -> None:
    for sign in (1, -1):
        scores, sites = plant(n=120, length=61, share=0.5, sign=sign)
        options = Discover(seqlets="recursive", seqlet_p=0.2, n_leiden=1)
        found = find_patterns(scores, options)
        (first, *_) = (found.positive if sign > 0 else found.negative) or []
        assert len(first.seqlets) >= 0.8 * len(sites)


def test_the_strongest_seqlets_are_kept_where_there_are_too_many() -> None:
    scores, _ = plant(n=250, length=61, share=1)
    strongest = {s.example_idx for s in find_seqlets(track_set(scores), Discover()).positive[:100]}
    found = find_patterns(scores, Discover(n_leiden=1, max_seqlets=100))
    kept = {seqlet.example_idx for x in found.positive or [] for seqlet in x.seqlets}
    assert found.n_positive > 100
    assert len(kept) >= 20
    assert kept <= strongest


def test_of_many_windows_some_from_all_over_are_searched() -> None:
    scores, sites = plant(n=300, length=61, share=1)
    found = find_patterns(scores, Discover(n_leiden=1, max_windows=100))
    (motif, *_) = found.positive or []
    assert found.n_searched == 100
    windows = [seqlet.example_idx for seqlet in motif.seqlets]
    assert max(windows) > 250  # numbered among all windows
    planted = {site.row: site for site in sites}
    away = [abs((x.start + x.end) // 2 - planted[x.example_idx].start - 5) for x in motif.seqlets]
    assert np.mean(np.array(away) <= 10) >= 0.9
