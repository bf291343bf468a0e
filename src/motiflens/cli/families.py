"""``motiflens families``: motifs of all tasks and methods that are one motif."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from motiflens.cli.options import default, option
from motiflens.config import Families, validate

_LOG = logging.getLogger(__name__)


def families(
    results: Annotated[
        list[Path],
        typer.Option(
            help="Folder of one task and method, with its motifs; all of one model on one data "
            "set, the option once for each."
        ),
    ],
    output: Annotated[Path, typer.Option(help="Families to write, JSON.")],
    alike: Annotated[float, option(Families, "alike")] = default(Families, "alike"),
) -> None:
    """Say which motifs of several tasks and methods are one, and which methods found it."""
    options = validate(Families, {"alike": alike}, where="command line")
    from motiflens.families.merging import merge
    from motiflens.families.record import write_families
    from motiflens.motifs.motif import read_motifs

    sets = [read_motifs(folder / "motifs") for folder in results]
    found = merge(sets, options.alike)
    write_families(output, found)
    by_several = sum(any(len(t.found_by) > 1 for t in one.tasks) for one in found.families)
    _LOG.info(
        "%d motifs are %d families, %d of them found by several methods",
        sum(len(one.motifs) for one in sets),
        len(found.families),
        by_several,
    )
