"""Take in weights that were trained elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

from motiflens.config import Import
from motiflens.models.architectures import build
from motiflens.models.card import ModelCard
from motiflens.models.saving import save_model
from motiflens.models.shape import Shape
from motiflens.models.weights import fit_weights, read_safetensors, read_state_dict


def import_weights(options: Import, output: str | os.PathLike[str]) -> ModelCard:
    """Write a model with the weights in ``options.weights`` to the directory ``output``.

    Files called ``*.safetensors`` are read as such, all others as a state_dict saved by torch.

    Raises
    ------
    ModelError
        Where the weights cannot be read safely, or do not fit the architecture.
    """
    shape = Shape(options.input_length, len(options.tasks))
    network = build(options.architecture, shape)
    read = read_safetensors if Path(options.weights).suffix == ".safetensors" else read_state_dict
    fit_weights(network, read(options.weights), where=options.weights)
    return save_model(
        output,
        network,
        tasks=options.tasks,
        shape=shape,
        architecture=options.architecture,
    )
