"""No two labels overlap, and none leaves the figure."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from motiflens.logos.lanes import inches, place

INTERVALS = st.tuples(st.integers(0, 990), st.integers(1, 300)).map(lambda x: (x[0], x[0] + x[1]))
LABELS = st.sampled_from(["REB1 (pos.0)", "pos.1", "a", "A_GENE_OF_A_LONG_NAME"])


@given(st.lists(st.tuples(INTERVALS, LABELS), max_size=25), st.sampled_from([20.0, 100.0]))
def test_boxes_and_labels_of_a_lane_lie_beside_each_other(
    things: list[tuple[tuple[int, int], str]], per_inch: float
) -> None:
    intervals, labels = [one[0] for one in things], [one[1] for one in things]
    found = place(intervals, labels, (0, 1000), per_inch, 7)
    spans = []
    for (start, end), label, at in zip(intervals, labels, found, strict=True):
        assert (at.start, at.end) == (start, min(end, 1000))
        width = inches(label, 7) * per_inch
        assert at.text >= 0
        assert at.text + width <= 1000 + 1e-9
        spans.append((at.lane, min(at.start, at.text), max(at.end, at.text + width)))
    for (lane, start, end), (other, first, last) in combinations(spans, 2):
        assert lane != other or end <= first or last <= start


def test_what_has_room_takes_one_lane() -> None:
    found = place([(0, 10), (500, 510)], ["pos.0", "pos.1"], (0, 1000), 100, 7)
    assert [at.lane for at in found] == [0, 0]


def test_words_have_room_in_a_wider_font() -> None:
    assert inches("REB1 (pos.0)", 7) > 0.5
    assert inches("REB1 (pos.0)", 14) > 1.9 * inches("REB1 (pos.0)", 7)
