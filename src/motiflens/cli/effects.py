"""``motiflens effects``: what each motif does in the model that it was found in."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from motiflens.cli.options import Device, default, option
from motiflens.config import Effects, validate

_LOG = logging.getLogger(__name__)


def effects(
    model: Annotated[
        list[Path],
        typer.Argument(help="Folder of the model that was explained; of folds, all of them."),
    ],
    data: Annotated[Path, typer.Option(help="Data set that was explained, from `prepare`.")],
    results: Annotated[
        Path, typer.Option(help="Folder of one task and method, with its motifs and hits.")
    ],
    output: Annotated[Path, typer.Option(help="Effects to write, JSON.")],
    sequences: Annotated[int, option(Effects, "sequences")] = default(Effects, "sequences"),
    windows: Annotated[int, option(Effects, "windows")] = default(Effects, "windows"),
    shuffles: Annotated[int, option(Effects, "shuffles")] = default(Effects, "shuffles"),
    pairs: Annotated[int, option(Effects, "pairs")] = default(Effects, "pairs"),
    farthest: Annotated[int, option(Effects, "farthest")] = default(Effects, "farthest"),
    step: Annotated[int, option(Effects, "step")] = default(Effects, "step"),
    words: Annotated[int, option(Effects, "words")] = default(Effects, "words"),
    negligible: Annotated[float, option(Effects, "negligible")] = default(Effects, "negligible"),
    bootstrap: Annotated[int, option(Effects, "bootstrap")] = default(Effects, "bootstrap"),
    seed: Annotated[int, option(Effects, "seed")] = default(Effects, "seed"),
    batch_size: Annotated[int, option(Effects, "batch_size")] = default(Effects, "batch_size"),
    device: Device = "cpu",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
) -> None:
    """Say what the output does when a motif is put into sequences, or shuffled away."""
    options = validate(
        Effects,
        {
            "sequences": sequences,
            "windows": windows,
            "shuffles": shuffles,
            "pairs": pairs,
            "farthest": farthest,
            "step": step,
            "words": words,
            "negligible": negligible,
            "bootstrap": bootstrap,
            "seed": seed,
            "batch_size": batch_size,
        },
        where="command line",
    )

    import torch

    from motiflens.cli.progress import progress_bar
    from motiflens.effects.asked import read_asked
    from motiflens.effects.measuring import measure_effects
    from motiflens.effects.record import write_effects
    from motiflens.files import sha256
    from motiflens.models.device import resolve_device
    from motiflens.models.loading import load_explained
    from motiflens.store.windows import open_windows

    place = resolve_device(device)
    torch.set_num_threads(threads)
    models = [load_explained(folder) for folder in model]
    weights = [card.weights_sha256 for _, card in models]
    digest = sha256(data)
    asked = read_asked(results, digest, weights)
    with progress_bar(f"effects of {asked.task}") as progress, open_windows(data) as opened:
        found = measure_effects(
            models,
            opened,
            asked,
            options,
            device=place,
            hashes={"data_sha256": digest, "models_sha256": weights},
            progress=progress,
        )
    write_effects(output, found)
    for one in found.motifs:
        _LOG.info("%s: %s. %s", one.name, one.verdict, one.detail)
