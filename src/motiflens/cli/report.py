"""``motiflens report``: everything that was found, as one HTML page."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from motiflens.cli.options import default, option
from motiflens.config import Report, validate
from motiflens.files import atomic_path

_LOG = logging.getLogger(__name__)


def report(
    data: Annotated[Path, typer.Option(help="Data set that `motiflens prepare` wrote.")],
    model: Annotated[
        list[Path], typer.Option(help="Directory of the model; give it once for each fold.")
    ],
    results: Annotated[
        list[Path],
        typer.Option(
            help="Directory with contributions.h5 and motifs of one task and method, and what "
            "there is of hits and effects.json; give it once for each."
        ),
    ],
    output: Annotated[Path, typer.Option(help="Page to write, HTML.")],
    audit: Annotated[
        Path | None, typer.Option(help="What `motiflens audit` wrote of the model.")
    ] = None,
    evaluation: Annotated[
        list[Path] | None,
        typer.Option(help="What `motiflens evaluate` wrote of a task; give it once for each."),
    ] = None,
    families: Annotated[
        Path | None, typer.Option(help="What `motiflens families` wrote of the results.")
    ] = None,
    loci: Annotated[int, option(Report, "loci")] = default(Report, "loci"),
    pages: Annotated[int, option(Report, "pages")] = default(Report, "pages"),
) -> None:
    """Write a report that opens anywhere: motifs, proof, model and data on one page."""
    options = validate(Report, {"loci": loci, "pages": pages}, where="command line")
    from motiflens.report.build import build_report
    from motiflens.report.inputs import read_inputs

    inputs = read_inputs(data, model, results, audit, evaluation or (), families)
    page = build_report(inputs, loci=options.loci, pages=options.pages)
    with atomic_path(output) as temporary:
        temporary.write_text(page, encoding="utf-8")
    _LOG.info("wrote %s (%.1f MB)", output, len(page.encode()) / 1e6)
