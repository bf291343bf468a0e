"""A drawing together with the words that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from motiflens.errors import StoreError
from motiflens.report.inline_svg import inline


@dataclass(frozen=True)
class Drawing:
    """An inline SVG and its caption."""

    svg: Markup
    caption: str


def drawing(svg: str, *, name: str, caption: str, title: str | None = None) -> Drawing:
    """Return a drawing; ``title`` is what is read aloud, the caption where not given."""
    return Drawing(inline(svg, name=name, title=title or caption), caption)


def drawing_from(path: Path, *, name: str, caption: str, title: str | None = None) -> Drawing:
    """Return the drawing that the file at ``path`` holds.

    Raises
    ------
    StoreError
        Where there is no such file.
    """
    if not path.is_file():
        raise StoreError(
            "a logo is missing",
            where=str(path),
            fix="run `motiflens logos` on these motifs again",
        )
    return drawing(path.read_text(encoding="utf-8"), name=name, caption=caption, title=title)
