"""The table of palettes: colours of the letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BASES = "ACGT"


@dataclass(frozen=True)
class Palette:
    """One row of the table.

    Attributes
    ----------
    name
        As the command line and the configuration take it.
    summary
        What it is good for.
    colours
        Of each base.
    """

    name: str
    summary: str
    colours: Mapping[str, str]


_ROWS = (
    Palette(
        name="colour-blind",
        summary="A green, C blue, G orange, T red in the shades of Okabe and Ito (2008), which "
        "stay apart for colour-blind readers",
        colours={"A": "#009E73", "C": "#0072B2", "G": "#E69F00", "T": "#D55E00"},
    ),
    Palette(
        name="classic",
        summary="the full A green, C blue, G orange and T red of older logos",
        colours={"A": "#109648", "C": "#255C99", "G": "#F7B32B", "T": "#D62839"},
    ),
)

PALETTES: dict[str, Palette] = {row.name: row for row in _ROWS}
"""By name, the default first."""

COLOURS = _ROWS[0].colours
