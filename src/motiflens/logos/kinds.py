"""The table of kinds of logo: what the height of a letter says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Matrix = NDArray[np.float64]


def information(probability: ArrayLike, background: ArrayLike) -> Matrix:
    """Return (w, 4) letter heights in bits: frequency times the position's relative entropy.

    Schneider and Stephens 1990, with the entropy relative to ``background`` (Stormo 1998).
    """
    from scipy.special import rel_entr

    frequencies = np.asarray(probability, dtype=np.float64)
    entropy = rel_entr(frequencies, np.asarray(background)).sum(axis=1, keepdims=True) / np.log(2)
    return np.asarray(frequencies * entropy, dtype=np.float64)


def _as_it_is(matrix: ArrayLike, background: ArrayLike) -> Matrix:  # noqa: ARG001 - see `Kind`
    return np.asarray(matrix, dtype=np.float64)


def _most_information(background: ArrayLike) -> float:
    """Return the height of a position that is always the base rarest in the background."""
    return float(-np.log2(np.min(background)))


@dataclass(frozen=True)
class Kind:
    """One row of the table.

    Attributes
    ----------
    name
        As the command line and the configuration take it, and as files are named.
    matrix
        Which matrix of a `motiflens.motifs.motif.Motif` is drawn.
    unit
        Of the y axis.
    summary
        What the height of a letter is.
    heights
        Of the letters (w, 4), from that matrix and the frequencies of A, C, G and T in the windows.
    highest
        The top of the y axis where that is the same for all motifs of a background; None where the
        highest stack is the top.
    """

    name: str
    matrix: Literal["contribution", "hypothetical", "probability"]
    unit: str
    summary: str
    heights: Callable[[ArrayLike, ArrayLike], Matrix] = _as_it_is
    highest: Callable[[ArrayLike], float] | None = None


_ROWS = (
    Kind(
        name="contribution",
        matrix="contribution",
        unit="contribution (output units)",
        summary="mean contribution of the base where the seqlets have it (CWM), in output units",
    ),
    Kind(
        name="hypothetical",
        matrix="hypothetical",
        unit="hypothetical (output units)",
        summary="mean of what the base would contribute if it were there, in output units",
    ),
    Kind(
        name="probability",
        matrix="probability",
        unit="frequency",
        summary="frequency of the base in the seqlets",
        highest=lambda background: 1.0,  # noqa: ARG005 - see `Kind`
    ),
    Kind(
        name="information",
        matrix="probability",
        unit="information (bits)",
        summary="the same, times the information of the position in bits, relative to the "
        "frequencies in the windows",
        heights=information,
        highest=_most_information,
    ),
)

KINDS: dict[str, Kind] = {row.name: row for row in _ROWS}
"""By name."""


@dataclass(frozen=True)
class View:
    """A kind of logo, of one strand, of a motif trimmed or whole."""

    kind: Kind
    reverse: bool = False
    whole: bool = False

    @property
    def name(self) -> str:
        """As files are named: ``contribution``, ``contribution_rc``, ``contribution_whole_rc``."""
        return f"{self.kind.name}{'_whole' * self.whole}{'_rc' * self.reverse}"

    @property
    def words(self) -> str:
        """What a title says of it, beside the kind."""
        said = [("whole", self.whole), ("reverse complement", self.reverse)]
        return ", ".join(word for word, true in said if true)


def views(kinds: Sequence[str], *, both_strands: bool = True, whole: bool = False) -> list[View]:
    """Return the views of some kinds, in the order of the table."""
    return [
        View(KINDS[name], reverse, wide)
        for name in KINDS
        if name in kinds
        for wide in (False, True)[: 1 + whole]
        for reverse in (False, True)[: 1 + both_strands]
    ]
