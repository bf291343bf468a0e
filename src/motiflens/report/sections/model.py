"""The model: what it is, how it was trained, and how well it tells the classes apart."""

from __future__ import annotations

from dataclasses import dataclass

from motiflens.logos.figures import svg
from motiflens.models.architectures import ARCHITECTURES, Architecture
from motiflens.models.card import Metrics, ModelCard, Training
from motiflens.report.drawing import Drawing, drawing
from motiflens.report.figures.curve import training_curve


@dataclass(frozen=True)
class MetricsRow:
    """Metrics of one task on one held-out split."""

    task: str
    split: str
    metrics: Metrics

    @property
    def chance(self) -> float:
        """The AUPRC of a model that knows nothing: the fraction of positives."""
        return self.metrics.n_positive / (self.metrics.n_positive + self.metrics.n_negative)


@dataclass(frozen=True)
class ModelView:
    """What the section shows."""

    card: ModelCard
    architecture: Architecture | None
    metrics: tuple[MetricsRow, ...]
    curve: Drawing | None
    same_data: bool | None


def model_view(card: ModelCard, data_sha256: str) -> ModelView:
    """Return what the section on the model shows.

    ``same_data`` says whether the model was trained on the data that it is applied to; it is
    None for an imported model, whose training data are not known.
    """
    training = card.training
    return ModelView(
        card=card,
        architecture=ARCHITECTURES.get(card.architecture or ""),
        metrics=tuple(
            MetricsRow(task, split, metrics)
            for task in card.tasks
            for split, by_task in card.metrics.items()
            if (metrics := by_task.get(task)) is not None
        ),
        curve=_curve(training) if training else None,
        same_data=training.data_sha256 == data_sha256 if training else None,
    )


def _curve(training: Training) -> Drawing:
    figure = training_curve(
        [point.epoch for point in training.curve],
        [point.train_loss for point in training.curve],
        [point.validation_loss for point in training.curve],
        training.best_epoch,
    )
    return drawing(
        svg(figure),
        name="training-curve",
        caption="Loss by epoch. x: epoch. y: binary cross-entropy, mean over tasks (nats); lower "
        "is better. The dotted line marks the epoch whose weights were kept: the lowest loss on "
        "the validation windows.",
    )
