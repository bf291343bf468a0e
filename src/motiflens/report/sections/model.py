"""The model: what it is, how it was trained, and how well it tells the classes apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from motiflens.logos.figures import svg
from motiflens.models.architectures import ARCHITECTURES, Architecture
from motiflens.models.baselines.features import BASELINES
from motiflens.models.card import ModelCard, Training
from motiflens.models.metrics import METRICS, Metric, Metrics
from motiflens.models.metrics.parts import Comparison
from motiflens.readouts import READOUTS, Readout
from motiflens.report.drawing import Drawing, drawing
from motiflens.report.figures.curve import training_curve


@dataclass(frozen=True)
class MetricsRow:
    """Metrics of one task on one held-out split, and what simple models score there."""

    task: str
    split: str
    fold: int
    metrics: Metrics

    @property
    def chance(self) -> float | None:
        """The AUPRC of a model that knows nothing: the fraction of positives; of classes."""
        return None if self.metrics.n_positive is None else self.metrics.n_positive / self.metrics.n

    @property
    def simple(self) -> list[tuple[str, Comparison]]:
        """Simple models by their titles."""
        return [(BASELINES[one.baseline].title, one) for one in self.metrics.baselines]


@dataclass(frozen=True)
class ModelView:
    """What the section shows."""

    card: ModelCard
    folds: int
    architecture: Architecture | None
    readout: Readout
    columns: tuple[Metric, ...]
    metrics: tuple[MetricsRow, ...]
    curve: Drawing | None
    same_data: bool | None

    @property
    def title(self) -> str:
        """The architecture's, or the name of what the model was imported from."""
        if self.architecture is not None:
            return self.architecture.title
        return self.card.source.name if self.card.source else self.card.architecture or "a network"


def model_view(cards: Sequence[ModelCard], data_sha256: str) -> ModelView:
    """Return what the section on the model shows, of all its folds; the curve is the first's.

    ``same_data`` says whether the model was trained on the data that it is applied to; it is
    None for an imported model, whose training data are not known.
    """
    card = cards[0]
    training = card.training
    return ModelView(
        card=card,
        folds=len(cards),
        architecture=ARCHITECTURES.get(card.architecture or ""),
        readout=READOUTS[card.readout],
        columns=tuple(row for row in METRICS.values() if card.readout in row.readouts),
        metrics=tuple(
            MetricsRow(task, split, fold, metrics)
            for task in card.tasks
            for fold, one in enumerate(cards)
            for split, by_task in one.metrics.items()
            if (metrics := by_task.get(task)) is not None
        ),
        curve=_curve(training, READOUTS[card.readout]) if training else None,
        same_data=training.data_sha256 == data_sha256 if training else None,
    )


def _curve(training: Training, readout: Readout) -> Drawing:
    figure = training_curve(
        [point.epoch for point in training.curve],
        [point.train_loss for point in training.curve],
        [point.validation_loss for point in training.curve],
        training.best_epoch,
    )
    return drawing(
        svg(figure),
        name="training-curve",
        caption=f"Loss by epoch. x: epoch. y: {readout.loss}, mean over windows; lower is "
        "better. The dotted line marks the epoch whose weights were kept: the lowest loss on "
        "the validation windows.",
    )
