"""Small multiples hold every logo, in its row."""

from __future__ import annotations

from logos.test_write import motifs
from motiflens.logos.figures import svg
from motiflens.logos.kinds import KINDS
from motiflens.logos.panels import motif_panel, set_panel


def test_a_panel_of_a_motif_has_every_kind_on_both_strands() -> None:
    found = motifs("A.x.pos.0")
    figure = motif_panel(found.motifs[0], found.background)
    assert len(figure.axes) == 2 * len(KINDS)
    words = svg(figure)
    for kind in KINDS.values():
        assert all(word in words for word in kind.unit.split(" (")[0].split())
    ids = [patch.get_gid() for axes in figure.axes for patch in axes.patches]
    assert len(ids) == len(set(ids)) == 4 * len(figure.axes)


def test_a_panel_of_a_set_has_a_row_for_each_motif() -> None:
    names = [f"A.x.pos.{k}" for k in range(5)]
    figure = set_panel(motifs(*names))
    assert len(figure.axes) == 2 * len(names)
    tops = [axes.get_position().y1 for axes in figure.axes[::2]]
    assert tops == sorted(tops, reverse=True)
    labels = [text.get_text().split("\n")[0] for text in figure.texts]
    assert [label for label in labels if label in names] == names
