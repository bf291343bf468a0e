"""Whether a model takes the reference for a sequence without the motif.

DeepLIFT explains f(x) - f(reference). Where the model says of the reference what it says of
positives, nothing is left to explain, and the sums are exact all the same: completeness does not
show it. Where f(reference) lies among the outputs for real negatives does.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motiflens.errors import InputError

SUSPECT_ABOVE = 99.0
"""Percentile among negatives above which a reference is suspect.

On yeast ChIP-exo data motifs were still found at the 92nd to 96th, and not above the 99th.
"""

REMEDIES = (
    "use references that are DNA, which the model has seen (dinucleotide-shuffles, or gc-matched "
    "sequences without the motif)",
    "trust LRP before DeepLIFT: it suffers less",
    "train the model anchored at the reference (`anchor: true`)",
)

Background = Literal["negatives", "shuffles"]


@dataclass(frozen=True)
class ReferenceCheck:
    """Where the outputs at references lie among outputs for sequences without the motif.

    Attributes
    ----------
    output
        f(reference), in the unit of the explained output; the mean where there are several.
    percentile
        Percentage of the background's outputs that lie below it.
    background
        ``negatives`` of the data set, or dinucleotide ``shuffles`` where there are none.
    n
        Number of sequences in the background.
    quantiles
        The background's 5th, 50th, 95th and 99th percentile.
    verdict
        ``suspect`` where the percentile is above `SUSPECT_ABOVE`, else ``ok``.
    count
        Number of references of one sequence.
    worst, worst_percentile
        The highest of all f(reference), and where it lies. A single shuffle may well make a
        motif, which the mean over them evens out: it does not enter the verdict.
    """

    output: float
    percentile: float
    background: Background
    n: int
    quantiles: dict[str, float]
    verdict: Literal["ok", "suspect"]
    count: int
    worst: float
    worst_percentile: float

    @property
    def message(self) -> str:
        """Return the verdict in words, with what to do where it is bad."""
        place = (
            f"{self._subject} is above {self.percentile:.1f} % of its outputs for {self.n} "
            f"{self.background}"
        )
        if self.verdict == "ok":
            return place
        remedies = "; ".join(f"{i}. {remedy}" for i, remedy in enumerate(REMEDIES, start=1))
        taken = "it takes the reference for a positive"
        if self.count > 1:
            taken = "it takes the references for positives"
        return (
            f"{place}: {taken}, so differences from {'it' if self.count == 1 else 'them'} do not "
            f"show the motif, though they add up. What helps, in this order: {remedies}"
        )

    @property
    def _subject(self) -> str:
        if self.count == 1:
            return f"the model's output at the reference ({self.output:.2f})"
        return (
            f"the model's mean output at the references ({self.count} of a sequence; mean "
            f"{self.output:.2f}, highest {self.worst:.2f})"
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the fields and the message, for the provenance of a file."""
        return {**asdict(self), "message": self.message}


def check_reference(
    outputs: ArrayLike, background: NDArray[np.floating[Any]], kind: Background
) -> ReferenceCheck:
    """Compare the outputs at references with those for sequences without the motif.

    Parameters
    ----------
    outputs
        The explained output of any model, at one reference (a number), at the K references that
        all sequences share, (K,), or at those of each of n sequences, (n, K).
    background
        The same output for sequences without the motif, (m,).
    kind
        What these are.

    Raises
    ------
    InputError
        Where there is nothing to compare, or an output is not finite.
    """
    values = np.asarray(outputs, dtype=np.float64)
    others = np.asarray(background, dtype=np.float64)
    _check_outputs(values, "references")
    _check_outputs(others, kind)
    output, worst = float(values.mean()), float(values.max())
    percentile = _percentile(output, others)
    return ReferenceCheck(
        output=output,
        percentile=percentile,
        background=kind,
        n=len(others),
        quantiles={str(q): float(np.percentile(others, q)) for q in (5, 50, 95, 99)},
        verdict="suspect" if percentile > SUSPECT_ABOVE else "ok",
        count=values.shape[-1] if values.ndim else 1,
        worst=worst,
        worst_percentile=_percentile(worst, others),
    )


def _check_outputs(outputs: NDArray[np.float64], what: str) -> None:
    if outputs.size == 0:
        raise InputError(f"there are no outputs for {what} to check the reference by")
    unfit = outputs.size - int(np.isfinite(outputs).sum())
    if unfit:
        raise InputError(
            f"{unfit} of the model's {outputs.size} outputs for {what} are not finite",
            fix="look for what makes them so before anything is explained",
        )


def _percentile(output: float, background: NDArray[np.float64]) -> float:
    return float((background < output).mean() * 100)
