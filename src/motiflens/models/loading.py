"""Load a model from its directory."""

from __future__ import annotations

import os
from pathlib import Path

from torch import nn

from motiflens.errors import ModelError
from motiflens.files import sha256
from motiflens.models.architectures import build
from motiflens.models.card import WEIGHTS, ModelCard, read_card
from motiflens.models.weights import fit_weights, read_safetensors


def load_model(directory: str | os.PathLike[str]) -> tuple[nn.Module, ModelCard]:
    """Return the network in ``directory``, in eval mode on the CPU, and its card.

    Only safetensors are read: loading a model never runs what a file holds.

    Raises
    ------
    ModelError
        Where the card or the weights are missing or damaged, or do not belong together.
    """
    card = read_card(directory)
    path = Path(directory) / WEIGHTS
    tensors = read_safetensors(path)
    if sha256(path) != card.weights_sha256:
        raise ModelError(
            "the weights are not those that the card describes (their SHA-256 differ)",
            where=str(path),
            fix="train or import the model again",
        )
    assert card.architecture is not None
    model = build(card.architecture, card.shape, card.arguments)
    fit_weights(model, tensors, where=str(path))
    return model.eval(), card
