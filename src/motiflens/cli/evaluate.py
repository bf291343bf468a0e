"""``motiflens evaluate``: which attribution to believe, for a model and its data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from motiflens.attribution.methods import METHODS
from motiflens.cli.options import Device, chosen_methods, default, given, option
from motiflens.config.evaluating import Evaluate
from motiflens.config.validating import validate

if TYPE_CHECKING:
    from motiflens.sequences.regions import Region

_DEFAULT_METHODS = ("deeplift", "lrp-epsilon", "gradient-x-input", "mutagenesis")


def evaluate(
    model: Annotated[
        list[Path],
        typer.Argument(
            help="Folders of models, from `train` or `import`: the first is evaluated, further "
            "ones (seeds or folds) tell how stable scores are."
        ),
    ],
    data: Annotated[Path, typer.Option(help="Data set, from `prepare`.")],
    task: Annotated[str, typer.Option(help="Class whose output is explained.")],
    output: Annotated[Path, typer.Option(help="Result to write, JSON.")],
    method: Annotated[
        list[str] | None,
        typer.Option(
            help=f"Method to look at: {', '.join(METHODS)}. If none is given: "
            f"{', '.join(_DEFAULT_METHODS)}. Scores in random order always stand beside them."
        ),
    ] = None,
    options: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="METHOD.NAME=VALUE", help="Option of a method."),
    ] = None,
    sites: Annotated[
        list[Path] | None,
        typer.Option(help="Known sites, BED: their centres are what scores should point at."),
    ] = None,
    tables: Annotated[
        Path | None, typer.Option(help="Folder to write the tables to as well, as TSV.")
    ] = None,
    sequences: Annotated[int, option(Evaluate, "sequences")] = default(Evaluate, "sequences"),
    select: Annotated[str, option(Evaluate, "select")] = default(Evaluate, "select"),
    top: Annotated[int, option(Evaluate, "top")] = default(Evaluate, "top"),
    target: Annotated[str | None, option(Evaluate, "target")] = None,
    reference: Annotated[str | None, option(Evaluate, "reference")] = None,
    n_references: Annotated[int, option(Evaluate, "n_references")] = default(
        Evaluate, "n_references"
    ),
    experiments: Annotated[
        list[str] | None,
        typer.Option(
            "--experiment", "--experiments", help=Evaluate.model_fields["experiments"].description
        ),
    ] = None,
    steps: Annotated[int, option(Evaluate, "steps")] = default(Evaluate, "steps"),
    fills: Annotated[int, option(Evaluate, "fills")] = default(Evaluate, "fills"),
    subsets: Annotated[int, option(Evaluate, "subsets")] = default(Evaluate, "subsets"),
    depths: Annotated[int, option(Evaluate, "depths")] = default(Evaluate, "depths"),
    kmer: Annotated[int, option(Evaluate, "kmer")] = default(Evaluate, "kmer"),
    players: Annotated[int, option(Evaluate, "players")] = default(Evaluate, "players"),
    site_width: Annotated[int, option(Evaluate, "site_width")] = default(Evaluate, "site_width"),
    smooth: Annotated[int, option(Evaluate, "smooth")] = default(Evaluate, "smooth"),
    within: Annotated[float, option(Evaluate, "within")] = default(Evaluate, "within"),
    bootstrap: Annotated[int, option(Evaluate, "bootstrap")] = default(Evaluate, "bootstrap"),
    seed: Annotated[int, option(Evaluate, "seed")] = default(Evaluate, "seed"),
    batch_size: Annotated[int, option(Evaluate, "batch_size")] = default(Evaluate, "batch_size"),
    fold: Annotated[int, typer.Option(min=0, help="Fold of the data set, if it has some.")] = 0,
    device: Device = "cpu",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
) -> None:
    """Measure how far each method's scores can be trusted, and say which to use.

    Every figure has a bootstrap interval, and stands beside that of scores in random order.
    """
    settings = validate(
        Evaluate,
        given(
            sequences=sequences,
            select=select,
            top=top,
            target=target,
            reference=reference,
            n_references=n_references,
            experiments=experiments,
            steps=steps,
            fills=fills,
            subsets=subsets,
            depths=depths,
            kmer=kmer,
            players=players,
            site_width=site_width,
            smooth=smooth,
            within=within,
            bootstrap=bootstrap,
            seed=seed,
            batch_size=batch_size,
        ),
        where="command line",
    )
    methods = chosen_methods(method or _DEFAULT_METHODS, options)

    import torch

    from motiflens.cli.evaluate_tables import print_evaluation, write_tables
    from motiflens.cli.progress import progress_bar
    from motiflens.evaluation.evaluate import Asked, evaluate_models
    from motiflens.evaluation.record import write_evaluation
    from motiflens.files import atomic_path, unchanged
    from motiflens.models.device import resolve_device
    from motiflens.models.loading import load_explained
    from motiflens.store.windows import open_windows

    place = resolve_device(device)
    torch.set_num_threads(threads)
    with atomic_path(output) as whole, unchanged(sites or ()):
        models = [load_explained(folder) for folder in model]
        hashes = _hashes(data, sites) | {
            "models_sha256": [card.weights_sha256 for _, card in models]
        }
        known = _regions(sites)
        with progress_bar(f"evaluation of {task}") as progress, open_windows(data, fold) as windows:
            found = evaluate_models(
                models,
                windows,
                Asked(task, methods, settings, known),
                device=place,
                hashes=hashes,
                progress=progress,
            )
        write_evaluation(whole, found)
    if tables is not None:
        write_tables(tables, found)
    print_evaluation(found)


def _hashes(data: Path, sites: list[Path] | None) -> dict[str, Any]:
    from motiflens.files import sha256

    return {"data_sha256": sha256(data), "sites_sha256": [sha256(path) for path in sites or ()]}


def _regions(sites: list[Path] | None) -> list[Region]:
    from motiflens.sequences.regions import pooled

    return pooled([str(path) for path in sites]) if sites else []
