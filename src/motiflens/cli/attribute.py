"""``motiflens attribute``: from a data set and a model to contribution scores."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from motiflens.attribution.methods import METHODS
from motiflens.cli.options import Device, default, given, mapping, option, reference_of
from motiflens.config import Attribute, method_options, validate
from motiflens.errors import ConfigError


def attribute(
    data: Annotated[Path, typer.Option(help="Data set, from `prepare`.")],
    model: Annotated[Path, typer.Option(help="Folder of the model, from `train` or `import`.")],
    task: Annotated[str, typer.Option(help="Class whose output is explained.")],
    output: Annotated[Path, typer.Option(help="Scores to write, HDF5.")],
    method: Annotated[
        str, typer.Option(help=f"Attribution method: {', '.join(METHODS)}.")
    ] = "deeplift",
    options: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="NAME=VALUE", help="Option of the method."),
    ] = None,
    select: Annotated[str, option(Attribute, "select")] = default(Attribute, "select"),
    top: Annotated[int, option(Attribute, "top")] = default(Attribute, "top"),
    target: Annotated[str | None, option(Attribute, "target")] = None,
    reference: Annotated[
        list[str] | None, option(Attribute, "reference", metavar="NAME | A C G T")
    ] = None,
    n_references: Annotated[int, option(Attribute, "n_references")] = default(
        Attribute, "n_references"
    ),
    seed: Annotated[int, option(Attribute, "seed")] = default(Attribute, "seed"),
    batch_size: Annotated[int | None, option(Attribute, "batch_size")] = default(
        Attribute, "batch_size"
    ),
    fold: Annotated[
        int, typer.Option(min=0, help="Number of the model among those that are averaged.")
    ] = 0,
    shard: Annotated[str, typer.Option(help="Part N of M of the windows, as N/M.")] = "1/1",
    device: Device = "cpu",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
) -> None:
    """Score every base of the selected windows for one task by one method."""
    settings = validate(
        Attribute,
        given(
            select=select,
            top=top,
            target=target,
            reference=reference_of(reference),
            n_references=n_references,
            seed=seed,
            batch_size=batch_size,
        ),
        where="command line",
    )
    own = mapping(options, "--option") or {}
    method_options(method, own)
    part = _shard(shard)

    import torch

    from motiflens.attribution.windows import Task, explain_pieces
    from motiflens.cli.progress import progress_bar
    from motiflens.files import sha256
    from motiflens.models.device import resolve_device
    from motiflens.models.loading import load_explained
    from motiflens.store.contributions import contributions_file
    from motiflens.store.windows import open_windows

    place = resolve_device(device)
    torch.set_num_threads(threads)
    network, card = load_explained(model)
    hashes = {"data_sha256": sha256(data), "model_sha256": card.weights_sha256}
    trained_here = card.training and card.training.data_sha256 == hashes["data_sha256"]
    with (
        progress_bar(f"{method} of {task}") as progress,
        open_windows(data, fold if trained_here else 0) as windows,
        contributions_file(output, part) as file,
    ):
        for piece in explain_pieces(
            windows,
            network,
            card,
            Task(task, method, own, settings),
            device=place,
            shard=part,
            hashes=hashes,
            fold=fold,
            progress=progress,
        ):
            file.append(piece)


def _shard(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise ConfigError(
            f"{text!r} is no part", where="--shard", fix="write N/M with 1 <= N <= M, such as 1/4"
        )
    return int(match[1]), int(match[2])
