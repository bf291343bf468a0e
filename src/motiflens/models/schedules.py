"""How the learning rate changes while a network is trained."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, OneCycleLR, ReduceLROnPlateau


class Schedule(ABC):
    """A schedule of PyTorch's that is told of every step and every epoch.

    Lightning would keep it, but saves a checkpoint before it tells the schedule of the epoch.
    """

    def __init__(self, optimizer: Optimizer, steps: int) -> None:
        self._inner = self._make(optimizer, steps)

    @abstractmethod
    def _make(self, optimizer: Optimizer, steps: int) -> LRScheduler:
        """Return the schedule for a training of so many steps."""

    @abstractmethod
    def after_step(self) -> None:
        """Take note of a step."""

    @abstractmethod
    def after_epoch(self, validation_loss: float) -> None:
        """Take note of an epoch."""

    def state_dict(self) -> dict[str, Any]:
        """Return what is to be kept in a checkpoint."""
        return {
            name: value for name, value in self._inner.state_dict().items() if not callable(value)
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what was kept."""
        self._inner.load_state_dict(state)


class OneCycle(Schedule):
    """Up to the learning rate and down to nothing.

    Smith and Topin 2019, Proc. SPIE 11006:1100612. A few hundred positives are learnt in 20
    epochs only at a rate that would not settle if it stayed.
    """

    def _make(self, optimizer: Optimizer, steps: int) -> LRScheduler:
        return OneCycleLR(optimizer, optimizer.param_groups[0]["lr"], total_steps=steps)

    def after_step(self) -> None:
        """Move on along the cycle; it ends with the last step."""
        if self._inner.last_epoch + 1 < self._inner.total_steps:  # type: ignore[attr-defined]
            self._inner.step()

    def after_epoch(self, validation_loss: float) -> None:
        """Do nothing."""


class Plateau(Schedule):
    """The learning rate, halved whenever two epochs in a row brought no better validation loss."""

    def _make(self, optimizer: Optimizer, steps: int) -> LRScheduler:  # noqa: ARG002 - any number
        return ReduceLROnPlateau(optimizer, factor=0.5, patience=1)

    def after_step(self) -> None:
        """Do nothing."""

    def after_epoch(self, validation_loss: float) -> None:
        """Halve the learning rate where nothing got better."""
        self._inner.step(validation_loss)  # type: ignore[arg-type]


SCHEDULES: dict[str, type[Schedule]] = {"one-cycle": OneCycle, "plateau": Plateau}
