"""Motifs as matrices: MEME minimal, and JASPAR and TRANSFAC by Bio.motifs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from motiflens.exports.source import Source
from motiflens.motifs.meme import write_meme
from motiflens.motifs.motif import Motif


def meme(source: Source, directory: Path) -> None:
    """Write ``motifs.meme``."""
    write_meme(directory / "motifs.meme", source.motifs())


def jaspar(source: Source, directory: Path) -> None:
    """Write ``motifs.jaspar``: counts, each motif by its name and consensus."""
    text = jaspar_text(source.motifs().motifs)
    (directory / "motifs.jaspar").write_text(text, encoding="utf-8")


def jaspar_text(motifs: Sequence[Motif]) -> str:
    """Return the drawn part of motifs as JASPAR has them."""
    from Bio.motifs.jaspar import Motif as Matrix

    made = [
        Matrix(one.name, one.consensus, counts=_counts(one))  # type: ignore[no-untyped-call]
        for one in motifs
    ]
    return _text(made, "jaspar")


def transfac(source: Source, directory: Path) -> None:
    """Write ``motifs.transfac``: counts, the matched motif as description."""
    from Bio.motifs.transfac import Motif as Matrix

    made = []
    for one in source.motifs().motifs:
        matrix = Matrix(counts=_counts(one))  # type: ignore[no-untyped-call]
        matrix |= {"AC": one.name, "ID": one.name, "NA": one.consensus}
        if one.match is not None:
            matrix["DE"] = f"{one.match.name} ({one.match.id}), q = {one.match.q_value:.2g}"
        made.append(matrix)
    (directory / "motifs.transfac").write_text(_text(made, "transfac"), encoding="utf-8")


def _counts(motif: Motif) -> dict[str, list[int]]:
    """Return how many seqlets have each base at each position that is drawn."""
    counts = np.rint(motif.drawn("probability") * motif.n_seqlets).astype(int)
    return dict(zip("ACGT", counts.T.tolist(), strict=True))


def _text(motifs: list[Any], form: str) -> str:
    from Bio import motifs as bio

    return str(bio.write(motifs, form)) if motifs else ""  # type: ignore[no-untyped-call]
