"""Write a model: its weights and its card, whole or not at all."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from torch import nn

from motiflens._version import __version__
from motiflens.files import atomic_directory, sha256
from motiflens.models.card import ModelCard, Training, write_card
from motiflens.models.keeping import FORMS, form_of
from motiflens.models.metrics.parts import Metrics
from motiflens.models.shape import Shape

_PACKAGES = ("torch", "lightning", "numpy")


def save_model(
    directory: str | os.PathLike[str],
    network: nn.Module,
    *,
    tasks: Sequence[str],
    shape: Shape,
    architecture: str | None,
    arguments: Mapping[str, Any] | None = None,
    training: Training | None = None,
    metrics: Mapping[Literal["validation", "test"], dict[str, Metrics]] | None = None,
    **fields: Any,
) -> ModelCard:
    """Write the network, in the form that it is kept in, and ``model.json``; return the card.

    What stood in ``directory`` before is replaced. ``fields`` are further ones of `ModelCard`.
    """
    with atomic_directory(directory) as temporary:
        form = form_of(network)
        FORMS[form].write(network, temporary)
        card = ModelCard(
            schema="motiflens/model/2",
            format=form,
            architecture=architecture,
            arguments=dict(arguments or {}),
            readout=shape.readout,
            tasks=list(tasks),
            tracks=list(shape.tracks),
            input_length=shape.input_length,
            output_length=shape.output_length,
            controls=shape.controls,
            n_parameters=sum(parameter.numel() for parameter in network.parameters()),
            weights_sha256=sha256(temporary / FORMS[form].file),
            training=training,
            metrics=dict(metrics or {}),
            # This package may be read from a folder where nothing has installed it.
            versions={"motiflens": __version__}
            | {name: importlib.metadata.version(name) for name in _PACKAGES},
            **fields,
        )
        write_card(card, temporary)
    return card
