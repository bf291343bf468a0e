"""``motiflens variants``: what a model says of the variants of a VCF."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from motiflens.attribution.methods import METHODS
from motiflens.cli.options import Device, default, given, mapping, option, reference_of
from motiflens.config import Attribute, method_options, validate
from motiflens.config.variants import Variants
from motiflens.errors import ConfigError

_LOG = logging.getLogger(__name__)


def variants(
    model: Annotated[Path, typer.Option(help="Folder of the model, from `train` or `import`.")],
    genome: Annotated[str, typer.Option(help="FASTA of the genome.")],
    vcf: Annotated[
        str, typer.Option(help="Variants called on that genome: VCF, plain or bgzip, or BCF.")
    ],
    output: Annotated[Path, typer.Option(help="Folder to write.")],
    task: Annotated[
        list[str] | None, typer.Option(help="Task to score; all where none is given.")
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(help=f"Also attribute both alleles by this method: {', '.join(METHODS)}."),
    ] = None,
    options: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="NAME=VALUE", help="Option of the method."),
    ] = None,
    strands: Annotated[str, option(Variants, "strands")] = default(Variants, "strands"),
    target: Annotated[str | None, option(Attribute, "target")] = None,
    reference: Annotated[
        list[str] | None, option(Attribute, "reference", metavar="NAME | A C G T")
    ] = None,
    n_references: Annotated[int, option(Attribute, "n_references")] = default(
        Attribute, "n_references"
    ),
    seed: Annotated[int, option(Attribute, "seed")] = default(Attribute, "seed"),
    batch_size: Annotated[int, option(Attribute, "batch_size")] = default(Attribute, "batch_size"),
    device: Device = "cpu",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
) -> None:
    """Score both alleles of each variant, and attribute the difference to the bases."""
    settings = validate(
        Attribute,
        given(
            target=target,
            reference=reference_of(reference),
            n_references=n_references,
            seed=seed,
            batch_size=batch_size,
        ),
        where="command line",
    )
    chosen = validate(Variants, {"strands": strands}, where="command line")
    own = mapping(options, "--option") or {}
    if method is not None:
        method_options(method, own)
    elif own:
        raise ConfigError(
            "options of a method were given, and no method",
            where="--option",
            fix="name the method by --method, or leave the options out",
        )

    import torch

    from motiflens.cli.progress import progress_bar
    from motiflens.models.device import resolve_device
    from motiflens.models.loading import load_explained
    from motiflens.variants.scoring import Asked, score_variants

    place = resolve_device(device)
    torch.set_num_threads(threads)
    network, card = load_explained(model)
    if card.controls:
        _LOG.warning("the model's %d control track(s) count as zero", card.controls)
    asked = Asked(task or list(card.tasks), chosen.strands == "both", settings, method, own)
    with progress_bar("variants") as progress:
        score_variants(output, vcf, genome, network, card, asked, device=place, progress=progress)
