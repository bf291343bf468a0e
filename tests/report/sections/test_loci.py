from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from motiflens.report.entry import entries
from motiflens.report.inputs import Inputs
from motiflens.report.sections.loci import loci_views, top_windows
from motiflens.store.windows import SPLITS
from report.examples import with_result
from report.made_up import MadeUp
from report.page import Page


def with_split(inputs: Inputs, split: np.ndarray) -> Inputs:
    return replace(inputs, data=replace(inputs.data, part=split.astype(np.uint8)))


@pytest.mark.parametrize("kept", [(0, 1, 2), (0, 1), (0,)])
def test_the_most_held_out_windows_there_are(inputs: Inputs, kept: tuple[int, ...]) -> None:
    changed = with_split(inputs, np.minimum(inputs.data.split, max(kept)))
    rows = top_windows(changed, "A", 3)
    assert set(changed.data.split[rows]) == {max(kept)}


def test_highest_predictions_first(inputs: Inputs) -> None:
    result = inputs.results[0]
    held_out = {
        int(row): float(value)
        for row, value in zip(result.index, result.prediction, strict=True)
        if inputs.data.split[row] == SPLITS.index("test")
    }
    expected = sorted(held_out, key=lambda row: -held_out[row])[:3]
    assert top_windows(inputs, "A", 3).tolist() == expected


def test_windows_are_positives_that_every_method_explained(inputs: Inputs) -> None:
    second = inputs.results[1]
    kept = second.index[second.index % 2 == 0]
    at = second.positions(kept)
    changed = with_result(inputs, 1, index=kept, scores=second.scores[at])
    rows = top_windows(changed, "A", 50)
    assert len(rows) > 0
    assert set(rows.tolist()) <= set(kept.tolist())
    assert inputs.data.labels[rows, 0].all()


def test_windows_that_overlap_are_shown_once(inputs: Inputs) -> None:
    start = inputs.data.start // 400  # the positives of a split lie 22 bp apart, and are 40 bp long
    data = replace(inputs.data, start=start, end=start + inputs.data.window)
    changed = replace(inputs, data=data)
    rows = top_windows(changed, "A", 50)
    assert rows[0] == top_windows(inputs, "A", 1)[0]
    assert 1 < len(rows) < len(top_windows(inputs, "A", 50))
    for i, row in enumerate(rows):
        for other in rows[:i]:
            assert abs(start[row] - start[other]) >= data.window
    elsewhere = replace(data, chrom=np.array([f"chr{i}" for i in range(data.n)]))
    assert len(top_windows(replace(inputs, data=elsewhere), "A", 50)) > len(rows)
    sequences = replace(data, chrom=np.full(data.n, ""))
    assert len(top_windows(replace(inputs, data=sequences), "A", 50)) > len(rows)


def test_a_locus_says_where_it_is(inputs: Inputs, page: Page) -> None:
    (row,) = top_windows(inputs, "A", 1)
    locus = page.by_id("loci").all("div", "locus")[0]
    start, end = inputs.data.start[row], inputs.data.end[row]
    assert locus.all("h4")[0].text == f"chrI:{start:,}-{end:,} window {row}"
    result = inputs.results[0]
    assert locus.numbers == [float(result.prediction[result.index == row][0])]
    assert len(locus.all("svg")) == 2


def test_sequences_from_fasta_go_by_their_names(inputs: Inputs) -> None:
    data = replace(inputs.data, chrom=np.full(inputs.data.n, ""))
    locus = loci_views(replace(inputs, data=data), (), 1)[0].loci[0]
    assert locus.place.startswith("window ")
    assert locus.name == ""


def test_tracks_draw_the_score_of_each_base(
    inputs: Inputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[np.ndarray, np.ndarray, dict[str, object]]] = []

    def track(scores: np.ndarray, codes: np.ndarray, **settings: object) -> str:
        drawn.append((scores, codes, settings))
        return "<svg/>"

    monkeypatch.setattr("motiflens.report.sections.loci.track", track)
    loci_views(inputs, (), 1)
    (row,) = top_windows(inputs, "A", 1)
    for result, (scores, codes, settings) in zip(inputs.results[:2], drawn[:2], strict=True):
        assert (codes == inputs.data.window_codes()[row]).all()
        assert (scores == result.scores[result.positions(np.array([row]))][0]).all()
        assert settings["start"] == inputs.data.start[row]


def test_hits_are_marked_where_they_lie(made_up: MadeUp) -> None:
    inputs = made_up.inputs()
    shown = entries(inputs, 10)
    (locus,) = loci_views(inputs, shown, 1)[0].loci
    (row,) = top_windows(inputs, "Reb1", 1)
    start, end = int(inputs.data.start[row]), int(inputs.data.end[row])
    for result, drawing in zip(inputs.results, locus.tracks, strict=True):
        hits = result.beside.between("chrI", start, end)
        assert drawing.svg.count('class="mark"') == len(hits)
