"""``motiflens audit``: whether methods are exact on a model, and which reference fits it."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from motiflens.attribution.methods import METHODS, PROPAGATING
from motiflens.cli.options import Device, chosen_methods, default, given, option
from motiflens.cli.threads import limit_numba
from motiflens.config import Audit, validate

if TYPE_CHECKING:
    from motiflens.attribution.try_references import FindMotifs


def audit(
    model: Annotated[Path, typer.Argument(help="Folder of the model, from `train` or `import`.")],
    data: Annotated[
        Path | None,
        typer.Option(help="Data set, from `prepare`; random sequences are tried without one."),
    ] = None,
    task: Annotated[
        list[str] | None, typer.Option(help="Class to look at; all of the model's if not given.")
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option(
            help=f"Method that must be exact: {', '.join(METHODS)}. Those that follow "
            "a rule at each operation are shown if not given."
        ),
    ] = None,
    options: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="METHOD.NAME=VALUE", help="Option of a method."),
    ] = None,
    references: Annotated[
        list[str] | None,
        typer.Option(
            "--reference", "--references", help=Audit.model_fields["references"].description
        ),
    ] = None,
    windows: Annotated[int, option(Audit, "windows")] = default(Audit, "windows"),
    discover: Annotated[bool, option(Audit, "discover")] = default(Audit, "discover"),
    device: Device = "cpu",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
    output: Annotated[Path | None, typer.Option(help="Also write all of it, as JSON.")] = None,
) -> None:
    """List a model's operations and the rules for them, and try whether sums add up.

    With data, references are compared as well and one is recommended. The exit status is 1 where
    a method that was named cannot run on the model, or the sums of any do not add up.
    """
    settings = validate(
        Audit,
        given(windows=windows, references=references, discover=discover),
        where="command line",
    )
    methods = chosen_methods(method or list(PROPAGATING), options)

    limit_numba(threads)
    import torch

    from motiflens.attribution.audit_model import Asked, audit_model
    from motiflens.attribution.audit_record import write_audit
    from motiflens.cli.audit_tables import print_audit
    from motiflens.files import sha256
    from motiflens.models.device import resolve_device
    from motiflens.models.loading import load_explained
    from motiflens.store.windows import open_windows

    place = resolve_device(device)
    torch.set_num_threads(threads)
    network, card = load_explained(model)
    hashes = {"model_sha256": card.weights_sha256}
    if data is not None:
        hashes["data_sha256"] = sha256(data)
    with nullcontext() if data is None else open_windows(data) as dataset:
        found = audit_model(
            network,
            card,
            Asked(task or card.tasks, methods, settings),
            dataset,
            device=place,
            hashes=hashes,
            find_motifs=_find_motifs() if settings.discover else None,
        )
    if output is not None:
        write_audit(output, found)
    print_audit(found)
    if any(one.adds_up is False or (method and not one.runs) for one in found.methods):
        raise typer.Exit(1)


def _find_motifs() -> FindMotifs:
    from motiflens.motifs.kept import motifs_by_reference

    return motifs_by_reference
