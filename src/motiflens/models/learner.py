"""The training of a network, as Lightning takes it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from lightning.pytorch import LightningModule
from torch import Tensor, nn

from motiflens.config import Train
from motiflens.errors import ModelError
from motiflens.models.anchoring import towards_reference
from motiflens.models.batches import Batch
from motiflens.models.card import EpochRecord
from motiflens.models.encoding import one_hot
from motiflens.models.objectives import Objective
from motiflens.models.outputs import numbers
from motiflens.models.schedules import SCHEDULES


class Learner(LightningModule):
    """A network, what it is to learn, and how; anchors count as windows where nothing is.

    Parameters
    ----------
    network
        Maps (N, 4, L) to outputs of the objective's readout.
    objective
        What training makes small.
    tasks
        Names of the T tasks.
    reference
        (4,) frequencies of A, C, G and T, what anchors are drawn towards.
    background
        What is true of an anchor: (T,) or, of profiles, (S, P).
    options
        Learning rate, weight decay and schedule of AdamW; seed.
    on_epoch
        Called at the end of each epoch with what was measured in it.
    """

    reference: Tensor
    background: Tensor

    def __init__(
        self,
        network: nn.Module,
        objective: Objective,
        tasks: Sequence[str],
        reference: Tensor,
        background: Tensor,
        options: Train,
        on_epoch: Callable[[EpochRecord], None],
    ) -> None:
        super().__init__()
        self.network = network
        self._objective = objective
        self._tasks = tuple(tasks)
        self._options = options
        self._on_epoch = on_epoch
        self._kept_schedule: dict[str, Any] | None = None
        self._train_losses: list[Tensor] = []
        self._validation: list[tuple[Tensor, ...]] = []
        self.register_buffer("reference", reference.float(), persistent=False)
        self.register_buffer("background", background, persistent=False)

    def configure_optimizers(self) -> Any:
        """Return AdamW, with the schedule of the options."""
        assert self._options.learning_rate is not None
        learning = [weight for weight in self.network.parameters() if weight.requires_grad]
        optimizer = torch.optim.AdamW(
            learning, lr=self._options.learning_rate, weight_decay=self._options.weight_decay
        )
        steps = int(self.trainer.estimated_stepping_batches)
        self._schedule = SCHEDULES[self._options.schedule](optimizer, steps)
        return optimizer

    def on_train_epoch_start(self) -> None:
        """Seed what the network draws, such as dropout: an epoch is the same after a restart."""
        torch.manual_seed(self._options.seed * 1_000_003 + self.current_epoch)

    def training_step(self, batch: Batch) -> Tensor:
        """Return the loss of a batch and its anchors; the curve shows that of the windows."""
        losses = self._losses(batch)
        self._train_losses.append(losses[: len(batch.codes)].detach().mean())
        return losses.mean()

    def on_train_batch_end(self, *_: Any) -> None:
        """Tell the schedule of the step."""
        self._schedule.after_step()

    def _losses(self, batch: Batch) -> Tensor:
        """Return (N + K,) losses of N windows, then K anchors."""
        x, truth, control = one_hot(batch.codes), batch.truth, batch.control
        if batch.anchors is not None:
            codes, weights = batch.anchors
            anchors = towards_reference(one_hot(codes), weights, self.reference)
            x = torch.cat([x, anchors])
            truth = torch.cat([truth, self.background.expand(len(anchors), *truth.shape[1:])])
            if control is not None:
                control = torch.cat([control, control.new_zeros(len(anchors), *control.shape[1:])])
        return self._objective.losses(self._output(x, control), truth)

    def _output(self, x: Tensor, control: Tensor | None) -> Any:
        found = self.network(x) if control is None else self.network(x, control)
        # Losses of half precision would be all rounding.
        if isinstance(found, tuple):
            return tuple(part.float() for part in found)
        return found.float()

    def validation_step(self, batch: Batch) -> None:
        """Keep losses and numbers of a batch until the epoch's end."""
        output = self._output(one_hot(batch.codes), batch.control)
        losses = self._objective.losses(output, batch.truth)
        found = (losses, numbers(output), self._objective.totals(batch.truth))
        self._validation.append(tuple(part.cpu() for part in found))

    def on_validation_epoch_end(self) -> None:
        """Measure the epoch on the validation windows.

        Raises
        ------
        ModelError
            Where a loss is not finite.
        """
        losses, found, known = (torch.cat(parts) for parts in zip(*self._validation, strict=True))
        train_loss = float(torch.stack(self._train_losses).mean())
        validation_loss = float(losses.mean())
        self._train_losses.clear()
        self._validation.clear()
        epoch = self.current_epoch + 1
        if not math.isfinite(train_loss + validation_loss):
            raise ModelError(
                f"training diverged: in epoch {epoch} the loss is no finite number",
                fix="lower the learning rate or raise the batch size",
                where="train",
            )
        self._schedule.after_epoch(validation_loss)
        scores = self._objective.scores(found, known)
        self._on_epoch(
            EpochRecord(
                epoch=epoch,
                train_loss=train_loss,
                validation_loss=validation_loss,
                validation_scores=dict(zip(self._tasks, scores, strict=True)),
            )
        )

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep the schedule's state."""
        checkpoint["schedule"] = self._schedule.state_dict()

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Bring the schedule back; it exists once the optimizer does."""
        self._kept_schedule = checkpoint["schedule"]

    def on_train_start(self) -> None:
        """Go on with the schedule where a checkpoint left it."""
        if self._kept_schedule is not None:
            self._schedule.load_state_dict(self._kept_schedule)
