"""Load a model from its directory."""

from __future__ import annotations

import os
from pathlib import Path

from torch import nn

from motiflens.errors import ModelError
from motiflens.files import sha256
from motiflens.models.card import ModelCard, read_card
from motiflens.models.importers.blaming import blamed_on
from motiflens.models.keeping import FORMS
from motiflens.models.reads import as_read


def load_model(directory: str | os.PathLike[str]) -> tuple[nn.Module, ModelCard]:
    """Return the network in ``directory``, in eval mode on the CPU, and its card.

    Whatever it was imported from, the network takes one-hot sequences (N, 4, L), A C G T, and
    returns what `motiflens.readouts.READOUTS` says of its readout. Weights, graphs and programs of
    `torch.export` are read without running what a file holds. A class of the user's own
    (``module:Class``) is imported, and TorchScript is run: whoever imported the model said so.

    Raises
    ------
    ModelError
        Where the card or the weights are missing or damaged, or do not belong together.
    """
    card = read_card(directory)
    folder = Path(directory)
    form = FORMS[card.format]
    path = folder / form.file
    if not path.is_file():
        raise ModelError(
            "there is no file of weights here",
            where=str(path),
            fix="train or import the model again",
        )
    if sha256(path) != card.weights_sha256:
        raise ModelError(
            "the weights are not those that the card describes (their SHA-256 differ): the file "
            "was changed or cut short",
            where=str(path),
            fix="train or import the model again",
        )
    with blamed_on(str(path), "train or import the model again"):
        network = form.read(card, folder).eval()
        return as_read(network, card.reads, card.tracks).eval(), card


def load_explained(directory: str | os.PathLike[str]) -> tuple[nn.Module, ModelCard]:
    """Return the part of the network that is explained, and its card; see `load_model`.

    That is the whole network, but for one that holds what is not of interest, such as the bias
    in a ChromBPNet.
    """
    network, card = load_model(directory)
    return getattr(network, "explained", network), card
