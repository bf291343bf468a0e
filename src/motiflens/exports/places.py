"""Where seqlets and hits lie, as BED with a colour for each motif."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from motiflens.exports.source import Source

# The colours of Okabe and Ito, without yellow, which is pale on white, and black.
_COLOURS = ("0,114,178", "213,94,0", "0,158,115", "204,121,167", "86,180,233", "230,159,0")


def seqlets(source: Source, directory: Path) -> None:
    """Write ``seqlets.bed``."""
    _write(source, source.file("motifs/seqlets.bed", "discover"), directory / "seqlets.bed")


def hits(source: Source, directory: Path) -> None:
    """Write ``hits.bed``."""
    _write(source, source.file("hits/hits.bed", "hits"), directory / "hits.bed")


def _write(source: Source, path: Path, target: Path) -> None:
    """Write a BED6 file as BED9, line by line."""
    names = [motif.name for motif in source.motifs().motifs]
    colours = {name: _COLOURS[k % len(_COLOURS)] for k, name in enumerate(names)}
    with path.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as file:
        file.writelines(_coloured(lines, colours))


def _coloured(lines: Iterator[str], colours: dict[str, str]) -> Iterator[str]:
    for line in lines:
        columns = line.rstrip("\n").split("\t")
        colour = colours.get(columns[3], "0,0,0")
        yield "\t".join([*columns, columns[1], columns[2], colour]) + "\n"
