"""``motiflens import``: from a model that was trained elsewhere to one of ours."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from motiflens.cli.options import default, given, option, plain_values
from motiflens.config import Import, validate

_LOG = logging.getLogger(__name__)


def import_model(
    source: Annotated[str, typer.Argument(help=Import.model_fields["source"].description)],
    tasks: Annotated[list[str], option(Import, "tasks")],
    output: Annotated[Path, typer.Option(help="Folder of the model to write.")],
    weights: Annotated[str | None, option(Import, "weights")] = None,
    format: Annotated[str, option(Import, "format")] = default(Import, "format"),
    architecture: Annotated[str | None, option(Import, "architecture")] = None,
    arguments: Annotated[
        list[str] | None, option(Import, "arguments", metavar="NAME=VALUE")
    ] = None,
    outputs: Annotated[list[int] | None, option(Import, "outputs")] = None,
    input_length: Annotated[int | None, option(Import, "input_length")] = None,
    readout: Annotated[str | None, option(Import, "readout")] = None,
    tracks: Annotated[list[int] | None, option(Import, "tracks")] = None,
    output_length: Annotated[int | None, option(Import, "output_length")] = None,
    controls: Annotated[int | None, option(Import, "controls")] = None,
    channels: Annotated[str | None, option(Import, "channels")] = None,
    layout: Annotated[str | None, option(Import, "layout")] = None,
    strands: Annotated[str | None, option(Import, "strands")] = None,
    activation: Annotated[str | None, option(Import, "activation")] = None,
    trust: Annotated[bool, option(Import, "trust")] = default(Import, "trust"),
    examples: Annotated[str | None, option(Import, "examples")] = None,
) -> None:
    """Take in a model of another program, and see that it is the right one."""
    options = validate(
        Import,
        given(
            source=source,
            weights=weights,
            format=format,
            architecture=architecture,
            arguments=plain_values(arguments, "--arguments"),
            tasks=tasks,
            outputs=outputs or None,
            input_length=input_length,
            readout=readout,
            tracks=tracks or None,
            output_length=output_length,
            controls=controls,
            channels=channels,
            layout=layout,
            strands=strands,
            activation=activation,
            trust=trust,
            examples=examples,
        ),
        where="command line",
    )
    from motiflens.models.importing import import_model as take_in

    card = take_in(options, output)
    assert card.source is not None
    what = f"{card.source.name} as {card.source.format}: {card.n_parameters:,} parameters"
    _LOG.info(
        "imported %s, %d bp, %s of %s", what, card.input_length, card.readout, ", ".join(card.tasks)
    )
