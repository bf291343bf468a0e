"""The table of readouts: what a network says of a window, and what it is taught by.

The configuration, the documentation, the card of a model, training and the report read these
rows. Nothing here imports torch; `motiflens.models.objectives` computes what they say.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Readout:
    """One row of the table.

    Attributes
    ----------
    name
        As the command line and the configuration take it.
    summary
        What is known of a window, in one sentence.
    output
        What a network of this readout returns, and what its outputs stand for.
    loss
        What training makes small.
    anchor
        What the network is taught to say of the reference.
    unit, meaning
        Of the number that is explained where nothing else is asked for: as axes have it, and in
        a sentence.
    targets
        Names of what can be explained of an output, the default first; see
        `motiflens.attribution.targets.named_target`.
    """

    name: str
    summary: str
    output: str
    loss: str
    anchor: str
    unit: str
    meaning: str
    targets: tuple[str, ...]


_ROWS = (
    Readout(
        name="classes",
        summary="Whether the window belongs to each class.",
        output="(N, T) logits",
        loss="binary cross-entropy",
        anchor="none of the classes",
        unit="logit",
        meaning="the logarithm of the odds that the window belongs to the class (0 is even odds, "
        "3 about 20 to 1)",
        targets=("logit", "normalised", "minus TASK"),
    ),
    Readout(
        name="values",
        summary="A measured number for each task, such as the activity in an MPRA.",
        output="(N, T) values",
        loss="mean squared error",
        anchor="the mean of the negatives or, where there are none, of all training windows",
        unit="value",
        meaning="what would be measured of the window, in the unit of the measurements",
        targets=("value", "normalised", "minus TASK"),
    ),
    Readout(
        name="counts",
        summary="How many reads fall into the window in each task.",
        output="(N, T) natural logarithms of the expected reads",
        loss="Poisson negative log-likelihood",
        anchor="the mean reads of the negatives or, where there are none, of all training windows",
        unit="ln reads",
        meaning="the natural logarithm of the reads expected in the window (one more is 2.7 times "
        "as many)",
        targets=("log-counts", "normalised", "minus TASK"),
    ),
    Readout(
        name="profiles",
        summary="How many reads fall on each base of the window's middle, by task and strand.",
        output="(N, S, P) profile logits and (N, T) natural logarithms of 1 + reads",
        loss="multinomial negative log-likelihood of the profile, and squared error of the "
        "log counts",
        anchor="the mean reads of the negatives or, where there are none, of all training "
        "windows, spread evenly",
        unit="ln reads",
        meaning="the natural logarithm of 1 + the reads expected in the window (one more is 2.7 "
        "times as many)",
        targets=("log-counts", "profile", "profile-with-weights", "minus TASK"),
    ),
)

READOUTS: dict[str, Readout] = {row.name: row for row in _ROWS}
