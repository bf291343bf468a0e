"""The table of formats that figures are written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from motiflens.logos.figures import pdf, png, svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Format:
    """One row of the table.

    Attributes
    ----------
    name
        As the command line and the configuration take it; files end in it.
    summary
        What it is good for.
    render
        From a figure to the bytes of a file, equal for equal figures.
    """

    name: str
    summary: str
    render: Callable[[Figure], bytes]


_ROWS = (
    Format("svg", "vectors, words as text: for the web and to edit", lambda f: svg(f).encode()),
    Format("png", "dots, 200 an inch: for slides", png),
    Format("pdf", "vectors, fonts embedded: for papers", pdf),
)

FORMATS: dict[str, Format] = {row.name: row for row in _ROWS}
"""By name."""


def write_figure(path: Path, figure: Figure, formats: Iterable[str]) -> None:
    """Write ``path`` with the ending of each format added."""
    for name in formats:
        path.with_name(f"{path.name}.{name}").write_bytes(FORMATS[name].render(figure))
