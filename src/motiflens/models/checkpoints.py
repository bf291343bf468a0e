"""What is needed to go on with a training that was killed: a file after each epoch."""

from __future__ import annotations

import hashlib
import json
import logging
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import torch
from lightning.pytorch import Callback, LightningModule, Trainer

from motiflens.files import atomic_path

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checkpoints:
    """A folder of them, one for each training that was begun with it."""

    folder: Path

    def of(self, training: dict[str, Any]) -> Checkpoint:
        """Return that of a training, from all that the training depends on."""
        text = json.dumps(training, sort_keys=True)
        return Checkpoint(self.folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.ckpt")


class Checkpoint(Callback):
    """Writes the state of a training after each epoch, whole or not at all.

    Parameters
    ----------
    path
        Of the file; what stood there before is replaced.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Any] | None:
        """Return what was written last; None where nothing usable was.

        A file that cannot be read is left by another version, or damaged: training then begins
        anew, and says so.
        """
        if not self.path.is_file():
            return None
        try:
            # torch does not look at the checksums that a zip archive has.
            if (damaged := ZipFile(self.path).testzip()) is not None:
                raise BadZipFile(f"{damaged} is damaged")
            with warnings.catch_warnings(action="ignore"):
                state: dict[str, Any] = torch.load(self.path, "cpu", weights_only=True)
        except Exception as error:
            _LOG.warning("the checkpoint %s cannot be read, training begins anew", self.path.name)
            _LOG.debug("%s", error)
            return None
        return state

    def on_train_epoch_end(
        self,
        trainer: Trainer,
        pl_module: LightningModule,  # noqa: ARG002 - Lightning's signature
    ) -> None:
        """Write the state."""
        if not trainer.is_global_zero:
            trainer.save_checkpoint(self.path)  # takes part, and writes nothing
            return
        with atomic_path(self.path) as path:
            trainer.save_checkpoint(path)
