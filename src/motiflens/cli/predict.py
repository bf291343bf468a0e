"""``motiflens predict``: what a model says of sequences, to see that it is the right one."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from motiflens.cli.options import Device
from motiflens.errors import ConfigError

_LOG = logging.getLogger(__name__)


def predict(
    model: Annotated[Path, typer.Argument(help="Folder of the model, from `train` or `import`.")],
    output: Annotated[Path, typer.Option(help="Table to write, tab-separated.")],
    sequences: Annotated[
        str | None, typer.Option(help="FASTA of sequences of the model's length.")
    ] = None,
    genome: Annotated[str | None, typer.Option(help="FASTA of the genome, with regions.")] = None,
    regions: Annotated[
        str | None,
        typer.Option(help="BED or narrowPeak; a window is laid round each centre or summit."),
    ] = None,
    batch_size: Annotated[int, typer.Option(min=1, help="Sequences at a time.")] = 256,
    bigwig: Annotated[
        str | None,
        typer.Option(
            metavar="PREFIX",
            help="Also write PREFIX.TASK.bw: expected reads on each base or, of models without "
            "profiles, the prediction over each region.",
        ),
    ] = None,
    device: Device = "cpu",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
) -> None:
    """Write a model's outputs for sequences, or for regions of a genome."""
    _check_asked(sequences, genome, regions, bigwig)

    import torch

    from motiflens.models.device import resolve_device
    from motiflens.models.loading import load_model
    from motiflens.models.predict import predict_all
    from motiflens.models.prediction_table import write_predictions
    from motiflens.sequences.queries import records, windows_of_regions

    place = resolve_device(device)
    torch.set_num_threads(threads)
    network, card = load_model(model)
    if sequences is not None:
        queries = records(sequences, card.input_length)
    else:
        assert genome is not None
        assert regions is not None
        queries = windows_of_regions(genome, regions, card.input_length)
    if card.controls:
        _LOG.warning("the model's %d control track(s) count as zero", card.controls)
    outputs = predict_all(network, queries.codes, place, batch_size)
    write_predictions(output, queries, outputs, card)
    if bigwig is not None:
        from motiflens.models.prediction_tracks import write_tracks

        for path in write_tracks(bigwig, queries, outputs, card):
            _LOG.info("wrote %s", path)
    _LOG.info("%d sequences, outputs %s", len(queries.names), ", ".join(card.tasks))


def _check_asked(
    sequences: str | None, genome: str | None, regions: str | None, bigwig: str | None
) -> None:
    """Check that it is clear what the model is asked about, and where it lies."""
    if (sequences is None) == (regions is None) or (regions is None) != (genome is None):
        raise ConfigError(
            "it is not clear what the model is asked about",
            where="command line",
            fix="give either --sequences, or both --genome and --regions",
        )
    if bigwig is not None and regions is None:
        raise ConfigError(
            "sequences without a genome have no place in a track",
            where="--bigwig",
            fix="give --genome and --regions",
        )
