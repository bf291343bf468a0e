"""A plot's frame: where values lie on the page, ticks at round numbers, names with units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from motiflens.report.drawings.glyphs import short
from motiflens.report.formatting import tick

_LEFT, _TOP, _BOTTOM, _RIGHT = 46.0, 8.0, 34.0, 8.0


@dataclass
class Axes:
    """A plot of ``width`` by ``height`` px inside, whose axes go from a low to a high value.

    ``left`` px beside it are for the y axis, and ``right`` px for the keys of lines.
    Drawn things are strings of SVG; `finished` puts the frame around them.
    """

    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    left: float = _LEFT
    right: float = _RIGHT
    drawn: list[str] = field(default_factory=list)

    def x(self, value: float) -> float:
        """Return where a value lies, in px from the left."""
        low, high = self.x_range
        return self.left + self.width * (value - low) / (high - low)

    def y(self, value: float) -> float:
        """Return where a value lies, in px from the top."""
        low, high = self.y_range
        return _TOP + self.height * (high - value) / (high - low)

    def add(self, *elements: str) -> None:
        """Draw elements over those before."""
        self.drawn.extend(elements)

    def line(self, xs: Sequence[float], ys: Sequence[float], class_: str) -> None:
        """Draw a line through points."""
        points = (
            f"{short(self.x(x), 1)} {short(self.y(y), 1)}" for x, y in zip(xs, ys, strict=True)
        )
        self.add(f'<path class="{class_}" d="M{"L".join(points)}"/>')

    def text(self, x: float, y: float, words: str, class_: str = "") -> None:
        """Write words at px."""
        named = f' class="{class_}"' if class_ else ""
        self.add(f'<text x="{short(x, 1)}" y="{short(y, 1)}"{named}>{escape(words)}</text>')

    def finished(
        self,
        *,
        title: str,
        x_name: str,
        y_name: str,
        x_ticks: Sequence[tuple[float, str]] | None = None,
        y_ticks: Sequence[tuple[float, str]] | None = None,
    ) -> Markup:
        """Return the plot as an SVG element; ``title`` is what is read aloud."""
        inside, self.drawn = self.drawn, []
        self._ticks(
            x_ticks if x_ticks is not None else round_ticks(*self.x_range),
            y_ticks if y_ticks is not None else round_ticks(*self.y_range, most=5),
        )
        bottom = _TOP + self.height
        self.text(self.left + self.width / 2, bottom + 29, x_name, "m")
        if y_name:
            self.add(
                f'<text class="m" transform="translate(10 {short(_TOP + self.height / 2, 1)})'
                f'rotate(-90)">{escape(y_name)}</text>'
            )
        whole = (self.left + self.width + self.right, bottom + _BOTTOM)
        return svg_element([*self.drawn, *inside], *whole, title=title)

    def _ticks(
        self, x_ticks: Sequence[tuple[float, str]], y_ticks: Sequence[tuple[float, str]]
    ) -> None:
        bottom = _TOP + self.height
        marks = [f"M{short(self.x(at), 1)} {short(bottom, 1)}v4" for at, _ in x_ticks]
        marks += [f"M{short(self.left, 1)} {short(self.y(at), 1)}h-4" for at, _ in y_ticks]
        self.add(
            f'<path class="ax" d="M{self.left:g} {_TOP:g}v{short(self.height)}{"".join(marks)}"/>'
        )
        for at, words in x_ticks:
            self.text(self.x(at), bottom + 15, words, "m")
        for at, words in y_ticks:
            self.text(self.left - 6, self.y(at) + 3.5, words, "e")


def svg_element(elements: Sequence[str], width: float, height: float, *, title: str) -> Markup:
    """Return an SVG element of the page that can be narrowed and keeps its proportions."""
    size = (math.ceil(width), math.ceil(height))
    return Markup(
        f'<svg class="d" width="{size[0]}" viewBox="0 0 {size[0]} {size[1]}" role="img" '
        f'aria-label="{escape(title)}">{"".join(elements)}</svg>'
    )


def round_ticks(low: float, high: float, most: int = 7) -> list[tuple[float, str]]:
    """Return at most ``most`` round values from low to high with their words."""
    if not high > low:
        return [(low, tick(low))]
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10, 20) if power * factor >= rough)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [(number * step, tick(number * step)) for number in range(first, last + 1)]
