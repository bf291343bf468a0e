"""How the losses fell while the model was trained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from motiflens.report.figures.style import BLUE, GREY, INK, ORANGE, axes, label

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def training_curve(
    epochs: Sequence[int],
    train: Sequence[float],
    validation: Sequence[float],
    best: int,
) -> Figure:
    """Draw training and validation loss by epoch; the epoch that was kept is marked.

    Parameters
    ----------
    epochs
        Numbers of the epochs.
    train, validation
        Loss of each epoch on either split (binary cross-entropy, nats).
    best
        Number of the epoch whose weights were kept.
    """
    figure, plot = axes(4.6, 2.5)
    plot.plot(epochs, train, color=GREY, linestyle="--", linewidth=1.5, label="training")
    plot.plot(epochs, validation, color=BLUE, linewidth=1.8, label="validation")
    plot.axvline(best, color=ORANGE, linewidth=1, linestyle=":", label=f"kept: epoch {best}")
    label(plot, "epoch", "loss (nats)")
    plot.legend(frameon=False, fontsize=8, labelcolor=INK)
    return figure
