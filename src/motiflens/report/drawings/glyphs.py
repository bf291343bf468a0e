"""The four letters, defined once a page; every logo and track places them by ``<use>``."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from motiflens.logos.palettes import BASES

_FONT = "DejaVu Sans"  # as in the files of logos: it comes with matplotlib


def definitions() -> Markup:
    """Return a hidden SVG with a path ``gA``, ``gC``, ``gG`` and ``gT``, each in a unit square."""
    paths = Markup().join(
        Markup('<path id="g{0}" class="g{0}" d="{1}"/>').format(base, _outline(base))
        for base in BASES
    )
    return Markup('<svg class="glyphs" aria-hidden="true"><defs>{}</defs></svg>').format(paths)


def letter(base: str, x: float, y: float, width: float, height: float) -> str:
    """Return a letter whose foot is at ``y`` and that is ``height`` high; below 0, upside down."""
    numbers = " ".join(short(value, 1) for value in (width, 0, 0, height, x, y - height))
    return f'<use href="#g{base}" transform="matrix({numbers})"/>'


def short(value: float, decimals: int = 2) -> str:
    """Return a coordinate without zeros that say nothing."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    return "0" if text == "-0" else text


@cache
def _outline(base: str) -> str:
    """Return a bold letter as the data of a path in a square from (0, 0) to (1, 1), y down."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    path = TextPath((0, 0), base, size=1, prop=FontProperties(family=_FONT, weight="bold"))
    low, high = path.vertices.min(axis=0), path.vertices.max(axis=0)
    commands = {1: "M", 2: "L", 3: "Q", 4: "C"}
    words = []
    for points, code in path.iter_segments():
        if code == path.CLOSEPOLY:
            words.append("Z")
            continue
        pairs = (points.reshape(-1, 2) - low) / (high - low)
        numbers = " ".join(f"{short(x, 3)} {short(1 - y, 3)}" for x, y in pairs)
        words.append(f"{commands[int(code)]}{numbers}")
    return "".join(words)
