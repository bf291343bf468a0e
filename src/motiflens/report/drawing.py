"""A drawing together with the words that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from motiflens.report.inline_svg import inline


@dataclass(frozen=True)
class Drawing:
    """An inline SVG and its caption."""

    svg: Markup
    caption: str


def drawing(svg: str, *, name: str, caption: str, title: str | None = None) -> Drawing:
    """Return a drawing; ``title`` is what is read aloud, the caption where not given."""
    return Drawing(inline(svg, name=name, title=title or caption), caption)
