"""What the card of a model keeps of its metrics."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReliabilityBin(_Part):
    """Windows whose predicted probability lies from ``low`` to ``high``.

    Attributes
    ----------
    n
        How many there are; more than none.
    predicted
        Their mean probability.
    observed
        The fraction of them that belongs to the class.
    """

    low: float
    high: float
    n: int
    predicted: float
    observed: float


class Stratum(_Part):
    """The metrics of those windows whose GC content lies from ``low`` to ``high``."""

    low: float
    high: float
    n: int
    values: dict[str, float | None]


class Comparison(_Part):
    """A network beside a simple model, on the same windows.

    Attributes
    ----------
    baseline
        A row of `motiflens.models.baselines.features.BASELINES`: ``gc`` or ``k-mers``.
    score
        What is compared: ``auroc`` of classes, else ``pearson``.
    value, network
        The baseline's and the network's.
    low, high
        The 95 % interval of the network's lead, by bootstrap of the windows.
    does_as_well
        Whether that interval reaches 0 or below.
    n_training
        Windows that the baseline learnt from.
    """

    baseline: str
    score: Literal["auroc", "pearson"]
    value: float
    network: float
    low: float
    high: float
    does_as_well: bool
    n_training: int


class Metrics(_Part):
    """How well one task does on the windows of a split.

    Attributes
    ----------
    n
        Windows for which the truth is known.
    n_positive, n_negative
        Of classes: windows that belong to the class, and all others.
    values
        By name of a row of `motiflens.models.metrics.METRICS`; None where it is not defined, as
        where all windows are of one kind.
    by_gc
        The same by GC content, in fifths of the windows.
    reliability
        Of classes: predicted probabilities held against what is found.
    baselines
        What simple models do.
    """

    n: int
    n_positive: int | None = None
    n_negative: int | None = None
    values: dict[str, float | None]
    by_gc: list[Stratum] = []
    reliability: list[ReliabilityBin] = []
    baselines: list[Comparison] = []

    @property
    def headline(self) -> tuple[str, float | None]:
        """Name and value of the first metric, by which a model is judged at a glance."""
        return next(iter(self.values.items()))
