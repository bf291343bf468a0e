"""``motiflens import``: from weights that were trained elsewhere to a model."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from motiflens.cli.options import default, option
from motiflens.config import Import, validate

_LOG = logging.getLogger(__name__)


def import_model(
    weights: Annotated[str, option(Import, "weights")],
    tasks: Annotated[list[str], option(Import, "tasks")],
    input_length: Annotated[int, option(Import, "input_length")],
    output: Annotated[Path, typer.Option(help="Folder of the model to write.")],
    architecture: Annotated[str, option(Import, "architecture")] = default(Import, "architecture"),
) -> None:
    """Take in weights of a known architecture; nothing in their file is executed."""
    options = validate(
        Import,
        {
            "weights": weights,
            "architecture": architecture,
            "tasks": tasks,
            "input_length": input_length,
        },
        where="command line",
    )
    from motiflens.models.importing import import_weights

    card = import_weights(options, output)
    _LOG.info(
        "imported %s: %d parameters, %d bp, tasks %s",
        architecture,
        card.n_parameters,
        card.input_length,
        ", ".join(card.tasks),
    )
