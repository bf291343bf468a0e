"""``motiflens prepare``: from files of the field to a data set."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from motiflens.cli.options import default, given, held_out, mapping, option
from motiflens.config import Prepare, validate
from motiflens.files import atomic_path, unchanged
from motiflens.sequences.inputs_of import inputs_of

if TYPE_CHECKING:
    from motiflens.store.windows import Dropped


def prepare(
    output: Annotated[Path, typer.Option(help="Data set to write, HDF5.")],
    dropped: Annotated[Path, typer.Option(help="Table to write of what was dropped, and why.")],
    genome: Annotated[str | None, option(Prepare, "genome")] = None,
    regions: Annotated[list[str] | None, option(Prepare, "regions", metavar="NAME=PATH")] = None,
    sequences: Annotated[
        list[str] | None, option(Prepare, "sequences", metavar="NAME=PATH")
    ] = None,
    samples: Annotated[str | None, option(Prepare, "samples")] = None,
    table: Annotated[str | None, option(Prepare, "table")] = None,
    sequence_column: Annotated[str, option(Prepare, "sequence_column")] = default(
        Prepare, "sequence_column"
    ),
    value_columns: Annotated[
        list[str] | None, option(Prepare, "value_columns", metavar="NAME=COLUMN")
    ] = None,
    name_column: Annotated[str | None, option(Prepare, "name_column")] = None,
    chromosome_column: Annotated[str | None, option(Prepare, "chromosome_column")] = None,
    split_column: Annotated[str | None, option(Prepare, "split_column")] = None,
    readout: Annotated[str | None, option(Prepare, "readout")] = None,
    output_window: Annotated[int | None, option(Prepare, "output_window")] = None,
    strands: Annotated[str, option(Prepare, "strands")] = default(Prepare, "strands"),
    shift: Annotated[
        list[int] | None, option(Prepare, "shift", metavar="INT", show_default="0, 0")
    ] = None,
    min_mapq: Annotated[int, option(Prepare, "min_mapq")] = default(Prepare, "min_mapq"),
    keep_duplicates: Annotated[bool, option(Prepare, "keep_duplicates")] = default(
        Prepare, "keep_duplicates"
    ),
    max_count_quantile: Annotated[float | None, option(Prepare, "max_count_quantile")] = None,
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
    folds: Annotated[int, option(Prepare, "folds")] = default(Prepare, "folds"),
    seed: Annotated[int, option(Prepare, "seed")] = default(Prepare, "seed"),
) -> None:
    """Make a data set: windows with labels, values or reads, negatives, and what is held out."""
    options = validate(
        Prepare,
        given(
            genome=genome,
            regions=mapping(regions, "--regions"),
            sequences=mapping(sequences, "--sequences"),
            samples=samples,
            table=table,
            sequence_column=sequence_column,
            value_columns=mapping(value_columns, "--value-columns"),
            name_column=name_column,
            chromosome_column=chromosome_column,
            split_column=split_column,
            readout=readout,
            output_window=output_window,
            strands=strands,
            shift=shift,
            min_mapq=min_mapq,
            keep_duplicates=keep_duplicates,
            max_count_quantile=max_count_quantile,
            blacklist=blacklist,
            negatives=negatives,
            negatives_ratio=negatives_ratio,
            window=window,
            max_offset=max_offset,
            max_n=max_n,
            validation=held_out(validation),
            test=held_out(test),
            folds=folds,
            seed=seed,
        ),
        where="command line",
    )
    from motiflens.cli.prepare_summary import summarise
    from motiflens.sequences.dataset import prepare as make_windows
    from motiflens.store.windows import open_windows, write_windows

    read = unchanged(_files(options))
    with atomic_path(dropped) as rows, atomic_path(output) as data, read:
        windows = make_windows(options)
        _write_dropped(rows, windows.dropped)
        write_windows(data, windows)
    with open_windows(output) as written:
        summarise(written)


def _files(options: Prepare) -> list[str]:
    """Return what a data set is made of; of a sample sheet that is none, others tell."""
    try:
        by_key, _ = inputs_of(options.model_dump())
    except ValueError:
        return []
    return [path for paths in by_key.values() for path in paths]


def _write_dropped(path: Path, dropped: Sequence[Dropped]) -> None:
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle, delimiter="\t", lineterminator="\n")
        writer.writerow(["source", "line", "region", "reason"])
        writer.writerows([row.source, row.line, row.region, row.reason] for row in dropped)
