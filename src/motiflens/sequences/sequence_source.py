"""Sequences without a genome, of FASTA files or of a table, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from motiflens.config import Prepare
from motiflens.errors import ConfigError
from motiflens.sequences.measured import read_measured
from motiflens.sequences.records import read_sequences
from motiflens.sequences.rows import Rows
from motiflens.sequences.settings import own_negatives, sequence_geometry
from motiflens.sequences.source import Source
from motiflens.store.windows import Dropped


def source_of_fasta(options: Prepare) -> Source:
    """Read sequences of one length from FASTA files.

    Raises
    ------
    InputError
        Where a file cannot be used; see `read_sequences`.
    ConfigError
        Where chromosomes are held out and a sequence's name does not say on which it lies.
    """
    dropped: list[Dropped] = []
    rows = read_sequences(options.sequences, own_negatives(options), dropped)
    tasks = {task: (path,) for task, path in options.sequences.items()}
    return _of_sequences(options, rows, tasks, dropped)


def source_of_table(options: Prepare) -> Source:
    """Read sequences of one length and their values from a table.

    Raises
    ------
    InputError
        Where the table cannot be used; see `read_measured`.
    ConfigError
        Where chromosomes are held out and nothing says on which a sequence lies.
    """
    dropped: list[Dropped] = []
    rows = read_measured(options, dropped)
    tasks = dict.fromkeys(options.value_columns, (str(options.table),))
    return _of_sequences(options, rows, tasks, dropped)


def _of_sequences(
    options: Prepare, rows: Rows, tasks: Mapping[str, Sequence[str]], dropped: list[Dropped]
) -> Source:
    geometry = sequence_geometry(options, rows.codes.shape[1])
    nameless = np.flatnonzero(rows.chrom == "")
    by_chromosome = isinstance(options.validation, list) or isinstance(options.test, list)
    if by_chromosome and len(nameless):
        first = nameless[0]
        name = str(rows.name[first])
        raise ConfigError(
            f"chromosomes are held out, but the name {name!r} does not say on which one the "
            "sequence lies",
            where=f"{rows.source[first]}, line {rows.line[first]}",
            fix="hold out fractions, or name every sequence like chr1:1000-1100",
        )
    return Source(rows, geometry, sorted(set(rows.chrom.tolist()) - {""}), tasks, dropped)
