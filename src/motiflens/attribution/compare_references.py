"""Which reference to use with a model: what the same sequences score against each of several.

Nothing here runs a model. `compare_references` makes a row of a table for each reference from
scores and outputs; `recommend` says which to use, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motiflens.attribution.reference_check import (
    REMEDIES,
    SUSPECT_ABOVE,
    Background,
    ReferenceCheck,
    check_reference,
)
from motiflens.attribution.references import REFERENCES
from motiflens.errors import InputError

STANDARD = "dinucleotide-shuffles"
"""What other references are held against: DNA like the sequence, without its motifs."""
AGREES_FROM = 0.8
"""Median correlation with scores against the standard from which a reference agrees with it."""
COLUMNS = (
    "reference",
    "of a sequence",
    "f(r)",
    "percentile",
    "verdict",
    f"agrees with {STANDARD}",
    "motifs kept",
)
"""Headings of `ReferenceRow.cells`."""
_NONE = "-"


@dataclass(frozen=True)
class Tried:
    """What came of one reference.

    Attributes
    ----------
    name
        Of the reference.
    scores
        (n, L) position scores, or (n, 4, L) hypothetical ones, of the same n sequences for all.
    outputs
        f(r): a number, (K,) or (n, K), as `check_reference` takes them.
    motifs
        Names of the motifs found with these scores; None where none were looked for.
    """

    name: str
    scores: NDArray[np.floating[Any]]
    outputs: ArrayLike
    motifs: Sequence[str] | None = None


@dataclass(frozen=True)
class ReferenceRow:
    """One reference beside the others.

    Attributes
    ----------
    name
        Of the reference.
    check
        Where its outputs lie among those for sequences without the motif.
    agreement
        With each of the other references, the median over sequences of the correlation
        (Pearson's) of their scores; nan where scores do not vary.
    motifs_kept, motifs_standard
        How many of the motifs found with the standard were found with this one, and how many
        those are; None where motifs were not looked for with both.
    """

    name: str
    check: ReferenceCheck
    agreement: dict[str, float]
    motifs_kept: int | None = None
    motifs_standard: int | None = None

    @property
    def agrees(self) -> bool:
        """Return whether it can stand for the standard: scores alike, and no motif lost."""
        alike = self.agreement.get(STANDARD, np.nan) >= AGREES_FROM
        return bool(alike) and self.motifs_kept == self.motifs_standard

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the row as text, below `COLUMNS`."""
        agreement = self.agreement.get(STANDARD, np.nan)
        return (
            self.name,
            str(self.check.count),
            f"{self.check.output:.2f}",
            f"{self.check.percentile:.1f}",
            self.check.verdict,
            _NONE if np.isnan(agreement) else f"{agreement:.2f}",
            _NONE if self.motifs_kept is None else f"{self.motifs_kept}/{self.motifs_standard}",
        )


def compare_references(
    tried: Sequence[Tried], background: NDArray[np.floating[Any]], kind: Background
) -> tuple[ReferenceRow, ...]:
    """Return a row for each reference, in the order given.

    Parameters
    ----------
    tried
        What came of each, under names of their own.
    background
        (m,) outputs for sequences without the motif.
    kind
        What these are.

    Raises
    ------
    InputError
        Where scores are not of the same sequences or not finite, or outputs cannot be compared.
    """
    _check_scores(tried)
    standard = next((one for one in tried if one.name == STANDARD), None)
    rows = []
    for one in tried:
        kept, wanted = _motifs(one, standard)
        rows.append(
            ReferenceRow(
                name=one.name,
                check=check_reference(one.outputs, background, kind),
                agreement={
                    other.name: _agreement(one.scores, other.scores)
                    for other in tried
                    if other is not one
                },
                motifs_kept=kept,
                motifs_standard=wanted,
            )
        )
    return tuple(rows)


def recommend(rows: Sequence[ReferenceRow]) -> str:
    """Return in words which reference to use, and why.

    One that is suspect is never recommended. Of the others, the first single one that agrees with
    the shuffles is, as it costs least; then the shuffles. Zeros are not, as scores against them
    depend on how the weights happen to be centred.
    """
    sound = [row for row in rows if row.check.verdict == "ok"]
    if not sound:
        return _none(rows)
    standard = next((row for row in sound if row.name == STANDARD), None)
    words = _without_standard(sound) if standard is None else _with_standard(sound, standard)
    suspect = ", ".join(f"`{row.name}`" for row in rows if row.check.verdict == "suspect")
    if suspect:
        words += (
            f" Not {suspect}: the model's output there is above {SUSPECT_ABOVE:.0f} % of its "
            f"outputs for {rows[0].check.background}."
        )
    return words


def _none(rows: Sequence[ReferenceRow]) -> str:
    tried_dna = any(_is_dna(row) for row in rows)
    remedies = "; ".join(REMEDIES[1:] if tried_dna else REMEDIES)
    return (
        f"Use none of these references: at each, the model's output is above {SUSPECT_ABOVE:.0f} "
        f"% of its outputs for sequences without the motif. What helps, in this order: {remedies}."
    )


def _with_standard(sound: Sequence[ReferenceRow], standard: ReferenceRow) -> str:
    singles = [row for row in sound if _is_single(row)]
    for row in singles:
        if row.agrees:
            return (
                f"Use `{row.name}`: scores agree with those against `{STANDARD}` (median r "
                f"{row.agreement[STANDARD]:.2f}){_kept(row)}, for one reference of each sequence "
                f"instead of {standard.check.count}."
            )
    reasons = [f"scores against `{row.name}` are others ({_difference(row)})" for row in singles]
    why = "; ".join(reasons) or "no single reference that is sound was tried"
    return f"Use `{STANDARD}`, which are DNA: {why}."


def _without_standard(sound: Sequence[ReferenceRow]) -> str:
    dna = next((row for row in sound if _is_dna(row)), None)
    chosen = dna or next((row for row in sound if _is_single(row)), sound[0])
    why = "it is DNA" if dna else "the model does not take it for a positive"
    return (
        f"Use `{chosen.name}`: {why}. There are no scores against `{STANDARD}` that could be "
        "relied on to hold it against."
    )


def _is_dna(row: ReferenceRow) -> bool:
    return row.name in REFERENCES and REFERENCES[row.name].dna


def _is_single(row: ReferenceRow) -> bool:
    return row.check.count == 1 and row.name != "zeros"


def _kept(row: ReferenceRow) -> str:
    if row.motifs_standard is None:
        return ""
    return f", and {row.motifs_kept} of {row.motifs_standard} motifs are kept"


def _difference(row: ReferenceRow) -> str:
    agreement = f"median r {row.agreement[STANDARD]:.2f}"
    if np.isnan(row.agreement[STANDARD]):
        agreement = "they do not vary"
    if row.motifs_standard is None:
        return agreement
    return f"{agreement}, {row.motifs_kept} of {row.motifs_standard} motifs kept"


def _motifs(one: Tried, standard: Tried | None) -> tuple[int, int] | tuple[None, None]:
    if standard is None or standard.motifs is None or one.motifs is None:
        return None, None
    wanted = set(standard.motifs)
    return len(wanted & set(one.motifs)), len(wanted)


def _agreement(scores: NDArray[np.floating[Any]], others: NDArray[np.floating[Any]]) -> float:
    """Return the median of Pearson's r over the sequences where both vary, nan where none does."""
    a, b = (_centred(one) for one in (scores, others))
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    varied = size > 0
    if not varied.any():
        return float("nan")
    return float(np.median((a * b).sum(axis=1)[varied] / size[varied]))


def _centred(scores: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return (n, m) of mean zero and largest size one; exactly zero where there is no variation."""
    flat = scores.reshape(len(scores), -1).astype(np.float64)
    flat = flat - flat[:, :1]  # exact for what does not vary, which a mean is not
    centred = flat - flat.mean(axis=1, keepdims=True)
    largest = np.abs(centred).max(axis=1, keepdims=True)
    return np.asarray(centred / np.where(largest > 0, largest, 1))


def _check_scores(tried: Sequence[Tried]) -> None:
    if len({one.name for one in tried}) < max(len(tried), 1):
        raise InputError("there are no references to compare, or two of one name")
    for one in tried:
        if one.scores.shape != tried[0].scores.shape:
            raise InputError(
                f"scores against {one.name!r} have the shape {one.scores.shape}, those against "
                f"{tried[0].name!r} {tried[0].scores.shape}",
                fix="compare scores of the same sequences",
            )
        if not np.isfinite(one.scores).all():
            raise InputError(f"scores against {one.name!r} are not finite")
