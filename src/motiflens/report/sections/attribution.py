"""How the outputs were attributed: references, their check, and the proof that scores add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from motiflens.logos.figures import svg
from motiflens.report.drawing import Drawing, drawing
from motiflens.report.drawings.proof import completeness_histogram, reference_position
from motiflens.report.figures.waterfall import waterfall
from motiflens.report.inputs import Inputs
from motiflens.report.relevance import (
    BAND,
    Conservation,
    Flow,
    conservation,
    flow,
    waterfall_bars,
)
from motiflens.report.result import Result
from motiflens.report.statistics import Completeness, completeness
from motiflens.sequences.onehot import ALPHABET, N
from motiflens.store.windows import SPLITS

# More names than that cannot be read beside each other.
_OPERATIONS = 14
_BESIDE = 6


@dataclass(frozen=True)
class FlowView:
    """What the section shows of the way of relevance."""

    flow: Flow
    drawing: Drawing
    conservation: Conservation
    band: tuple[float, float] = BAND

    @property
    def beside(self) -> bool:
        """Whether the table fits beside the drawing, which grows with the operations."""
        return len(self.flow.operations) <= _BESIDE


@dataclass(frozen=True)
class AttributionView:
    """What the section shows of one result."""

    anchor: str
    result: Result
    splits: Mapping[str, int]
    reference: str
    reference_drawing: Drawing
    completeness: Completeness
    completeness_drawing: Drawing
    flow: FlowView | None


def attribution_views(inputs: Inputs) -> tuple[AttributionView, ...]:
    """Return what the section shows, one view a task and method."""
    return tuple(_view(inputs, result) for result in inputs.results)


def _view(inputs: Inputs, result: Result) -> AttributionView:
    anchor, proof = inputs.anchor(result), completeness(result)
    return AttributionView(
        anchor=anchor,
        result=result,
        splits={name: int((result.split == split).sum()) for split, name in enumerate(SPLITS)},
        reference=_reference(result.provenance["reference"]),
        reference_drawing=_reference_drawing(result),
        completeness=proof,
        completeness_drawing=_completeness_drawing(result, proof),
        flow=_flow(result, f"{anchor}-flow") if result.layers else None,
    )


def _reference(stored: Mapping[str, Any]) -> str:
    """Return what the windows were compared with, in words."""
    if stored["frequencies"] is not None:
        numbers = zip(ALPHABET[:N], stored["frequencies"], strict=True)
        return f"{stored['name']}: " + ", ".join(f"{base} {value:.3f}" for base, value in numbers)
    if "n_references" in stored:
        return f"{stored['name']}: {stored['n_references']} a window, seed {stored['seed']}"
    return str(stored["name"])


def _reference_drawing(result: Result) -> Drawing:
    check = result.provenance["reference_check"]
    caption = (
        f"Output at the reference (diamond) beside the outputs for {check['background']} "
        "(bar: 5th to 95th percentile, dot: median, tick: 99th) and for the windows that were "
        f"explained. x: output for {result.task} (output units)."
    )
    drawn = reference_position(
        check["output"], check["quantiles"], check["background"], result.prediction, title=caption
    )
    return Drawing(drawn, caption)


def _completeness_drawing(result: Result, proof: Completeness) -> Drawing:
    errors = np.abs(result.completeness_error.astype(np.float64)).ravel()
    caption = (
        "Relative completeness error of every window and reference. x: error, logarithmic, with 0 "
        "at the left. y: how many. Dashed: the largest error that rounding accounts for."
    )
    return Drawing(completeness_histogram(errors, proof.tolerance, title=caption), caption)


def _flow(result: Result, name: str) -> FlowView:
    found = flow(result)
    return FlowView(
        flow=found,
        drawing=drawing(
            svg(waterfall(waterfall_bars(found, _OPERATIONS))),
            name=name,
            caption="Where the output went, mean over windows. x: operations by their place in "
            "the model, from the output to the sequence. y: relevance (output units). A bar that "
            "goes down was absorbed, one that goes up was made; what is left is the bases’.",
        ),
        conservation=conservation(result),
    )
