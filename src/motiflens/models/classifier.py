"""The training of a network, as Lightning takes it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
from lightning.pytorch import LightningModule
from lightning.pytorch.utilities.types import OptimizerLRSchedulerConfig
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from motiflens.config import Train
from motiflens.errors import ModelError
from motiflens.models.anchoring import towards_reference
from motiflens.models.batches import Batch
from motiflens.models.card import EpochRecord
from motiflens.models.encoding import one_hot
from motiflens.models.metrics import evaluate


class Classifier(LightningModule):
    """Multi-label classification of windows; anchors count as windows of no class.

    Parameters
    ----------
    network
        Maps (N, 4, L) to logits (N, T).
    tasks
        Names of the T classes.
    reference
        (4,) frequencies of A, C, G and T, what anchors are drawn towards.
    options
        Learning rate and weight decay of AdamW.
    on_epoch
        Called at the end of each epoch with what was measured in it.
    """

    reference: Tensor

    def __init__(
        self,
        network: nn.Module,
        tasks: Sequence[str],
        reference: ArrayLike,
        options: Train,
        on_epoch: Callable[[EpochRecord], None],
    ) -> None:
        super().__init__()
        self.network = network
        self._tasks = tuple(tasks)
        self._options = options
        self._on_epoch = on_epoch
        self._train_losses: list[Tensor] = []
        self._validation: list[tuple[Tensor, Tensor]] = []
        self.register_buffer("reference", torch.as_tensor(reference, dtype=torch.float32))

    def configure_optimizers(self) -> OptimizerLRSchedulerConfig:
        """Return AdamW and its schedule: one cycle up to the learning rate and down to nothing.

        Smith and Topin 2019, Proc. SPIE 11006:1100612. A few hundred positives are learnt in
        20 epochs only at a rate that would not settle if it stayed.
        """
        peak = self._options.learning_rate
        optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=peak, weight_decay=self._options.weight_decay
        )
        steps = int(self.trainer.estimated_stepping_batches)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, peak, total_steps=steps)
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": schedule, "interval": "step"},
        }

    def training_step(self, batch: Batch) -> Tensor:
        """Return the loss of a batch and its anchors; the curve shows that of the windows."""
        x, labels = self.examples(batch)
        losses = binary_cross_entropy_with_logits(self.network(x), labels, reduction="none")
        self._train_losses.append(losses[: len(batch.codes)].detach().mean())
        return losses.mean()

    def examples(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return inputs (N + K, 4, L) and labels (N + K, T): N windows, then K anchors."""
        x = one_hot(batch.codes)
        if batch.anchors is None:
            return x, batch.labels
        codes, weights = batch.anchors
        anchors = towards_reference(one_hot(codes), weights, self.reference)
        none_of_them = batch.labels.new_zeros(len(anchors), batch.labels.shape[1])
        return torch.cat([x, anchors]), torch.cat([batch.labels, none_of_them])

    def validation_step(self, batch: list[Tensor]) -> None:
        """Keep the logits and labels of a batch until the epoch's end."""
        codes, labels = batch
        self._validation.append((self.network(one_hot(codes)), labels))

    def on_validation_epoch_end(self) -> None:
        """Measure the epoch on the validation windows.

        Raises
        ------
        ModelError
            Where a loss is not finite.
        """
        logits, labels = (torch.cat(parts) for parts in zip(*self._validation, strict=True))
        train_loss = float(torch.stack(self._train_losses).mean())
        validation_loss = float(binary_cross_entropy_with_logits(logits, labels))
        self._train_losses.clear()
        self._validation.clear()
        epoch = self.current_epoch + 1
        if not math.isfinite(train_loss + validation_loss):
            raise ModelError(
                f"the loss is no longer a finite number after epoch {epoch}",
                fix="lower the learning rate",
            )
        metrics = evaluate(logits.cpu().numpy(), labels.cpu().numpy(), self._tasks)
        self.log("validation_loss", validation_loss)
        self._on_epoch(
            EpochRecord(
                epoch=epoch,
                train_loss=train_loss,
                validation_loss=validation_loss,
                validation_auroc={task: metrics[task].auroc for task in self._tasks},
            )
        )
