"""Captured programs kept for the next start: of a model of ours or one that was imported.

A capture costs seconds, most of them for the import of PyTorch's tracer, and each job of each shard
would pay them. What is kept holds the operations, and constants of the model beside its weights.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from motiflens._version import __version__
from motiflens.attribution.program import Program
from motiflens.attribution.program_text import UnwritableError, as_text, from_text
from motiflens.attribution.user_rules import any_user_rule
from motiflens.errors import MotiflensError, StoreError
from motiflens.models.card import ModelCard
from motiflens.store.hdf5 import open_for_reading, open_for_writing, read_array, write_array

_LOG = logging.getLogger(__name__)
_SCHEMA = "motiflens/program/1"
_LARGEST = 64e6
"""Bytes of constants that are kept; of a model with more, nothing is."""

FOLDER = "MOTIFLENS_CACHE"
"""The variable that names the folder; where it is empty, nothing is kept."""


@dataclass(frozen=True)
class Keeper:
    """Where the program of one model with its targets is kept."""

    path: Path

    def recall(self, model: nn.Module) -> Program | None:
        """Return what was kept, None where nothing of use was."""
        if not self.path.is_file():
            return None
        try:
            with open_for_reading(self.path, _SCHEMA) as file:
                text = json.loads(read_array(file, "text").tobytes())
                tensors = [
                    torch.from_numpy(read_array(file, f"tensors/{number}"))
                    for number in range(text["tensors"])
                ]
            return from_text(text["program"], tensors, model)
        except (StoreError, LookupError, TypeError, ValueError, RuntimeError) as error:
            _LOG.debug("what was kept of the model is of no use: %s", error)
            return None

    def keep(self, program: Program, model: nn.Module) -> Program:
        """Keep a program, if that can be, and return it as `recall` will."""
        try:
            text, tensors = as_text(program, model)
        except UnwritableError as error:
            _LOG.debug("what was captured is not kept, for %s", error)
            return program
        flat = [tensor.cpu().contiguous().flatten() for tensor in tensors]
        if sum(tensor.nbytes for tensor in flat) > _LARGEST:
            return program
        try:
            self._write(text, flat)
        except (MotiflensError, OSError) as error:
            _LOG.debug("what was captured could not be kept: %s", error)
        return from_text(json.loads(json.dumps(text)), flat, model)

    def _write(self, program: dict[str, object], tensors: Sequence[Tensor]) -> None:
        text = json.dumps({"program": program, "tensors": len(tensors)})
        with open_for_writing(self.path, _SCHEMA) as file:
            write_array(file, "text", np.frombuffer(text.encode(), np.uint8))
            for number, tensor in enumerate(tensors):
                write_array(file, f"tensors/{number}", tensor.numpy())


def keeper(
    model: nn.Module, card: ModelCard, explained: Sequence[str], length: int
) -> Keeper | None:
    """Return where the program of a model is kept; None where it is not.

    It is not of a class of the user's own, whose source is not known to be the same, nor where
    operators have rules of the user's own.

    Parameters
    ----------
    model, card
        As they were loaded. Other weights are another program, whatever the card says of them.
    explained
        What is explained of its output, in words that say all of it.
    length
        Of the sequences, bp.
    """
    folder = _folder()
    foreign = card.format == "torchscript" or ":" in (card.architecture or "")
    if folder is None or foreign or any_user_rule():
        return None
    versions = [_own_source(), str(torch.__version__)]
    known = [*versions, card.model_dump_json(), _identity(model), *explained, str(length)]
    digest = hashlib.sha256(json.dumps(known).encode()).hexdigest()
    return Keeper(folder / "programs" / f"{digest[:32]}.h5")


def _folder() -> Path | None:
    named = os.environ.get(FOLDER)
    if named is not None:
        return Path(named) if named else None
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "motiflens"
    except RuntimeError:  # there is no home
        return None


def _identity(model: nn.Module) -> str:
    """Return the hash of a model's structure and of all tensors that it holds."""
    found = hashlib.sha256(repr(model).encode())
    for name, tensor in (*model.named_parameters(), *model.named_buffers()):
        found.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        found.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().data)
    return found.hexdigest()


@cache
def _own_source() -> str:
    """Return the hash of all that decides what a capture finds: this version, or edits of it."""
    source = hashlib.sha256(__version__.encode())
    package = Path(__file__).parents[1]
    for part in ("attribution", "models", "readouts.py"):
        found = package / part
        for file in sorted(found.rglob("*.py")) if found.is_dir() else [found]:
            source.update(file.read_bytes())
    return source.hexdigest()
