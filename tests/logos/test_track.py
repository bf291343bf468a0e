"""Contribution tracks."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from motiflens.logos.palettes import COLOURS
from motiflens.logos.track import contribution_track

SVG = "{http://www.w3.org/2000/svg}"


def track(scores: np.ndarray, start: int = 1234) -> ElementTree.Element:
    text = contribution_track(scores, start=start, chrom="chrIV", title="Reb1 by <DeepLIFT>")
    assert text == contribution_track(
        scores, start=start, chrom="chrIV", title="Reb1 by <DeepLIFT>"
    )
    return ElementTree.fromstring(text)


def letters(root: ElementTree.Element) -> str:
    """Return the bases that are drawn, from left to right."""
    bases = {colour.lower(): base for base, colour in COLOURS.items()}
    found = []
    for path in root.iter(f"{SVG}path"):
        colour = path.get("style", "").removeprefix("fill: ")[:7]
        if colour in bases:
            for contour in re.split("z", path.get("d", ""))[:-1]:
                x = [float(word) for word in re.findall(r"[MLQ] ([\d.]+)", contour)]
                found.append((min(x), max(x), bases[colour]))
    holes = {x for x in found for y in found if y[0] < x[0] < x[1] < y[1]}
    return "".join(base for *_, base in sorted(set(found) - holes))


def test_each_scored_base_is_one_letter_in_order() -> None:
    rng = np.random.default_rng(0)
    bases = rng.integers(0, 4, 60)
    scores = np.zeros((4, 60))
    scores[bases, np.arange(60)] = rng.normal(size=60)
    assert letters(track(scores)) == "".join("ACGT"[base] for base in bases)


@pytest.mark.parametrize("start", [0, 662_405])
def test_the_axis_gives_places_on_the_chromosome(start: int) -> None:
    scores = np.zeros((4, 200))
    scores[0, 5] = 1
    words = [element.text for element in track(scores, start).iter(f"{SVG}text")]
    assert "position on chrIV (bp, 0-based)" in words
    assert "contribution (output units)" in words
    assert "Reb1 by <DeepLIFT>" in words
    ticks = [int(word.replace(",", "")) for word in words if re.fullmatch(r"[\d,]+", word or "")]
    assert all(start <= tick < start + 200 for tick in ticks)
    assert len(ticks) >= 5


def test_a_window_without_scores_is_an_empty_track() -> None:
    assert letters(track(np.zeros((4, 30)))) == ""
