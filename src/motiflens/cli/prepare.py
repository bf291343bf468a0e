"""``motiflens prepare``: from a genome and regions, or from FASTA, to a data set."""

from __future__ import annotations

import csv
import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from motiflens.cli.options import default, given, held_out, mapping, option
from motiflens.config import Prepare, validate
from motiflens.files import atomic_path

if TYPE_CHECKING:
    from motiflens.store.windows import Dropped, Windows

_LOG = logging.getLogger(__name__)


def prepare(
    output: Annotated[Path, typer.Option(help="Data set to write, HDF5.")],
    dropped: Annotated[Path, typer.Option(help="Table to write of what was dropped, and why.")],
    genome: Annotated[str | None, option(Prepare, "genome")] = None,
    regions: Annotated[list[str] | None, option(Prepare, "regions", metavar="NAME=PATH")] = None,
    sequences: Annotated[
        list[str] | None, option(Prepare, "sequences", metavar="NAME=PATH")
    ] = None,
    blacklist: Annotated[str | None, option(Prepare, "blacklist")] = None,
    negatives: Annotated[str, option(Prepare, "negatives")] = default(Prepare, "negatives"),
    negatives_ratio: Annotated[float, option(Prepare, "negatives_ratio")] = default(
        Prepare, "negatives_ratio"
    ),
    window: Annotated[int | None, option(Prepare, "window")] = None,
    max_offset: Annotated[int | None, option(Prepare, "max_offset")] = None,
    max_n: Annotated[float, option(Prepare, "max_n")] = default(Prepare, "max_n"),
    validation: Annotated[
        list[str] | None,
        option(Prepare, "validation", show_default=str(default(Prepare, "validation"))),
    ] = None,
    test: Annotated[
        list[str] | None, option(Prepare, "test", show_default=str(default(Prepare, "test")))
    ] = None,
    seed: Annotated[int, option(Prepare, "seed")] = default(Prepare, "seed"),
) -> None:
    """Make a data set: windows with labels, negatives and held-out chromosomes."""
    options = validate(
        Prepare,
        given(
            genome=genome,
            regions=mapping(regions, "--regions"),
            sequences=mapping(sequences, "--sequences"),
            blacklist=blacklist,
            negatives=negatives,
            negatives_ratio=negatives_ratio,
            window=window,
            max_offset=max_offset,
            max_n=max_n,
            validation=held_out(validation),
            test=held_out(test),
            seed=seed,
        ),
        where="command line",
    )
    from motiflens.sequences.dataset import prepare as make_windows
    from motiflens.store.windows import write_windows

    windows = make_windows(options)
    with atomic_path(dropped) as table:
        _write_dropped(table, windows.dropped)
        write_windows(output, windows)
    _summarise(windows)


def _write_dropped(path: Path, dropped: Sequence[Dropped]) -> None:
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle, delimiter="\t", lineterminator="\n")
        writer.writerow(["source", "line", "region", "reason"])
        writer.writerows([row.source, row.line, row.region, row.reason] for row in dropped)


def _summarise(windows: Windows) -> None:
    """Print to the standard error how many windows there are of what, and their GC content."""
    from rich.console import Console
    from rich.table import Table

    from motiflens.sequences.composition import gc_content
    from motiflens.store.windows import SPLITS

    gc = gc_content(windows.window_codes())
    rows = {task: windows.labels[:, i] == 1 for i, task in enumerate(windows.tasks)}
    rows["negatives"] = ~windows.labels.any(axis=1)
    table = Table(title=f"{windows.n:,} windows of {windows.window} bp (GC content)")
    table.add_column("class")
    for name in SPLITS:
        table.add_column(name, justify="right")
    for name, member in rows.items():
        cells = [member & (windows.split == index) for index in range(len(SPLITS))]
        table.add_row(name, *(f"{cell.sum():,} ({gc[cell].mean():.3f})" for cell in cells))
    console = Console(stderr=True)
    console.print(table)
    for reason, count in Counter(row.reason for row in windows.dropped).most_common():
        console.print(f"dropped {count:,}: {reason}", highlight=False)
