"""From rows to the data set that is written."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens._version import __version__
from motiflens.config import Prepare
from motiflens.files import sha256
from motiflens.sequences.composition import base_frequencies, both_strands
from motiflens.sequences.folds import Division
from motiflens.sequences.inputs_of import inputs_of
from motiflens.sequences.reads import counts, profiles
from motiflens.sequences.rows import Rows
from motiflens.sequences.settings import readout
from motiflens.sequences.source import Source
from motiflens.store.windows import SPLITS, Windows


def assemble(
    source: Source, rows: Rows, part: NDArray[np.uint8], division: Division, options: Prepare
) -> Windows:
    """Return rows, and the part of each, as a data set with what is known of them."""
    window = source.geometry.window
    on_genome = source.genome is not None
    start = rows.start if on_genome else np.zeros_like(rows.start)
    inputs, _ = inputs_of(options.model_dump())
    files = list(dict.fromkeys(path for paths in inputs.values() for path in paths))
    trained_on = (division.folds == SPLITS.index("train")).any(axis=0)[part]
    single_strand = base_frequencies(rows.pieces(window, trained_on))
    return Windows(
        codes=rows.codes,
        offset=rows.offset,
        max_offset=source.geometry.max_offset,
        window=window,
        tasks=tuple(source.tasks),
        labels=rows.labels,
        part=part,
        folds=division.folds,
        chrom=rows.chrom if on_genome else np.full(len(rows), ""),
        start=start,
        end=start + window,
        name=rows.name,
        background=both_strands(single_strand),
        background_single_strand=single_strand,
        dropped=tuple(
            sorted(
                dict.fromkeys(source.dropped),
                key=lambda row: (files.index(row.source), row.line),
            )
        ),
        provenance=_provenance(options, files),
        readout=readout(options),
        **_known(source, rows, options),
    )


def _known(source: Source, rows: Rows, options: Prepare) -> dict[str, Any]:
    """Return what is known of the windows beside their labels, as fields of `Windows`."""
    tracks = (1,) * len(source.tasks)
    if source.experiment is None or source.genome is None:
        return {"values": rows.values, "tracks": tracks}
    experiment, geometry, lengths = source.experiment, source.geometry, source.genome.lengths
    if readout(options) == "counts":
        return {"values": counts(experiment, rows, geometry, lengths), "tracks": tracks}
    controls = experiment.controls
    return {
        "profiles": profiles(experiment.tasks, rows, geometry, lengths),
        "control": profiles(controls, rows, geometry, lengths) if controls else None,
        "tracks": experiment.tracks,
        "output_window": geometry.output,
    }


def _provenance(options: Prepare, files: list[str]) -> dict[str, Any]:
    return {
        "options": options.model_dump(),
        "inputs": {path: sha256(path) for path in files},
        "version": __version__,
    }
