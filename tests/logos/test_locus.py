"""A locus shows every base, hit and gene at its place."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from logos.test_letters import outlines
from motiflens.logos.boxes import Site
from motiflens.logos.figures import svg
from motiflens.logos.locus import Track, locus_figure
from motiflens.sequences.genes import Gene

START = 662_405


def scores(length: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    found = np.zeros((4, length))
    found[rng.integers(0, 4, length), np.arange(length)] = rng.normal(size=length)
    return found


def figure(length: int = 60, **others: object) -> Figure:
    sites = (Site(START + 5, START + 12, "+", "pos.0"), Site(START + 7, START + 14, "-", "REB1"))
    tracks = [Track("A, DeepLIFT", scores(length), sites), Track("A, LRP", scores(length, 1))]
    return locus_figure(tracks, chrom="chrIV", start=START, end=START + length, **others)


def texts(found: Figure) -> list[str]:
    return [text.get_text() for axes in found.axes for text in axes.texts] + [
        text.get_text() for text in found.texts
    ]


def boxes(axes: Axes) -> list[tuple[float, float]]:
    """Return the left and right end of each box, in bp."""
    found = []
    for patch in axes.patches:
        if isinstance(patch, Polygon | Rectangle):
            corners = patch.get_transform().transform(patch.get_path().vertices)
            x = axes.transData.inverted().transform(corners)[:, 0]
            found.append((round(min(x) + 0.5, 3), round(max(x) + 0.5, 3)))
    return found


def test_each_base_is_a_letter_at_its_place() -> None:
    expected = scores(60)
    found = outlines(figure().axes[0])
    assert sorted(found) == sorted(
        (START + int(place), "ACGT"[base])
        for base, place in zip(*np.nonzero(expected), strict=True)
    )


def test_hits_lie_below_their_own_track_and_point_along_their_strand() -> None:
    first, below, second = figure().axes
    assert first.get_gid() == "track-1"
    assert second.get_gid() == "track-2"
    assert boxes(below) == [(START + 5, START + 12), (START + 7, START + 14)]
    forward, backward = (patch.get_path().vertices for patch in below.patches)
    tips = [corners[np.isclose(corners[:, 1], np.mean(corners[[0, 3], 1]))] for corners in
            (forward, backward)]  # fmt: skip
    assert [tip[0, 0] + 0.5 for tip in tips] == [START + 12, START + 7]
    assert first.get_xlim() == below.get_xlim() == second.get_xlim() == (
        START - 0.5, START + 60 - 0.5
    )  # fmt: skip


def test_words_name_tracks_hits_genes_the_place_and_units() -> None:
    genes = [Gene("SSY5", "chrIV", START - 90, START + 30, "-", ((START - 90, START + 10),))]
    found = figure(genes=genes, title="peak 7")
    assert {"A, DeepLIFT", "A, LRP", "pos.0", "REB1", "SSY5", "peak 7"} <= set(texts(found))
    assert "position on chrIV (bp, 0-based)" in texts(found)
    assert found.axes[0].get_ylabel() == "contribution\n(output units)"
    assert boxes(found.axes[-1]) == [(START, START + 10)]
    found.draw_without_rendering()
    ticks = [label.get_text() for label in found.axes[-1].get_xticklabels()]
    assert f"{START + 5:,}" in ticks


@pytest.mark.parametrize(("length", "bars"), [(60, False), (300, False), (2114, True)])
def test_bases_too_narrow_to_read_are_bars(length: int, bars: bool) -> None:
    found = figure(length)
    assert found.get_figwidth() <= 13
    corners = sum(len(patch.get_path().vertices) for patch in found.axes[0].patches)
    assert (corners == 5 * length) == bars


def test_where_nothing_is_known_is_said() -> None:
    known = scores(60)
    known[:, 30:] = np.nan
    found = locus_figure([Track("A", known)], chrom="chrIV", start=START, end=START + 60)
    assert "no window here" in texts(found)
    places = [place for place, _ in outlines(found.axes[0])]
    assert sorted(places) == list(range(START, START + 30))
    assert "no window here" not in texts(figure())


def test_the_same_locus_gives_the_same_bytes() -> None:
    assert svg(figure()) == svg(figure())


def test_names_do_not_overlap_as_they_are_drawn() -> None:
    sites = [Site(START + k, START + k + 8, "+", f"REB1 (pos.{k})") for k in range(0, 50, 4)]
    tracks = [Track("A", scores(60), sites)]
    found = locus_figure(tracks, chrom="chrIV", start=START, end=START + 60)
    found.draw_without_rendering()
    extents = [text.get_window_extent() for text in found.axes[1].texts]
    assert len(extents) == len(sites)
    width = found.get_figwidth() * found.dpi
    for number, box in enumerate(extents):
        assert box.x0 >= 0
        assert box.x1 <= width
        assert not any(box.overlaps(other) for other in extents[number + 1 :])
